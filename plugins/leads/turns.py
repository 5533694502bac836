"""Whose turn it was last, in the one order a program's rules share; by rule, by hand, by what a partner made itself."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from hansa import Event, NotFound, clock, current_scope, db, directory, entity_of, records, select, serialised
from plugins.leads import terms
from plugins.leads.models import Turn
from plugins.leads.tasks import ROUTE, behind

SERIES = terms.KIND
LOCK = "leads.routing"
"""Whoever gives turns holds it: routing, and who counts those given elsewhere."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def stamp(moment: datetime | None = None) -> int:
    """Return a moment as turns are counted: whole microseconds since 1970."""
    passed = (moment or clock.now()) - EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def known() -> dict[str, int]:
    """Return the last turn of every target that had one."""
    rows = db.session.execute(select(Turn.target, Turn.at).where(Turn.series == SERIES))
    return {row.target: row.at for row in rows}


def count(targets: Iterable[str], at: int | None = None) -> None:
    """Write down a turn of these targets, one after the other and after all that were; a later one never goes back."""
    with behind(ROUTE):
        serialised(LOCK)
        latest = db.session.execute(select(sa.func.max(Turn.at)).where(Turn.series == SERIES)).scalar() or 0
        put({target: when for when, target in enumerate(targets, max(at if at is not None else stamp(), latest + 1))})


def put(turns: Mapping[str, int]) -> None:
    """Write down when each of these targets had its turn; within the system's scope, with the lock."""
    rows = {row.target: row for row in db.session.scalars(sa.select(Turn).where(Turn.series == SERIES, Turn.target.in_(turns)))}
    for target, when in turns.items():
        row = rows.get(target)
        if row is None:
            db.session.add(Turn(program_id=current_scope().program.id, series=SERIES, target=target, at=when))
        else:
            row.at = max(row.at, when)
    db.session.flush()


def made(event: Event) -> None:
    """A record was made: a turn of the partner whose it is, where its kind shares the order and the policy counts such turns."""
    policy = terms.policy_at(event.occurred_at)
    if event.entity not in [name.strip() for name in policy["order_of"].split(",")] or event.entity == "leads.assignment":
        return
    try:
        entity, record = entity_of(event.entity), None
        record = records.get(entity, event.record_id)  # type: ignore[arg-type]
    except NotFound:
        return
    partner = record.partner_id if entity.audience == "owner" else getattr(record, "brought_by", None)
    if partner is None:
        return
    by = event.actor.get("user_id")
    own = entity.audience != "owner" or any(str(member.user_id) == by for member in directory.members(partners=[partner]))
    if ("own" if own else "hand") in policy["turns"]:
        count([str(partner)], stamp(event.occurred_at))


def by_hand(copies: Iterable[Any]) -> None:
    """Leads assigned by a person are turns too, where the policy counts them and its order is for leads."""
    wanted = [str(copy.partner_id) for copy in copies if copy.rule is None]
    policy = terms.policy_at(clock.now()) if wanted else None
    if policy is not None and "hand" in policy["turns"]:
        count(dict.fromkeys(wanted))
