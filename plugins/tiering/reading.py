"""What a review reads of partners, many at once: their fields, facts the program keeps, measures, what they earned, where else they stand."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from hansa import behind, db, entity_of, facts, select
from plugins.policies.api import Window, facts_of_many, measure_fact, metric_values, values
from plugins.tiering.models import Award, Invitation
from plugins.tiering.standing import enrolling, standings
from plugins.tiering.standing.programs import Track
from plugins.tiering.tasks import REVIEW

Facts = dict[str, Any]


def facts_for(track: Track, partners: Sequence[uuid.UUID], day: date) -> dict[uuid.UUID, Facts]:
    """Return the facts a review of a track reads, by partner, as they hold on a day; so many statements whatever their number."""
    reads = track.ready.reads
    with behind(REVIEW):
        found: dict[uuid.UUID, Facts] = {one: {"day": day} for one in partners}
        _own(found, reads)
        _kept(found, reads, day)
        _measured(found, track, day)
        _standings(found, track.slug, day)
        if "events" in reads:
            _events(found, day)
        _invited(found, track.slug, day)
        if track.document.get("by_application"):
            joined = enrolling.members(track.slug, list(found), day)
            for partner, held in found.items():
                held["enrolled"] = partner in joined
    return found


def _own(found: Mapping[uuid.UUID, Facts], reads: frozenset[str]) -> None:
    """Add fields of the partners themselves, custom ones included."""
    entity = entity_of("core.partner")
    wanted = reads & facts.facts_of(entity, "partner").keys()
    if not wanted:
        return
    model = entity.model
    for partner in db.session.scalars(sa.select(model).where(model.id.in_(list(found)))):
        values = facts.values_of(entity, partner, "partner")
        found[partner.id] |= {name: values.get(name) for name in wanted}


def _kept(found: Mapping[uuid.UUID, Facts], reads: frozenset[str], day: date) -> None:
    """Add what the program keeps as facts, and certificates."""
    wanted = {name for name in reads if name.startswith("partner.")} - facts.facts_of(entity_of("core.partner"), "partner").keys()
    if not wanted:
        return
    for key, kept in facts_of_many("partner", list(found), day).items():
        found[uuid.UUID(key)] |= {name: value for name, value in kept.items() if name in wanted}


def _measured(found: Mapping[uuid.UUID, Facts], track: Track, day: date) -> None:
    """Add measures: those rules name, and the figures that are one over a window; one question for each window."""
    named = {name for name in track.ready.reads if name.startswith("metric.")}
    for partner, held in metric_values(named, list(found), day=day).items() if named else ():
        found[partner] |= held
    windows: dict[str, dict[str, str]] = {}
    for name, (key, window) in track.ready.measures.items():
        windows.setdefault(window, {})[name] = key
    for window, names in windows.items():
        measured = values(sorted(set(names.values())), Window.parse(window), day=day, partners=list(found))
        for partner, facts_ in found.items():
            facts_ |= {f"figure.{name}": measure_fact(key, measured[key].get(partner)) for name, key in names.items()}


def _standings(found: Mapping[uuid.UUID, Facts], track: str, day: date) -> None:
    for partner, rows in standings.of_partners(list(found), day).items():
        own = next((row for row in rows if row.track == track), None)
        others = [{"track": row.track, "level": row.level, "rank": row.rank, "since": row.since} for row in rows if row.track != track]
        found[partner] |= {"level": own.level if own else None, "since": own.since if own else None, "standings": others}


def _events(found: Mapping[uuid.UUID, Facts], day: date) -> None:
    for facts_ in found.values():
        facts_["events"] = []
    columns = (Award.partner_id, Award.ref, Award.kind, Award.category, Award.attribute, Award.amount, Award.earned_on, Award.begun_on, Award.until)
    wanted = select(*columns).where(Award.partner_id.in_(list(found)), Award.earned_on <= day, Award.archived_at.is_(None))
    for row in db.session.execute(wanted.order_by(Award.id)):
        found[row.partner_id]["events"].append(
            {
                "ref": row.ref, "kind": row.kind, "category": row.category, "attribute": row.attribute, "amount": row.amount,
                "on": row.earned_on, "begun_on": row.begun_on, "until": row.until,
            }
        )  # fmt: skip


def _invited(found: Mapping[uuid.UUID, Facts], track: str, day: date) -> None:
    open_ = sa.or_(Invitation.until.is_(None), Invitation.until >= day)
    wanted = select(Invitation.partner_id, Invitation.level).where(
        Invitation.partner_id.in_(list(found)), Invitation.track == track, Invitation.archived_at.is_(None), open_
    )
    for row in db.session.execute(wanted):
        found[row.partner_id].setdefault("invited", []).append(row.level)
