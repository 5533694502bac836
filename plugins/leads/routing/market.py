"""Those who could take a lead, with what hardly changes of them: read once, and kept in memory until something of it changes."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from hansa import clock, current_scope, db, directory, entity_of, facts, select
from plugins.leads.models import Absence, Capacity, Place, Queue, Territory
from plugins.leads.routing import availability, editions, holidays, packing
from plugins.leads.routing.targets import Target, Targets
from plugins.policies.api import Compiled, facts_of_many


@dataclass(frozen=True, slots=True)
class Limits:
    """What a partner, or one of its people, said of its capacity and its time."""

    most_open: int | None = None
    per_week: int | None = None
    week: availability.Week = field(default_factory=dict)
    zone: str = ""
    absences: tuple[tuple[date, date], ...] = ()

    def within(self, partner: "Limits") -> "Limits":
        """Return what holds for a person of a partner: its own figures, its own hours or the partner's, the days off of both."""
        time = self if self.week else partner
        return replace(self, week=time.week, zone=time.zone, absences=(*partner.absences, *self.absences))


@dataclass(frozen=True, eq=False)
class Market:
    """The targets, what partners and their people said of their capacity, by key of the target, and whose a target is."""

    targets: Targets
    limits: Mapping[str, Limits] = field(default_factory=dict)
    partner_of: Mapping[str, uuid.UUID] = field(default_factory=dict)
    keys_of: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def owner(self, key: str) -> str:
        """Return the partner of a target: of a partner itself."""
        return str(self.partner_of.get(key, key))

    def time_of(self, key: str) -> Limits | None:
        """Return what is known of the time of a target: a person's own, else that of its partner."""
        return self.limits.get(key) or self.limits.get(self.owner(key))


@dataclass
class _Kept:
    """The market a process used last in a program, and what it was read under."""

    key: Any = None
    market: Market | None = None


def market(policy: Compiled, changes: tuple[str, int]) -> Market:
    """Return the market, from memory while nothing of it has changed: see `looking`."""
    day = clock.today(current_scope().program.zone)
    key = (policy.slug, policy.number, day, *changes)
    kept = current_scope().program.cache.get(("leads.market",), _Kept)
    if kept.key != key or kept.market is None:
        kept.key, kept.market = key, _load(policy, day, kept.market)
    return kept.market


def reads(policy: Compiled) -> tuple[str, ...]:
    """Return the facts of targets any rule of the policy reads, those of the mask included."""
    of_mask = {name for _, test in policy["mask"] if test for name in test.names if not name.startswith("lead.")}
    return tuple(sorted({name for rule in policy["rules"] for name in rule.reads} | of_mask))


def _load(policy: Compiled, day: date, before: Market | None) -> Market:
    entity = entity_of("core.partner")
    model = entity.model
    partners = list(db.session.scalars(sa.select(model).where(model.status == "active", model.archived_at.is_(None)).order_by(model.id)))
    ids = [partner.id for partner in partners]
    wanted = frozenset(reads(policy))
    kept = facts_of_many("partner", ids, day) if any(name.startswith("partner.") for name in wanted) else {}
    territories, places = _territories(), _places()
    targets = []
    for partner in partners:
        own = {**facts.values_of(entity, partner, "partner"), **kept.get(str(partner.id), {})} if wanted else {}
        known = {name: own[name] for name in sorted(wanted & own.keys()) if own[name] is not None}
        targets.append(Target(str(partner.id), places=places.get(partner.id, ()), territories=territories.get(partner.id, {}), facts=known))
        db.session.expunge(partner)
    owners = {str(one): one for one in ids}
    kinds = {rule.targets for rule in policy["rules"]}
    people = _people({target.key: target for target in targets}, ids) if "person" in kinds else []
    owners |= {target.key: owner for target, owner in people}
    queues = _queues() if "queue" in kinds else []
    return Market(_edited([*targets, *(target for target, _ in people), *queues], before), _limits(day, owners), owners, _by_owner(owners))


def _edited(rows: Sequence[Target], before: Market | None) -> Targets:
    """Return the targets under their digest; those of before, with what they remember, while nothing of them has changed."""
    columns = packing.columns(rows)
    digest = editions.digest_of(columns)
    return before.targets if before is not None and before.targets.digest == digest else Targets(rows, digest)


def _by_owner(owners: Mapping[str, uuid.UUID]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, owner in owners.items():
        found.setdefault(str(owner), []).append(key)
    return found


def _people(known: Mapping[str, Target], ids: Sequence[uuid.UUID]) -> list[tuple[Target, uuid.UUID]]:
    members = [m for m in directory.members(partners=ids) if m.partner_id and m.may("leads.assignment.answer")]
    found = [(replace(known[str(m.partner_id)], key=str(m.membership_id), kind="person"), m.partner_id) for m in members]
    return sorted(((t, owner) for t, owner in found if owner), key=lambda pair: pair[0].key)


def _queues() -> list[Target]:
    rows = db.session.execute(select(Queue.key).where(Queue.archived_at.is_(None)).order_by(Queue.key))
    return [Target(row.key, kind="queue") for row in rows]


def _limits(day: date, owners: Mapping[str, uuid.UUID]) -> dict[str, Limits]:
    """Return what partners and their people said of their capacity, by target; of several records the one that began last counts."""
    said = _said(day)
    nothing = Limits()
    return {
        key: limits.within(said.get(str(owners[key]), nothing)) if key in owners and str(owners[key]) != key else limits
        for key, limits in said.items()
    }  # fmt: skip


def _said(day: date) -> dict[str, Limits]:
    away: dict[uuid.UUID, list[tuple[date, date]]] = {}
    statement = select(Absence.partner_id, Absence.person_id, Absence.first_day, Absence.last_day)
    for row in db.session.execute(statement.where(Absence.last_day >= day, Absence.archived_at.is_(None))):
        away.setdefault(row.person_id or row.partner_id, []).append((row.first_day, row.last_day))
    said_of = (Capacity.most_open, Capacity.per_week, Capacity.weekdays, Capacity.hours, Capacity.zone)
    begun = sa.or_(Capacity.since.is_(None), Capacity.since <= day)
    wanted = select(Capacity.partner_id, Capacity.person_id, Capacity.holidays, *said_of).where(Capacity.archived_at.is_(None), begun)
    in_order = db.session.execute(wanted.order_by(Capacity.since.nulls_first(), Capacity.id))
    rows = {row.person_id or row.partner_id: row for row in in_order}
    known = holidays.calendars(row.holidays for row in rows.values())
    found = {}
    for whose in rows.keys() | away.keys():
        row, absences = rows.get(whose), tuple(away.get(whose, ()))
        said = (row.most_open, row.per_week, availability.week(row.hours, row.weekdays), row.zone or "") if row else ()
        kept = holidays.off(known.get(row.holidays), row.weekdays, day) if row else ()
        found[str(whose)] = replace(Limits(*said), absences=(*absences, *kept))
    return found


def _territories() -> dict[uuid.UUID, dict[str, frozenset[str]]]:
    found: dict[uuid.UUID, dict[str, set[str]]] = {}
    for row in db.session.execute(select(Territory.partner_id, Territory.field, Territory.value).where(Territory.archived_at.is_(None))):
        found.setdefault(row.partner_id, {}).setdefault(row.field, set()).add(row.value)
    return {partner: {step: frozenset(values) for step, values in steps.items()} for partner, steps in found.items()}


def _places() -> dict[uuid.UUID, tuple[tuple[Any, Any], ...]]:
    found: dict[uuid.UUID, tuple[tuple[Any, Any], ...]] = {}
    rows = select(Place.partner_id, Place.latitude, Place.longitude).where(Place.archived_at.is_(None)).order_by(Place.id)
    for row in db.session.execute(rows):
        found[row.partner_id] = (*found.get(row.partner_id, ()), (row.latitude, row.longitude))
    return found
