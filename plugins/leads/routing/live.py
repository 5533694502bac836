"""What changes with every lead: turns, open leads, leads of the week, accounts of the shares. Read for a round, then kept up in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from hansa import current_scope, db, select
from plugins.leads.models import Assignment, Fit
from plugins.leads.routing import accounts, turns
from plugins.leads.routing.availability import free_from
from plugins.leads.routing.choosing import Rule, eligible
from plugins.leads.routing.looking import Look
from plugins.leads.routing.market import Market
from plugins.leads.routing.shares import EMPTY, Book
from plugins.leads.routing.targets import Room, Standing, Target
from plugins.leads.states import HELD

BUSY = ("offered", *HELD)
NOT_COUNTED = ("open", "taken")
"""States of copies from the pool that were never the partner's own."""


@dataclass
class Live:
    """How the targets of a market stand; by target; `open` and `week` of a partner count those of its people too. `keep`: to distribute, not to try."""

    market: Market
    now: datetime
    looked: Look
    keep: bool = False
    turns: dict[str, int] = field(default_factory=dict)
    open: dict[str, int] = field(default_factory=dict)
    week: dict[str, int] = field(default_factory=dict)
    books: dict[str, Book] = field(default_factory=dict)
    away: Mapping[str, datetime] | None = None
    loaded: set[str] = field(default_factory=set)

    def standing(self, rule: Rule, lead: Mapping[str, Any], product: str | None, had: Iterable[str]) -> Standing:
        """Return how those a rule finds eligible for a lead stand, as far as the rule asks for it."""
        self._need(rule)
        facts = _fit(self.market, product) if any(name.startswith("fit.") for name in rule.reads) else {}
        partners = set(had)
        keys = frozenset(key for partner in partners for key in self.market.keys_of.get(partner, ()))
        left = eligible(rule, lead, self.market.targets, Standing(facts=facts)).left
        return Standing(
            turns={t.key: self.turns[t.key] for t in left if t.key in self.turns} if "longest_wait" in rule.methods else {},
            rooms=self._rooms(left) if rule.gate_room or "most_room" in rule.methods else {},
            free_from=self._free_from() if rule.waiting else {}, had=keys, facts=facts,
            book=self._book(rule, left) if "weighted" in rule.methods else EMPTY,
        )  # fmt: skip

    def latest(self) -> int:
        """Return the last turn anybody had when the round began."""
        return self.looked.latest

    def give(self, key: str) -> None:
        """A target has one lead more."""
        for counts in (self.open, self.week):
            for whose in {key, self.market.owner(key)}:
                counts[whose] = counts.get(whose, 0) + 1

    def _need(self, rule: Rule) -> None:
        """Load what a rule asks for, once."""
        if "longest_wait" in rule.methods and "turns" not in self.loaded:
            self.loaded.add("turns")
            self.turns = turns.known(self.looked, keep=self.keep) | self.turns
        if self.market.limits and (rule.gate_room or "most_room" in rule.methods) and "open" not in self.loaded:
            self.loaded.add("open")
            self.open, self.week = _added(_busy(), self.open), _added(_this_week(self.market, self.now), self.week)
        if "weighted" in rule.methods and rule.name not in self.books:
            self.books[rule.name] = accounts.read(rule.name, self.looked.accounts)

    def _rooms(self, left: Iterable[Target]) -> dict[str, Room]:
        limits, found = self.market.limits, {}
        if not limits:
            return {}
        for target in left:
            rooms = [room for whose in {target.key, self.market.owner(target.key)} if whose in limits for room in self._rooms_of(whose)]
            if rooms:
                found[target.key] = min(rooms, key=lambda room: (room.free, room))
        return found

    def _rooms_of(self, whose: str) -> Iterator[Room]:
        """Yield what a partner or a person takes on, at a time and in a week, and how much of it is used."""
        said = self.market.limits[whose]
        for most, used in ((said.most_open, self.open), (said.per_week, self.week)):
            if most is not None:
                yield Room(most, used.get(whose, 0))

    def _free_from(self) -> Mapping[str, datetime]:
        if self.away is None:
            zone, found = current_scope().program.zone, {}
            for partner, keys in self.market.keys_of.items():
                if partner in self.market.limits or len(keys) > 1:
                    found |= {key: moment for key in keys if (moment := self._next(key, zone)) is not None}
            self.away = found
        return self.away

    def _next(self, key: str, zone: str) -> datetime | None:
        said = self.market.time_of(key)
        return free_from(self.now, said.zone or zone, said.week, said.absences) if said is not None else None

    def _book(self, rule: Rule, left: Iterable[Target]) -> Book:
        """Return the accounts as far as they decide: what the eligible are owed."""
        book = self.books[rule.name]
        return Book(book.unit, {t.key: book.owed[t.key] for t in left if t.key in book.owed})


def _added(stored: dict[str, int], since: Mapping[str, int]) -> dict[str, int]:
    return {key: stored.get(key, 0) + since.get(key, 0) for key in stored.keys() | since.keys()}


def _busy() -> dict[str, int]:
    return _counted(Assignment.state.in_(BUSY))


def _counted(*which: Any) -> dict[str, int]:
    """Return how many copies partners have, and how many of them are for each of their people; one statement."""
    whose = (Assignment.partner_id, Assignment.person_id)
    found: dict[str, int] = {}
    for row in db.session.execute(select(*whose, sa.func.count(Assignment.id).label("n")).where(*which).group_by(*whose)):
        for key in (row.partner_id, row.person_id):
            if key is not None:
                found[str(key)] = found.get(str(key), 0) + row.n
    return found


def _this_week(market: Market, now: datetime) -> dict[str, int]:
    if not any(limits.per_week is not None for limits in market.limits.values()):
        return {}
    here = now.astimezone(ZoneInfo(current_scope().program.zone))
    monday = (here - timedelta(days=here.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    return _counted(Assignment.sent_at >= monday, Assignment.state.not_in(NOT_COUNTED))


def _fit(market: Market, product: str | None) -> dict[str, dict[str, Any]]:
    """Return how partners answered offers of a product, by target."""
    columns = (Fit.partner_id, Fit.offers, Fit.accepts, Fit.declines, Fit.wins)
    rows = db.session.execute(select(*columns).where(Fit.product == (product or "")))
    found = {str(r.partner_id): {f"fit.{name}": getattr(r, name) for name in FIT} for r in rows}
    return {key: found[partner] for partner in found for key in market.keys_of.get(partner, ())}


FIT = ("offers", "accepts", "declines", "wins")
