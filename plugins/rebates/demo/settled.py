"""A year of settled rebates: periods that were calculated, stated, signed, disputed and paid; claims; stock; a signal."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from hansa import clock, current_scope, db, perform, records
from hansa.demo import Scope, acting_as, at, catalogue
from plugins.ledger.api import closed_through
from plugins.rebates.correcting import own
from plugins.rebates.demo.said import Said, said
from plugins.rebates.engine.calendar import spans
from plugins.rebates.entities import (
    CLAIM,
    CONTRACT,
    CORRECTION,
    DISPUTE,
    ENROLMENT,
    FORECAST,
    PAYOUT,
    PERIOD,
    PRICE_CHANGE,
    STATEMENT,
    STOCK,
    TARGET,
)
from plugins.rebates.models import Payout, Period, Statement
from plugins.rebates.period import granting, making, nightly
from plugins.rebates.program.programs import programs

PAST = {"month": 3, "quarter": 2}
"""So many periods of a program are over, by its frequency."""
SIGNED, DISPUTED, AGREED = 5, 7, 8
SHOWN = 3
"""The partners one can sign in as: their people come first, beside those of the vendor."""


def load(crowd: Mapping[Any, Sequence[Scope]]) -> None:
    """Settle the past of the rebate programs of the active program, and leave the newest periods on their way."""
    words = said()
    staff = {role: next(one for one in crowd[None] if role in one.actor.roles) for role in ("manager", "finance")}
    today = clock.today(current_scope().program.zone)
    _periods(today, staff["manager"])
    found = db.session.scalars(sa.select(Period.id).where(Period.ends_on < today).order_by(Period.ends_on, Period.program)).all()
    newest = {period.program: period.id for period in (records.get(PERIOD, one) for one in found)}
    for one in found:
        _settle(records.get(PERIOD, one), staff, crowd, words, last=one in newest.values())
    _claims(crowd, staff["manager"], words, today)
    _agreed([one for one in crowd if one is not None][:AGREED], staff["manager"], words, today)
    _expected(crowd, staff["finance"], words, today)
    _corrected([one for one in crowd if one is not None][:2], staff, words, today)
    with acting_as(staff["finance"]):
        nightly.accrue_what_runs()


def _agreed(partners: Sequence[uuid.UUID], manager: Scope, words: Said, today: date) -> None:
    """Some took part from the first day, and agreed on a target of their own for the next period; another program waits for their signature."""
    one, *_rest, other = programs(today)
    began, now = one.policy["starts_on"], list(spans(one.policy, today + timedelta(days=1)))[-1]
    coming = list(spans(one.policy, now.end + timedelta(days=1)))[-1]
    taken = {"program": one.slug, "joined_on": began.isoformat(), "accepted_on": began.isoformat(), "note": words.terms}
    days = {
        "starts_on": coming.start.isoformat(),
        "ends_on": (coming.end - timedelta(days=1)).isoformat(),
        "accepted_on": today.isoformat(),
    }
    for place, partner in enumerate(partners):
        amount = Decimal(30_000 + 6_000 * place) * Decimal(words.rate)
        with acting_as(manager):
            records.create(ENROLMENT, {**taken, "clawback": "consent" if place == 0 else ""}, partner_id=partner)
            if place < SHOWN:
                records.create(ENROLMENT, {"program": other.slug, "joined_on": coming.start.isoformat()}, partner_id=partner)
            records.create(TARGET, {"program": one.slug, "amount": f"{amount:f}", "note": words.agreed, **days}, partner_id=partner)


def _expected(crowd: Mapping[Any, Sequence[Scope]], finance: Scope, words: Said, today: date) -> None:
    """Two partners are expected to buy more than their pace says."""
    slug = next(one.slug for one in programs(today) if one.policy["accrual"] != "earned")
    with acting_as(finance):
        for partner, amount in zip([one for one in crowd if one is not None], (400_000, 250_000), strict=False):
            told = {"program": slug, "about_id": str(partner), "day": today.isoformat(), "amount": str(amount * Decimal(words.rate))}
            records.create(FORECAST, told)


def _corrected(partners: Sequence[uuid.UUID], staff: Mapping[str, Scope], words: Said, today: date) -> None:
    """One took over a dealer, whose purchases of last year are added to its own; for another that waits for a second person."""
    one = next(iter(programs(today)))
    now = list(spans(one.policy, today + timedelta(days=1)))[-1]
    days = {"starts_on": now.start.isoformat(), "ends_on": now.last.isoformat()}
    for place, partner in enumerate(partners):
        raw = {"program": one.slug, "title": words.takeover, "reason": words.took, "cause": "merger", "amount": str(4_000 * Decimal(words.rate)), **days}
        with acting_as(staff["manager"]):
            made = records.create(CORRECTION, raw, partner_id=partner).id
            perform(CORRECTION, records.get(CORRECTION, made), "submit")
        with acting_as(staff["finance"]):
            if not place:
                perform(CORRECTION, records.get(CORRECTION, made), "approve")


def _periods(today: date, manager: Scope) -> None:
    """Let the oldest period of each program be made on its own days; the others follow from it."""
    for one in programs(today):
        all_of_them = list(spans(one.policy, today + timedelta(days=1)))
        past = all_of_them[-1 - PAST.get(one.policy["frequency"], 1) :]
        with acting_as(manager):
            for span in past[:-1]:
                with at(_noon(span.start)):
                    making.make(span.start)
    with acting_as(manager):
        making.make(today)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo(current_scope().program.zone))


def _settle(period: Any, staff: Mapping[str, Scope], crowd: Mapping[Any, Sequence[Scope]], words: Said, *, last: bool) -> None:
    """Take a period as far as its days allow: the newest of a program is stated, older ones are paid."""
    now, day = clock.now(), _noon(period.calculate_on)
    if day + timedelta(days=3) >= now:
        if _noon(period.cut_off_on) < now:
            _step(period.id, "end", staff["manager"], now - timedelta(hours=30))
        return
    for name, who, later in (("end", "manager", -1), ("calculate", "manager", 0), ("review", "manager", 1), ("issue", "finance", 2)):
        _step(period.id, name, staff[who], min(day + timedelta(days=later), now))
    stated = list(db.session.scalars(sa.select(Statement.id).where(Statement.period_id == period.id).order_by(Statement.id)))
    for place, one in enumerate(stated):
        _answer(one, place, day, crowd, staff["manager"], words, last)
    if not last:
        _step(period.id, "approve", staff["finance"], _booked(day + timedelta(days=18)))
        with at(_booked(day + timedelta(days=18))), acting_as(staff["finance"]):
            granting.grant(period.id)
        _pay(period.id, staff["finance"], _booked(day + timedelta(days=19)))


def _booked(moment: datetime) -> datetime:
    """Return the moment, or the first one whose day the books are still open for; never in the future."""
    closed = closed_through()
    return min(max(moment, _noon(closed + timedelta(days=1))) if closed else moment, clock.now())


def _step(period_id: uuid.UUID, name: str, who: Scope, moment: datetime) -> None:
    with at(moment), acting_as(who):
        perform(PERIOD, records.get(PERIOD, period_id), name)


def _answer(
    statement_id: uuid.UUID, place: int, day: datetime, crowd: Mapping[Any, Sequence[Scope]], manager: Scope, words: Said, last: bool
) -> None:
    """Most sign, some are silent, some dispute a line of the newest statement: those one can sign in as that of the month."""
    statement = records.get(STATEMENT, statement_id)
    people = crowd.get(statement.partner_id)
    moment = min(day + timedelta(days=4 + place % 5, hours=place), clock.now())
    if statement.receiver:
        _answer_own(statement, people or (), moment, last)
        return
    if people is None or (last and place % SIGNED == 3):
        return
    who = next((one for one in people if one.actor.may("rebates.statement.confirm")), None)
    if who is None:
        return
    with at(moment), acting_as(who):
        short = statement.ends_on - statement.starts_on < timedelta(days=40) and statement.partner_id in list(crowd)[: 1 + SHOWN]
        if last and (place % DISPUTED == 1 or short) and statement.amount > 0:
            _dispute(statement, words)
        else:
            perform(STATEMENT, records.get(STATEMENT, statement_id), "confirm", {"confirmed_by": who.actor.name})


def _answer_own(statement: Any, people: Sequence[Scope], moment: datetime, last: bool) -> None:
    """Whoever is rewarded in person signs what is older, and leaves the newest to be signed."""
    who = next((one for one in people if one.actor.membership_id == statement.person_id), None)
    if who is not None and not last:
        with at(moment), acting_as(who):
            own.sign(statement.id)


def _dispute(statement: Any, words: Said) -> None:
    line = max(statement.content["lines"], key=lambda one: Decimal(one["payable"]))
    raw = {"statement_id": str(statement.id), "line": line["key"], "claimed": str(Decimal(line["payable"]) + 120), "why": words.why}
    records.create(DISPUTE, raw)


def _pay(period_id: uuid.UUID, finance: Scope, moment: datetime) -> None:
    same = sa.and_(Statement.id == Payout.statement_id, Statement.program_id == Payout.program_id)
    found = db.session.scalars(sa.select(Payout.id).join(Statement, same).where(Statement.period_id == period_id).order_by(Payout.id)).all()
    with at(moment), acting_as(finance):
        for place, one in enumerate(found):
            if place % 6 != 5:
                perform(PAYOUT, records.get(PAYOUT, one), "approve")
            if place % 6 < 4:
                perform(PAYOUT, records.get(PAYOUT, one), "confirm", {"receipt": f"{moment:%y%m%d}-{place + 1:03d}"})


def _claims(crowd: Mapping[Any, Sequence[Scope]], manager: Scope, words: Said, today: date) -> None:
    """Stock, a contract price, a price that falls and the claims it opens; one claim that does not match."""
    goods = list(catalogue())[:3]
    partners = [(partner, people[0]) for partner, people in crowd.items() if partner is not None][:4]
    counted, currency = today - timedelta(days=12), current_scope().program.currency
    price = (goods[0].price * Decimal(words.rate)).quantize(Decimal("0.01"))
    with acting_as(manager):
        for place, (partner, _who) in enumerate(partners):
            row = {
                "sku": goods[0].number, "counted_on": counted.isoformat(), "on_hand": str(8 + 5 * place), "in_transit": "2", "cost": str(price * 88 / 100),
                "bought_on": (today - timedelta(days=40)).isoformat(), "currency": currency,
            }  # fmt: skip
            records.create(STOCK, row, partner_id=partner)
        own = {
            "reference": words.contract,
            "sku": goods[1].number,
            "rate": str(price * 80 / 100),
            "basis": "contract",
            "book": str(price),
            "currency": currency,
        }
        days = {"starts_on": today.replace(month=1, day=1).isoformat(), "ends_on": today.replace(month=12, day=31).isoformat()}
        records.create(CONTRACT, {**own, **days}, partner_id=partners[0][0])
        change = {
            "title": words.change, "sku": goods[0].number, "old": str(price), "new": str(price * 92 / 100), "currency": currency,
            "changed_on": (today - timedelta(days=5)).isoformat(), "window_days": 60,
        }  # fmt: skip
        change_id = records.create(PRICE_CHANGE, change).id
        perform(PRICE_CHANGE, records.get(PRICE_CHANGE, change_id), "announce")
    who = next((one for one in crowd[partners[0][0]] if one.actor.may("rebates.claim.submit")), None)
    if who is not None:
        rows = [{"sku": goods[1].number, "quantity": "3", "document": "POS-0001", "amount": str(price * 60 / 100)}]
        with acting_as(who):
            made = records.create(CLAIM, {"title": words.claim, "kind": "ship_debit", "rows": rows}).id
            perform(CLAIM, records.get(CLAIM, made), "submit")
