"""Who stands where since when: read for a day, written when a change comes into force."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from hansa import behind, db, entity_of, records, select
from plugins.tiering.models import Standing
from plugins.tiering.standing import programs
from plugins.tiering.tasks import BENEFIT

COLUMNS = (Standing.partner_id, Standing.track, Standing.level, Standing.rank, Standing.since, Standing.until)


def on(day: date) -> tuple[Any, ...]:
    """Return the conditions of standings that hold on a day."""
    return (Standing.since <= day, sa.or_(Standing.until.is_(None), Standing.until > day))


def of_partners(partners: Sequence[uuid.UUID], day: date) -> dict[uuid.UUID, list[Any]]:
    """Return the standings of partners in every track on a day; one statement."""
    found: dict[uuid.UUID, list[Any]] = {one: [] for one in partners}
    with behind(BENEFIT):
        rows = db.session.execute(select(*COLUMNS).where(Standing.partner_id.in_(partners), *on(day)).order_by(Standing.track)).all()
    for row in rows:
        found[row.partner_id].append(row)
    return found


def days(partners: Sequence[uuid.UUID], first: date, last: date) -> set[date]:
    """Return the days of a stretch on which partners came to another level of a track; one statement."""
    with behind(BENEFIT):
        wanted = select(Standing.since, Standing.until).where(Standing.partner_id.in_(partners), Standing.since <= last)
        rows = db.session.execute(wanted.where(sa.or_(Standing.until.is_(None), Standing.until >= first)).distinct()).all()
    return {day for row in rows for day in row if day is not None}


def levels_of(partners: Sequence[uuid.UUID], day: date, track: str | None = None) -> dict[uuid.UUID, Mapping[str, str | None]]:
    """Return the levels of partners by track on a day."""
    found = of_partners(partners, day)
    return {one: {row.track: row.level for row in rows if track in (None, row.track)} for one, rows in found.items()}


def present(partner_id: uuid.UUID, track: str) -> Any:
    """Return the standing without an end; None before the first."""
    wanted = sa.select(Standing).where(Standing.partner_id == partner_id, Standing.track == track, Standing.until.is_(None))
    return db.session.scalars(wanted).one_or_none()


def stand(partner_id: uuid.UUID, track: str, level: str | None, since: date, **more: Any) -> Any:
    """Have a partner stand on a level from a day on: the standing before ends there. Returns the new one; None when nothing changes."""
    entity = entity_of("tiering.standing")
    before = present(partner_id, track)
    if before is not None and before.level == level:
        return None
    rung = programs.track(track, since).ladder.named(level)
    values = {"track": track, "level": level, "rank": rung.rank if rung else 0, "since": since, "until": None, **more}
    if before is not None and before.since >= since:
        records.apply(entity, before, {**values, "since": before.since})
        return before
    if before is not None:
        records.apply(entity, before, {"until": since})
    return records.create(entity, {}, partner_id=partner_id, **values)


def history(partner_id: uuid.UUID, track: str | None = None) -> list[Any]:
    """Return the standings of a partner the actor may see, the newest first."""
    wanted = select(*COLUMNS, Standing.id, Standing.decision_id).where(Standing.partner_id == partner_id)
    if track is not None:
        wanted = wanted.where(Standing.track == track)
    return list(db.session.execute(wanted.order_by(Standing.since.desc(), Standing.track)))
