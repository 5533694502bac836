"""Whose turn it was last, in the one order a program's rules share; by rule, by hand, by what a partner made itself."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import Event, NotFound, after_commit, behind, clock, db, directory, entity_of, note, records, serialised
from plugins.leads.models import Turn
from plugins.leads.offers import terms
from plugins.leads.routing.looking import SERIES, Look, look, seen
from plugins.leads.tasks import LOCK, ROUTE

MOST_FORGOTTEN = 5_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def stamp(moment: datetime | None = None) -> int:
    """Return a moment as turns are counted: whole microseconds since 1970."""
    passed = (moment or clock.now()) - EPOCH
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def known(looked: Look, *, keep: bool) -> dict[str, int]:
    """Return the last turn of every target that had one. Turns only ever grow, so those seen before are not read again.

    `keep`: by one who holds the lock, in a unit; then the process remembers what it has seen.
    """
    remembered = seen()
    before = remembered.turns if looked.upto else {}
    if not looked.turns:
        return before
    found = {**before, **dict(looked.turns)}
    if keep:
        after_commit(lambda: remembered.set(found, looked.latest))
    return found


def count(targets: Iterable[str], at: int | None = None) -> None:
    """Write down a turn of these targets, one after the other and after all that were; a later one never goes back."""
    with behind(ROUTE):
        serialised(LOCK)
        put(dict(enumerate(targets, max(at if at is not None else stamp(), look().latest + 1))))


def put(turns: Mapping[int, str]) -> None:
    """Write down when each of these targets had its turn; within the system's scope, with the lock."""
    note(Turn, [{"series": SERIES, "target": target, "at": at} for at, target in turns.items()])


def forget() -> None:
    """Let go of turns after which the target had another."""
    later = so.aliased(Turn)
    superseded = sa.exists().where(
        later.program_id == Turn.program_id, later.series == Turn.series, later.target == Turn.target, later.at > Turn.at
    )
    for row in db.session.scalars(sa.select(Turn).where(superseded).limit(MOST_FORGOTTEN)):
        db.session.delete(row)


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
