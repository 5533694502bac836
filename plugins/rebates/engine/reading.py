"""What a calculation reads of partners beside their lines: fields, kept facts, measures, participation and targets, many at once."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from hansa import behind, current_scope, db, directory, entity_of, facts
from plugins.policies.api import Window, fact_days, facts_of_many, metric_values, values
from plugins.rebates.correcting.baselines import corrections
from plugins.rebates.engine.before import before
from plugins.rebates.engine.calendar import DAY
from plugins.rebates.engine.people import People, people_of
from plugins.rebates.engine.ready import Measure
from plugins.rebates.engine.work import Spells, Work
from plugins.rebates.models import Enrolment, Target
from plugins.rebates.tasks import READ

Facts = dict[str, Any]
Found = dict[uuid.UUID, Facts]
ALWAYS = date(1900, 1, 1), date(9999, 1, 1)
"""The days another date of a line may lie in than the one it is counted by."""


class Reader:
    """Reads facts of a fixed set of partners; what several programs ask of a day is read once. `known_at`: as known then; `person`: of
    the partners' people only this one."""

    def __init__(self, partners: Collection[uuid.UUID], known_at: datetime | None = None, *, stored: bool = True, person: uuid.UUID | None = None):
        self._person = person
        self._people: People | None = None
        self._above: Mapping[uuid.UUID, uuid.UUID | None] | None = None
        self.partners, self.known_at, self.stored = list(partners), known_at, stored
        self._kept: dict[date, Mapping[str, Mapping[str, Any]]] = {}
        self._own: Found | None = None
        self._ready: dict[Work, Found] = {}
        self._named = facts.facts_of(entity_of("core.partner"), "partner").keys()

    @property
    def _seen(self) -> list[uuid.UUID]:
        """The partners whose measures the actor may be told: a partner its own ones, though they are read behind the wall."""
        actor = current_scope().actor
        return self.partners if actor.staff else [one for one in self.partners if one == actor.partner_id]

    def __call__(self, work: Work) -> Found:
        """Return the facts of the partners for a work; empty where nothing is asked."""
        if work not in self._ready:
            found = self._of_people(work, self._read(work)) if work.made.personal else self._read(work)
            for one, held in before(work, list(found)).items() if self.stored else ():
                found[one] |= held
            self._ready[work] = found
        return self._ready[work]

    def people(self) -> People:
        """Return the people of the partners, by partner and address; asked once."""
        if self._people is None:
            self._people = {key: one for key, one in people_of(self.partners).items() if self._person in (None, one.id)}
        return self._people

    def above(self) -> Mapping[uuid.UUID, uuid.UUID | None]:
        """Return whom the partners stand under; asked once."""
        if self._above is None:
            self._above = {one.id: one.distributor_id for one in directory.companies(self.partners)}
        return self._above

    def start(self, works: Iterable[Work]) -> None:
        """Let works know from which days, and on which, lines of whom count, where their programs say so; before lines are read."""
        for work in works:
            day = work.made.counted_from
            for one, held in self(work).items() if day is not None and not work.since else ():
                work.since[one] = day(held) or date.max
            asked = [one for one in work.counted() if one.held is not None and one.name not in work.spells]
            for days, some in ((work.reach(), [one for one in asked if one.held_on is None]), (ALWAYS, [one for one in asked if one.held_on is not None])):
                work.spells.update(self._spells(work, some, *days) if some else {})

    def _spells(self, work: Work, asked: Sequence[Measure], first: date, end: date) -> dict[str, Spells]:
        """Return by measure the days on which partners had what it asks for: each day is judged by what was known of it."""
        reads = frozenset(name for one in asked for name in one.held.names)
        changes = fact_days("partner", self.partners, {name.removeprefix("partner.") for name in reads}, first, end - DAY)
        stretches = list(pairwise([first, *sorted(changes), end]))
        known = [self._known(reads, start) for start, _until in stretches]
        who = [(one.id, one.partner_id) for one in self.people().values()] if work.made.personal else [(one, one) for one in self.partners]
        return {
            one.name: {of: [days for days, found in zip(stretches, known, strict=True) if one.held.run(found[own]) is True] for of, own in who} for one in asked
        }

    def _known(self, reads: frozenset[str], day: date) -> Found:
        found: Found = {one: {} for one in self.partners}
        self._fields(found, reads)
        self._facts(found, reads, day)
        return found

    def _of_people(self, work: Work, found: Found) -> Found:
        """Return the facts of people: those of their partner, and their own where eligibility asks for them."""
        people, rule = self.people().values(), work.made.policy["people"]
        day = _known_on(work)
        own = facts_of_many("person", sorted({one.email for one in people}), day, self.known_at) if rule is not None and people else {}
        return {one.id: {**found[one.partner_id], **own.get(one.email, {})} for one in people}

    def _read(self, work: Work) -> Found:
        found: Found = {one: {} for one in self.partners}
        reads = work.made.reads
        self._fields(found, reads)
        self._facts(found, reads, _known_on(work))
        if any(measure.of == "metric" for measure in work.made.measures) or any(name.startswith("metric.") for name in reads):
            with behind(READ):
                self._metrics(found, work, reads)
        if any(name.startswith("enrol") for name in reads):
            _enrolled(found, work)
        if {"given", "given.accepted_on"} & reads:
            _given(found, work)
        if "baseline.correction" in reads:
            agreed = corrections(work.slug, found, work.span.start, work.span.last)
            for one, facts_ in found.items():
                facts_["baseline.correction"] = agreed.get(one, Fraction(0))
        return found

    def _fields(self, found: Found, reads: frozenset[str]) -> None:
        wanted = reads & self._named
        if not wanted:
            return
        if self._own is None:
            entity = entity_of("core.partner")
            rows = db.session.scalars(current_scope().program.cache.get(("rebates.partners",), _partners), {"who": self.partners})
            self._own = {row.id: facts.values_of(entity, row, "partner") for row in rows}
        for one, held in self._own.items():
            found[one] |= {name: held.get(name) for name in wanted}

    def _facts(self, found: Found, reads: frozenset[str], day: date) -> None:
        wanted = {name for name in reads if name.startswith("partner.")} - self._named
        if not wanted:
            return
        if day not in self._kept:
            self._kept[day] = facts_of_many("partner", self.partners, day, self.known_at)
        for one, facts_ in found.items():
            held = self._kept[day][str(one)]
            facts_ |= {name: held[name] for name in wanted if name in held}

    def _metrics(self, found: Found, work: Work, reads: frozenset[str]) -> None:
        named, seen = {name for name in reads if name.startswith("metric.")}, self._seen
        for one, held in metric_values(named, seen, day=work.span.last, known_at=None).items() if named and seen else ():
            found[one] |= held
        for measure in work.made.measures:
            if measure.of == "metric" and seen:
                start, end = work.bounds(measure)
                if start == end:
                    found |= {one: {**facts_, f"measure.{measure.name}": Fraction(0)} for one, facts_ in found.items()}
                    continue
                window = Window.parse(f"{start.isoformat()} to {(end - (work.span.end - work.span.last)).isoformat()}")
                figures = values([measure.metric], window, day=work.span.last, partners=seen)[measure.metric]
                for one, facts_ in found.items():
                    value = figures.get(one)
                    facts_[f"measure.{measure.name}"] = None if value is None else Fraction(value)


def _known_on(work: Work) -> date:
    """Return the day whose facts hold, as the program declares."""
    return min(work.span.last if work.made.policy["known_on"] == "last" else work.span.start, date(9999, 1, 1))


def _partners() -> Any:
    model = entity_of("core.partner").model
    return sa.select(model).where(model.id.in_(sa.bindparam("who", expanding=True, type_=sa.Uuid())))


def _enrolled(found: Found, work: Work) -> None:
    """Add who takes part; of several spells the last that touches the period counts."""
    span = work.span
    wanted = sa.select(Enrolment).where(
        Enrolment.program == work.slug, Enrolment.partner_id.in_(list(found)), Enrolment.archived_at.is_(None), Enrolment.joined_on < span.end,
        sa.or_(Enrolment.left_on.is_(None), Enrolment.left_on >= span.start),
    )  # fmt: skip
    for facts_ in found.values():
        facts_["enrolled"] = False
    for row in db.session.scalars(wanted.order_by(Enrolment.joined_on, Enrolment.id)):
        dates = {f"enrolment.{name}": getattr(row, name) for name in ("joined_on", "left_on", "accepted_on")}
        found[row.partner_id] |= {"enrolled": True, **dates}


def _given(found: Found, work: Work) -> None:
    """Add targets that were set for the period; several add up."""
    wanted: Sequence[Any] = db.session.scalars(
        sa.select(Target).where(
            Target.program == work.slug, Target.partner_id.in_(list(found)), Target.archived_at.is_(None), Target.starts_on <= work.span.last,
            Target.ends_on >= work.span.start,
        )
    ).all()  # fmt: skip
    for row in wanted:
        facts_ = found[row.partner_id]
        facts_["given"] = facts_.get("given", Fraction(0)) + Fraction(row.amount)
        if row.accepted_on is not None:
            facts_["given.accepted_on"] = max(row.accepted_on, facts_.get("given.accepted_on", row.accepted_on))


def active() -> list[uuid.UUID]:
    """Return the partners programs may be for, in the order of their ids."""
    model = entity_of("core.partner").model
    return list(db.session.scalars(sa.select(model.id).where(model.archived_at.is_(None)).order_by(model.id)))
