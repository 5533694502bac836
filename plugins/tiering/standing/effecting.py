"""What follows when a change comes into force: the standing, and the fact that prices, distribution and registration read."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from hansa import Conflict, behind, clock, current_scope, db, entity_of, perform, records
from plugins.tiering.models import Change
from plugins.tiering.standing import programs, standings
from plugins.tiering.tasks import REVIEW


def follow(saved: Sequence[tuple[Any, Mapping[str, Any]]]) -> None:
    """After changes were saved: those that came into force move the partner."""
    for change, changes in saved:
        if "state" in changes and change.state == "effective":
            with behind(REVIEW):
                move(change)


def move(change: Any) -> None:
    """Have the partner stand on the new level from the day the change holds, and its fact follow."""
    since = change.effective_on
    made = standings.stand(change.partner_id, change.track, change.to_level, since, change_id=change.id, decision_id=change.decision_id)
    if made is not None:
        project(change.track, change.partner_id, change.to_level, since, str(change.id))


def project(track: str, partner_id: Any, level: str | None, since: date, source: str) -> None:
    """Write the level as a fact of the partner, where the program names one: everything that reads that fact follows."""
    name = programs.track(track, since).document.get("fact")
    if not name:
        return
    ensure_kind(name)
    raw = {"subject": "partner", "partner_id": str(partner_id), "name": name, "value": level, "effective_from": since.isoformat()}
    try:
        records.create(entity_of("policies.fact"), {**raw, "source_id": f"tiering:{track}:{source}"})
    except Conflict as refused:
        if refused.code != "unchanged":
            raise


def ensure_kind(name: str, type_: str = "text", label: str = "") -> str:
    """Declare a fact of partners, unless the program keeps it already; return the type it is kept as."""
    kind = entity_of("policies.fact_kind")
    known: str | None = db.session.scalar(sa.select(kind.model.type).where(kind.model.subject == "partner", kind.model.name == name))
    if known is None:
        called = label or name.replace("_", " ").capitalize()
        records.create(kind, {"name": name, "subject": "partner", "type": type_, "label": called})
    return known or type_


def due(day: date) -> None:
    """Put into force what is scheduled for a day or before it; timers do the same, this is for who sets the clock."""
    with behind(REVIEW):
        wanted = sa.select(Change).where(Change.state == "scheduled", Change.effective_on <= day).order_by(Change.effective_on, Change.id)
        for change in db.session.scalars(wanted.with_for_update()):
            perform(entity_of("tiering.change"), change, "take_effect")


def today() -> date:
    """Return the day in the program's zone."""
    return clock.today(current_scope().program.zone)
