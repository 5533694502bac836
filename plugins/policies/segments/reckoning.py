"""Who belongs in a segment now, and the rows that say so: brought up to date in parts, because every partner is asked."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from marshmallow import ValidationError

from hansa import Entity, Job, behind, clock, current_scope, db, enqueue, entity_of, put, select
from plugins.policies.decisions.keeping import try_out
from plugins.policies.document.compiled import Compiled, CompileError
from plugins.policies.entities import CERTIFICATE, FACT, VERSION
from plugins.policies.facts.partners import partner_facts
from plugins.policies.models import Policy, SegmentMember
from plugins.policies.segments import membership
from plugins.policies.segments.membership import KEY
from plugins.policies.tasks import KEEP
from plugins.policies.versions import lifecycle
from plugins.policies.versions.kinds import kind_of

PART = 500
"""So many partners are asked at once."""


class Moves(NamedTuple):
    """Who would enter and leave a segment, and who would stay, by id."""

    entering: Sequence[uuid.UUID]
    leaving: Sequence[uuid.UUID]
    staying: Sequence[uuid.UUID]


def moves(draft: Compiled, slug: str) -> Moves:
    """Compare a version with the one in force, on the facts of today of the partners the actor sees; nothing is written."""
    day, present = clock.today(current_scope().program.zone), in_force(slug)
    before: set[uuid.UUID] = set()
    after: set[uuid.UUID] = set()
    for part in _parts(_partners()):
        with behind(KEEP):
            after |= inside(draft, part, day)
            before |= inside(present, part, day) if present is not None else set()
    return Moves(sorted(after - before), sorted(before - after), sorted(after & before))


def inside(ready: Compiled, partners: Sequence[uuid.UUID], day: date) -> set[uuid.UUID]:
    """Return those of the partners that a version takes in on a day; for callers behind the wall."""
    known = partner_facts(ready["members"].rule.names, partners, day)
    return {one for one, facts in known.items() if try_out(KEY, ready, facts).result == "inside"}


def in_force(slug: str) -> Compiled | None:
    """Return the version in force; None without one, or when what its condition reads is no longer there."""
    found = lifecycle.in_force(KEY, None, slug)
    try:
        return lifecycle.ready(kind_of(KEY), found, slug) if found is not None else None
    except (CompileError, ValidationError):
        return None


def reckon(partners: Sequence[uuid.UUID] | None = None) -> int:
    """Bring the rows of these partners (default: all) up to date, in the running unit; return how many partners moved."""
    return sum(_reckon(part) for part in _parts(_partners() if partners is None else partners))


def _reckon(partners: Sequence[uuid.UUID]) -> int:
    day, moved = clock.today(current_scope().program.zone), 0
    with behind(KEEP):
        open_ = _open(partners)
        there = set(_partners(partners))
        for segment in membership.read():
            ready = in_force(segment.slug)
            wanted = inside(ready, sorted(there), day) if ready is not None else set()
            moved += _keep(segment.slug, open_.get(segment.slug, {}), wanted, day)
    return moved


def _open(partners: Sequence[uuid.UUID]) -> dict[str, dict[uuid.UUID, uuid.UUID]]:
    """Return the rows that say who is in which segment now, by segment and partner."""
    found: dict[str, dict[uuid.UUID, uuid.UUID]] = {}
    columns = (SegmentMember.segment, SegmentMember.partner_id, SegmentMember.id)
    wanted = sa.select(*columns).where(SegmentMember.partner_id.in_(partners), SegmentMember.until.is_(None))
    for segment, partner, row in db.session.execute(wanted):
        found.setdefault(segment, {})[partner] = row
    return found


def _keep(segment: str, there: Mapping[uuid.UUID, uuid.UUID], wanted: set[uuid.UUID], day: date) -> int:
    """End the rows of those that left, begin rows for those that entered."""
    left = [row for partner, row in there.items() if partner not in wanted]
    entered = [partner for partner in sorted(wanted) if partner not in there]
    if left:
        ended = sa.update(SegmentMember).where(SegmentMember.id.in_(left)).values(until=day)
        db.session.execute(ended, execution_options={"synchronize_session": False})
    if entered:
        put(SegmentMember, [{"segment": segment, "partner_id": one, "since": day} for one in entered])
    return len(left) + len(entered)


def _partners(among: Sequence[uuid.UUID] | None = None) -> list[uuid.UUID]:
    """Return the partners that are not put away, those the actor sees."""
    model = entity_of("core.partner").model
    wanted = select(model.id).where(model.archived_at.is_(None), *([model.id.in_(among)] if among is not None else []))
    return list(db.session.scalars(wanted.order_by(model.id)))


def _parts(ids: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (ids[at : at + PART] for at in range(0, len(ids), PART))


def saved(entity: Entity, rows: Iterable[tuple[Any, Mapping[str, Any]]]) -> None:
    """After partners, facts or certificates were saved their partners may belong elsewhere; after a version of a segment, anybody."""
    if entity.key == VERSION.key:
        if _is_segment({row.policy_id for row, changes in rows if changes.keys() & {"state", "effective_from", "until"}}):
            enqueue(ON)
        return
    name = {"core.partner": "id", FACT.key: "partner_id", CERTIFICATE.key: "partner_id"}.get(entity.key)
    if name is None or not membership.known():
        return
    partners = sorted({str(one) for one in (getattr(row, name) for row, _changes in rows) if one is not None})
    for part in _parts(partners):
        enqueue(SOME, {"partners": part})


def _is_segment(policies: set[uuid.UUID]) -> bool:
    wanted = sa.select(Policy.id).where(Policy.id.in_(policies), Policy.kind == KEY).limit(1)
    return bool(policies) and db.session.scalar(wanted) is not None


def _on(program: Any, after: str = "") -> None:
    """One part in one unit, then the next."""
    ids = [one for one in _partners() if str(one) > after] if membership.known() else []
    reckon(ids[:PART])
    if len(ids) > PART:
        enqueue(ON, {"after": str(ids[PART - 1])})


def _some(program: Any, partners: Sequence[str]) -> None:
    reckon([uuid.UUID(one) for one in partners])


HOURLY = Job("segments_hourly", _on, every="25 * * * *")
ON = Job("segments_on", _on)
SOME = Job("segments_some", _some)
JOBS = [HOURLY, ON, SOME]
