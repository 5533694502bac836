"""Those who could take a lead, as they are now: what hardly changes is kept between routings, the rest is read for each."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from hansa import clock, current_scope, db, directory, entity_of, facts, select
from plugins.leads import packing, turns
from plugins.leads.availability import free_from
from plugins.leads.models import Absence, Account, Assignment, Capacity, Change, Fit, Place, Queue, Territory
from plugins.leads.routing import Rule
from plugins.leads.shares import Book
from plugins.leads.states import ASKED, HELD
from plugins.leads.targets import Target
from plugins.policies.api import Compiled, facts_of_many

BUSY = ("offered", *HELD)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a partner said of its capacity and its time."""

    most_open: int | None
    per_week: int | None
    weekdays: tuple[str, ...]
    opens: int
    closes: int
    absences: tuple[tuple[date, date], ...]


@dataclass(frozen=True, eq=False)
class Market:
    """The targets with what hardly changes: facts, territories, places, what they said of their capacity."""

    targets: Sequence[Target]
    limits: Mapping[str, Limits] = field(default_factory=dict)
    partner_of: Mapping[str, uuid.UUID] = field(default_factory=dict)
    columns: dict[str, Any] = field(default_factory=dict)

    def packed(self) -> Mapping[str, Any]:
        """Return keys and facts as decisions keep them, made once."""
        if not self.columns:
            self.columns.update(packing.columns(self.targets))
        return self.columns


def market(policy: Compiled, now: datetime) -> Market:
    """Return the market, from memory while nothing of it has changed."""
    changes = db.session.execute(select(sa.func.count(Change.id), sa.func.max(Change.created_at))).one()
    day = clock.today(current_scope().program.zone)
    key = ("leads.market", policy.number, day, *changes)
    return current_scope().program.cache.get(key, lambda: _load(policy, now, day))


def reads(policy: Compiled) -> tuple[str, ...]:
    """Return the facts of targets any rule of the policy reads, those of the mask included."""
    of_mask = {name for _, test in policy["mask"] if test for name in test.names if not name.startswith("lead.")}
    return tuple(sorted({name for rule in policy["rules"] for name in rule.reads or ()} | of_mask))


def _load(policy: Compiled, now: datetime, day: date) -> Market:
    entity = entity_of("core.partner")
    model = entity.model
    partners = list(db.session.scalars(sa.select(model).where(model.status == "active", model.archived_at.is_(None)).order_by(model.id)))
    wanted = frozenset(reads(policy))
    ids = [partner.id for partner in partners]
    kept = facts_of_many("partner", ids, day) if any(name.startswith("partner.") for name in wanted) else {}
    limits, territories, places = _limits(day), _territories(), _places()
    targets, owners = [], {}
    for partner in partners:
        own = {**facts.values_of(entity, partner, "partner"), **kept.get(str(partner.id), {})} if wanted else {}
        targets.append(
            Target(
                str(partner.id), place=places.get(partner.id), territories=territories.get(partner.id, {}),
                facts={name: own[name] for name in sorted(wanted & own.keys()) if own[name] is not None},
            )
        )  # fmt: skip
        owners[str(partner.id)] = partner.id
    for partner in partners:
        db.session.expunge(partner)
    known = {target.key: target for target in targets}
    kinds = {rule.targets for rule in policy["rules"]}
    people = _people(known, ids) if "person" in kinds else []
    owners |= {target.key: owner for target, owner in people}
    queues = _queues() if "queue" in kinds else []
    return Market([*targets, *(target for target, _ in people), *queues], limits, owners)


def _people(known: Mapping[str, Target], ids: Sequence[uuid.UUID]) -> list[tuple[Target, uuid.UUID]]:
    members = [m for m in directory.members(partners=ids) if m.partner_id and m.may("leads.assignment.answer")]
    found = [(replace(known[str(m.partner_id)], key=str(m.membership_id), kind="person"), m.partner_id) for m in members]
    return sorted(((t, owner) for t, owner in found if owner), key=lambda pair: pair[0].key)


def _queues() -> list[Target]:
    rows = db.session.execute(select(Queue.key).where(Queue.archived_at.is_(None)).order_by(Queue.key))
    return [Target(row.key, kind="queue") for row in rows]


def _limits(day: date) -> dict[str, Limits]:
    away: dict[uuid.UUID, list[tuple[date, date]]] = {}
    statement = select(Absence.partner_id, Absence.first_day, Absence.last_day)
    for row in db.session.execute(statement.where(Absence.last_day >= day, Absence.archived_at.is_(None))):
        away.setdefault(row.partner_id, []).append((row.first_day, row.last_day))
    columns = (Capacity.partner_id, Capacity.most_open, Capacity.per_week, Capacity.weekdays, Capacity.opens, Capacity.closes)
    rows = {row.partner_id: row for row in db.session.execute(select(*columns).where(Capacity.archived_at.is_(None)))}
    found = {}
    for partner in rows.keys() | away.keys():
        row, absences = rows.get(partner), tuple(away.get(partner, ()))
        said = (row.most_open, row.per_week, tuple(row.weekdays), row.opens, row.closes) if row else (None, None, (), 0, 24)
        found[str(partner)] = Limits(*said, absences)
    return found


def _territories() -> dict[uuid.UUID, dict[str, frozenset[str]]]:
    found: dict[uuid.UUID, dict[str, set[str]]] = {}
    for row in db.session.execute(select(Territory.partner_id, Territory.field, Territory.value).where(Territory.archived_at.is_(None))):
        found.setdefault(row.partner_id, {}).setdefault(row.field, set()).add(row.value)
    return {partner: {step: frozenset(values) for step, values in steps.items()} for partner, steps in found.items()}


def _places() -> dict[uuid.UUID, tuple[Any, Any]]:
    rows = db.session.execute(select(Place.partner_id, Place.latitude, Place.longitude).where(Place.archived_at.is_(None)))
    return {row.partner_id: (row.latitude, row.longitude) for row in rows}


@dataclass
class Standing:
    """What changes with every lead: turns, open leads, leads of the week, accounts of the shares."""

    turns: dict[str, int] = field(default_factory=dict)
    open: dict[str, int] = field(default_factory=dict)
    week: dict[str, int] = field(default_factory=dict)
    books: dict[str, Book] = field(default_factory=dict)
    loaded: set[str] = field(default_factory=set)

    def need(self, found: Market, rule: Rule, now: datetime) -> None:
        """Load what a rule asks for, once."""
        if "longest_wait" in rule.methods and "turns" not in self.loaded:
            self.turns, _ = turns.known(), self.loaded.add("turns")
        if found.limits and (rule.gate_room or "most_room" in rule.methods) and "open" not in self.loaded:
            self.open, self.week, _ = _busy(found), _this_week(found, now), self.loaded.add("open")
        if "weighted" in rule.methods and rule.name not in self.books:
            account = db.session.execute(select(Account.book).where(Account.key == rule.name)).scalar_one_or_none()
            self.books[rule.name] = packing.book_in(account or {})


def _busy(found: Market) -> dict[str, int]:
    rows = select(Assignment.partner_id, sa.func.count(Assignment.id).label("n")).where(Assignment.state.in_(BUSY))
    return {str(row.partner_id): row.n for row in db.session.execute(rows.group_by(Assignment.partner_id))}


def _this_week(found: Market, now: datetime) -> dict[str, int]:
    if not any(limits.per_week is not None for limits in found.limits.values()):
        return {}
    here = now.astimezone(ZoneInfo(current_scope().program.zone))
    monday = (here - timedelta(days=here.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    rows = select(Assignment.partner_id, sa.func.count(Assignment.id).label("n"))
    rows = rows.where(Assignment.sent_at >= monday, Assignment.state.not_in((*ASKED[1:], "taken")))
    return {str(row.partner_id): row.n for row in db.session.execute(rows.group_by(Assignment.partner_id))}


def targets(
    found: Market, standing: Standing, rule: Rule | None, declined: Iterable[str], product: str | None, now: datetime
) -> list[Target]:
    """Return the targets of one lead, as they are at this moment."""
    if rule is None:
        return []
    out, wait = set(declined), "longest_wait" in rule.methods
    gate = rule.gate_room or "most_room" in rule.methods
    fit = _fit(product) if any(name.startswith("fit.") for name in rule.reads or ()) else {}
    zone, made = current_scope().program.zone, []
    for target in found.targets:
        partner = target.key if target.kind != "person" else str(found.partner_of[target.key])
        said = found.limits.get(partner)
        turn = standing.turns.get(target.key) if wait else None
        declines = partner in out
        if turn is None and said is None and not declines and not fit:
            made.append(target)
            continue
        capacity, busy = _room(said, standing, partner) if said and gate else (None, 0)
        free = free_from(now, zone, said.weekdays, said.opens, said.closes, said.absences) if said and rule.waiting else None
        own = {**target.facts, **fit[partner]} if partner in fit else target.facts
        made.append(
            Target(
                target.key, target.kind, target.weight, turn, capacity, busy, free, None, target.place, declines, target.territories, own
            )
        )
    return made


def _room(said: Limits, standing: Standing, partner: str) -> tuple[int | None, int]:
    """Return the capacity that leaves least room, and how much of it is used."""
    limits = [(said.most_open, standing.open.get(partner, 0)), (said.per_week, standing.week.get(partner, 0))]
    known = [(most, used) for most, used in limits if most is not None]
    return min(known, key=lambda pair: pair[0] - pair[1]) if known else (None, 0)


def _fit(product: str | None) -> dict[str, dict[str, Any]]:
    columns = (Fit.partner_id, Fit.offers, Fit.accepts, Fit.declines, Fit.wins)
    rows = db.session.execute(select(*columns).where(Fit.product == (product or "")))
    return {
        str(r.partner_id): {"fit.offers": r.offers, "fit.accepts": r.accepts, "fit.declines": r.declines, "fit.wins": r.wins} for r in rows
    }
