"""What a routing looks at each time to know whether what it remembers still holds: changes, turns, accounts. One statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from hansa import current_scope, db, select, together
from plugins.leads.models import Account, Change, Turn
from plugins.leads.offers import terms

SERIES = terms.KIND
CHANGES, TURN, ACCOUNT = "changes", "turn", "account"


@dataclass
class Seen:
    """The last turns a process has seen, and up to which one."""

    turns: dict[str, int] = field(default_factory=dict)
    upto: int = 0

    def set(self, turns: dict[str, int], upto: int) -> None:
        self.turns, self.upto = turns, upto


@dataclass(frozen=True)
class Look:
    """How things stand now. `changes`: what tells one state of the targets from another; `turns`: since `upto`, the earliest first.

    `accounts`: the version of the book of each distribution by weights.
    """

    changes: tuple[str, int]
    upto: int
    turns: Sequence[tuple[str, int]]
    accounts: Mapping[str, int]

    @property
    def latest(self) -> int:
        """The last turn there was; 0 before the first."""
        return self.turns[-1][1] if self.turns else self.upto


def seen() -> Seen:
    """Return the turns this process remembers."""
    found: Seen = current_scope().program.cache.get(("rows", "leads.turns"), Seen)
    return found


def look(upto: int | None = None) -> Look:
    """Look at the tables of the engine; turns from one on (default: the last one this process has seen)."""
    since = seen().upto if upto is None else upto
    scope = current_scope()
    statement = scope.program.cache.get(("leads.look", scope.reach), _statement)
    found: dict[str, list[tuple[str, int]]] = {CHANGES: [], TURN: [], ACCOUNT: []}
    for kind, name, number in db.session.execute(statement, {"since": since}):
        found[kind].append((name, number))
    turns = sorted(found[TURN], key=lambda turn: turn[1])
    if since and (not turns or turns[0][1] != since):  # the last turn seen is gone: nothing of what was seen is sure
        return look(0)
    return Look(found[CHANGES][0], since, turns, dict(found[ACCOUNT]))


def _statement() -> Any:
    """Return the statement, made once: composing it would take longer than running it."""
    newest = sa.func.coalesce(sa.func.max(sa.cast(Change.id, sa.Text)), "")
    series = (Turn.series == SERIES, Turn.at >= sa.bindparam("since", type_=sa.BigInteger()))
    return together(
        select(sa.literal(CHANGES), newest, sa.func.count(Change.id)),
        select(sa.literal(TURN), Turn.target, Turn.at).where(*series),
        select(sa.literal(ACCOUNT), Account.key, Account.version),
    )
