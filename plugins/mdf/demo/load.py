"""Budgets, funds and plans of the demo: some paid, some to decide, some short of proof, one that waits for money."""

import random
import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import Conflict, clock, current_scope, db, enqueue, files, perform, records
from hansa.demo import Scope, acting_as, at, people, save_settings
from plugins.mdf import jobs
from plugins.mdf.demo import pictures, programs
from plugins.mdf.demo.words import Plan, Words, words
from plugins.mdf.entities import ACTIVITY, ALLOCATION, BUDGET, CLAIM, EXTENSION, REQUEST
from plugins.mdf.models import Activity
from plugins.mdf.money import accruing
from plugins.mdf.policy import funds
from plugins.policies.api import draft, kind_of, make_policy, publish

SINCE = 400
FUNDED, PLANNING = 20, 4
"""So many partners have money of their own, and so many of them plan."""
LIVES: Sequence[tuple[int, tuple[str, ...]]] = (
    (58, ("submit", "approve", "report", "verify", "claim", "grant", "pay")),
    (21, ("submit", "approve", "report", "verify", "claim", "grant")),
    (12, ("submit", "approve", "report", "verify", "claim")),
    (-20, ("submit", "approve")),
    (-40, ("submit",)),
    (8, ("submit", "approve", "report", "extend")),
    (50, ("submit", "approve", "report", "verify", "claim", "grant", "pay")),
    (-30, ("submit", "return_it")),
    (40, ("submit", "approve", "extend")),
    (-25, ("submit", "reject")),
    (-50, ()),
    (56, ("submit", "decline")),
    (52, ("submit", "approve", "report", "verify", "claim", "grant", "pay")),
    (-15, ("submit", "approve")),
    (60, ("submit", "approve", "report", "short", "extend")),
)
"""How many days ago an activity is held, and what became of its plan."""


class Stage:
    """Who acts in the demo, and what it says."""

    def __init__(self) -> None:
        self.said: Words = words()
        crowd = people()
        self.manager, self.finance = (next(one for one in crowd[None] if role in one.actor.roles) for role in ("manager", "finance"))
        self.partners: dict[uuid.UUID, Scope] = {partner: scopes[-1] for partner, scopes in crowd.items() if partner is not None}
        self.today: date = clock.today(current_scope().program.zone)
        self.rng = random.Random(current_scope().program.slug)


def load() -> None:
    """Fill the market funds of the active program; the one that grows is counted once the orders are there."""
    stage = Stage()
    _publish(stage)
    pool = _budgets(stage)
    _layers(stage, pool)
    _abroad(stage, pool)
    for number, (ago, life) in enumerate(LIVES):
        partner_id = list(stage.partners)[number % PLANNING]
        _Story(stage, number, stage.partners[partner_id], ago).tell(life)
    _grow_soon(stage)


def _publish(stage: Stage) -> None:
    kind, began = kind_of(funds.KEY), clock.now() - timedelta(days=SINCE)
    rows = ((programs.GRANTED, stage.said.fund, programs.granted), (programs.GROWN, stage.said.coop, programs.grown))
    with at(began), acting_as(stage.manager):
        for slug, label, document in rows:
            publish(draft(make_policy(kind, slug, label), document(stage.said)), began)
    save_settings("mdf", {"rebate_fund": programs.GROWN})


def _budgets(stage: Stage) -> Any:
    """Set aside the budget of the year and the part of a region."""
    said = stage.said
    whole = {"title": said.budget, "level": "pool", "amount": str(300_000 * said.rate), "fund": programs.GRANTED}
    part = {"title": said.part, "level": "region", "region": said.region, "amount": str(60_000 * said.rate), "fund": programs.GRANTED}
    pool = _budget(stage, whole)
    _budget(stage, {**part, "parent_id": str(pool)})
    return pool


def _abroad(stage: Stage, pool: Any) -> None:
    """Take a part out of the budget of the year in another currency, and allocate some of it."""
    currency = "USD" if current_scope().program.currency == "EUR" else "EUR"
    raw = {"title": stage.said.abroad, "level": "program", "amount": "12000", "currency": currency, "fund": programs.GRANTED}
    part = _budget(stage, {**raw, "parent_id": str(pool)}, 79)
    for partner_id in list(stage.partners)[:PLANNING]:
        _layer(stage, part, partner_id, 1_800, 195, 78, stage.said.abroad, 1)


def _budget(stage: Stage, raw: dict[str, Any], ago: int = 84) -> Any:
    days = {"starts": (stage.today - timedelta(days=ago)).isoformat(), "ends": (stage.today + timedelta(days=200)).isoformat()}
    moment = clock.now() - timedelta(days=ago)
    with at(moment), acting_as(stage.manager):
        made = records.create(BUDGET, {**raw, **days}).id
    with at(moment + timedelta(hours=3)), acting_as(stage.finance):
        for name in ("approve", "activate"):
            perform(BUDGET, records.get(BUDGET, made), name)
    return made


def _layers(stage: Stage, pool: Any) -> None:
    """Allocate to each partner: a layer of the year, for some one that expires soon."""
    for number, partner_id in enumerate(list(stage.partners)[:FUNDED]):
        _layer(stage, pool, partner_id, 6_000 + 1_500 * (number % 4), 190, 83)
        if number % 3 == 0:
            _layer(stage, pool, partner_id, 1_200, 24, 80)


def _layer(stage: Stage, pool: Any, partner_id: uuid.UUID, amount: int, left: int, ago: int, title: str = "", rate: int = 0) -> None:
    raw = {
        "title": title or stage.said.layer, "fund": programs.GRANTED, "budget_id": str(pool), "amount": str(amount * (rate or stage.said.rate)),
        "starts": (stage.today - timedelta(days=ago)).isoformat(), "last_day": (stage.today + timedelta(days=left)).isoformat(),
    }  # fmt: skip
    moment = clock.now() - timedelta(days=ago)
    with at(moment), acting_as(stage.manager):
        made = records.create(ALLOCATION, raw, partner_id=partner_id).id
    with at(moment + timedelta(hours=2)), acting_as(stage.finance):
        perform(ALLOCATION, records.get(ALLOCATION, made), "allocate")


def _grow_soon(stage: Stage) -> None:
    """Have the fund that grows counted before all other work: the orders it grows by are loaded after it."""
    start, end = accruing.period_of(programs.GROWN, stage.today)
    ids = [str(one) for one in stage.partners]
    for first in range(0, len(ids), jobs.TOGETHER):
        some = {"fund": programs.GROWN, "partners": ids[first : first + jobs.TOGETHER], "start": start.isoformat(), "end": end.isoformat()}
        enqueue(jobs.GROW_SOME, some, run_at=clock.now() - timedelta(days=1))


class _Story:
    """One plan and what became of it."""

    def __init__(self, stage: Stage, number: int, partner: Scope, ago: int):
        self.stage, self.number, self.partner = stage, number, partner
        self.held = stage.today - timedelta(days=ago)
        self.plan: Plan = stage.said.plans[number % len(stage.said.plans)]
        self.moment = min(clock.now() - timedelta(days=max(ago, 0) + 20), clock.now() - timedelta(days=6 - number % 4))
        self.request: Any = None

    def tell(self, life: Sequence[str]) -> None:
        with at(self.moment), acting_as(self.partner):
            self.request = records.create(REQUEST, self._raw()).id
        for name in life:
            getattr(self, f"_{name}")()

    def _raw(self) -> dict[str, Any]:
        plan, rate = self.plan, self.stage.said.rate
        factor = 1 + (self.number % 3) * Decimal("0.25")
        costs = [{"activity": 1, "kind": kind, "amount": str(amount * rate * factor)} for kind, amount in plan.costs]
        cost = sum((Decimal(row["amount"]) for row in costs), Decimal())
        row = {
            "title": plan.title, "kind": plan.kind, "mode": "virtual" if plan.kind == "digital" else "in_person", "venue": plan.venue,
            "starts_on": self.held.isoformat(), "ends_on": (self.held + timedelta(days=1)).isoformat(), "asked": str(cost / 2),
        }  # fmt: skip
        return {
            "title": f"{plan.title} {self.held.year}", "fund": programs.GRANTED, "purpose": plan.purpose, "activities": [row], "costs": costs,
            "region": self.stage.said.region if self.number % 2 else "", "expected_leads": 10 + self.number, "target_contacts": 80 + 10 * self.number,
            "expected_pipeline": str(20_000 * rate),
        }  # fmt: skip

    def _do(self, who: Scope, entity: Any, record_id: Any, name: str, days: int, **raw: Any) -> None:
        """Make a transition so many days later, never in the time to come."""
        self.moment = min(self.moment + timedelta(days=days, hours=1), clock.now() - timedelta(minutes=30))
        with at(self.moment), acting_as(who):
            perform(entity, records.get(entity, record_id), name, raw)

    def _submit(self) -> None:
        try:
            self._do(self.partner, REQUEST, self.request, "submit", 0)
        except Conflict:
            self._do(self.partner, REQUEST, self.request, "wait", 0)

    def _approve(self) -> None:
        for who in (self.stage.manager, self.stage.finance):
            with at(self.moment), acting_as(who):
                done = records.get(REQUEST, self.request).state not in ("submitted", "in_review")
            if not done:
                self._do(who, REQUEST, self.request, "approve", 1)

    def _return_it(self) -> None:
        self._do(self.stage.manager, REQUEST, self.request, "return_it", 1, reason=self.stage.said.returned)

    def _reject(self) -> None:
        self._do(self.stage.manager, REQUEST, self.request, "reject", 1, reason=self.stage.said.rejected)

    def _decline(self) -> None:
        self._do(self.stage.manager, REQUEST, self.request, "decline", 1, reason=self.stage.said.declined)

    @property
    def activity(self) -> Any:
        return db.session.scalars(sa.select(Activity).where(Activity.request_id == self.request)).one_or_none()

    def _report(self) -> None:
        """The partner brings proof the day after; the photo of one story was shown by another partner before."""
        found = self.activity
        if found is None:
            return
        seed = 7 if self.number in (1, 5) else self.number
        vendor, number = self.plan.vendor, f"INV-{2400 + self.number}"
        uploads = [("photo", pictures.photo(seed, "photo")), ("invoice", pictures.invoice(vendor, number, str(found.cost)))]
        uploads += [
            (kind, pictures.page(self.stage.said.outcome, f"{kind}.txt")) for kind in found.proof if kind in ("attendees", "report")
        ]
        uploads += [("leads", pictures.page(self._met(), "leads.csv"))] if self.number % 2 == 0 else []
        with at(self._after()), acting_as(self.partner):
            for kind, upload in uploads:
                files.attach(ACTIVITY, self.activity, upload, kind=kind)
        told = {"held_on": self.held.isoformat(), "attendees": str(30 + 4 * self.number), "outcome": self.stage.said.outcome}
        self._do(self.partner, ACTIVITY, found.id, "report", 0, **told)

    def _met(self) -> str:
        """Return the list of those who came and want to hear more: others at each activity."""
        said, first = self.stage.said, self.number % len(self.stage.said.leads)
        return "\n".join((said.head, *said.leads[first : first + 2], ""))

    def _after(self) -> Any:
        self.moment = max(self.moment, clock.now() - timedelta(days=(self.stage.today - self.held).days - 1, hours=2))
        return self.moment

    def _verify(self) -> None:
        if self.activity is not None:
            self._do(self.stage.manager, ACTIVITY, self.activity.id, "verify", 2)

    def _short(self) -> None:
        self._do(self.stage.manager, ACTIVITY, self.activity.id, "ask_proof", 2, reason=self.stage.said.returned)

    def _extend(self) -> None:
        found = self.activity
        until = (found.claim_by + timedelta(days=20)).isoformat()
        with acting_as(self.partner):
            records.create(EXTENSION, {"activity_id": str(found.id), "until": until, "why": self.stage.said.why})

    def _claim(self) -> None:
        """Claim nine tenths of the planned cost."""
        rate = self.stage.said.rate
        rows = [
            {
                "vendor": self.plan.vendor, "number": f"INV-{2400 + self.number}-{at_}", "issued_on": self.held.isoformat(), "kind": kind,
                "net": str((Decimal(amount * rate) * Decimal("0.9")).quantize(Decimal("0.01"))),
            }
            for at_, (kind, amount) in enumerate(self.plan.costs, 1)
        ]  # fmt: skip
        raw = {"title": self.plan.title, "activity_id": str(self.activity.id), "receipts": rows}
        with at(self.moment), acting_as(self.partner):
            self.claim = records.create(CLAIM, raw).id
        self._do(self.partner, CLAIM, self.claim, "submit", 1)
        self._do(self.stage.manager, CLAIM, self.claim, "check", 0)

    def _grant(self) -> None:
        self._do(self.stage.manager, CLAIM, self.claim, "approve", 3)
        self._do(self.stage.finance, CLAIM, self.claim, "release", 1)

    def _pay(self) -> None:
        self._do(self.stage.finance, CLAIM, self.claim, "pay", 6, payment="transfer", payment_ref=f"TR-{5100 + self.number}")
