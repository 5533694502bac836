"""Months of money with each partner: deposits, purchases, payments, a hold, a reversal, limits, rates, adjustments."""

import random
import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from hansa import clock, current_scope, perform, records
from hansa.demo import Scope, acting_as, at, people
from plugins.ledger.book.accounts import account
from plugins.ledger.book.holds import hold
from plugins.ledger.book.kinds import CASH, CREDIT, DEPOSIT, PAID_IN, PURCHASE, SALES
from plugins.ledger.book.legs import AccountRef, credit, debit
from plugins.ledger.book.posting import Posted, post
from plugins.ledger.book.reversing import reverse
from plugins.ledger.demo.words import CHINESE, ENGLISH
from plugins.ledger.entities import ADJUSTMENT, CLOSING, LIMIT, RATE

MONTHS = 7
PARTNERS = 12
USD = {"EUR": "1.0825", "CNY": "0.1382", "USD": "1"}
"""About what a unit of the currencies of the demo was worth in US dollars."""


def load() -> None:
    """Give the partners of the active program a past of money."""
    program, crowd = current_scope().program, people()
    words = CHINESE if program.locale.startswith("zh") else ENGLISH
    staff = {
        role: next((one for one in crowd[None] if role in one.actor.roles), crowd[None][0]) for role in ("manager", "finance", "admin")
    }
    partners = [partner for partner in crowd if partner is not None][:PARTNERS]
    for number, partner in enumerate(partners):
        _partner(random.Random(f"{program.slug}{number}"), number, partner, staff, words)
    _rates(program.currency, words)
    _adjustments(partners, staff, words)
    with acting_as(staff["finance"]):
        closed = (clock.today(program.zone).replace(day=1) - timedelta(days=62)).replace(day=1) - timedelta(days=1)
        records.create(CLOSING, {"through": closed.isoformat(), "reason": words.closed})


def _partner(chance: random.Random, number: int, partner: uuid.UUID, staff: Mapping[str, Scope], words: SimpleNamespace) -> None:
    start = clock.now() - timedelta(days=30 * MONTHS)
    limit = Decimal(chance.choice((20, 30, 50, 80))) * 1000
    with at(start), acting_as(staff["finance"]):
        day = clock.today(current_scope().program.zone).isoformat()
        raw = {"amount": str(limit), "currency": current_scope().program.currency, "kind": CREDIT, "since": day, "reason": words.limit}
        records.create(LIMIT, raw, partner_id=partner)
    own, line = account(DEPOSIT, partner), account(CREDIT, partner)
    spent = Decimal(0)
    for month in range(MONTHS):
        moment = start + timedelta(days=30 * month + chance.randint(0, 9), hours=chance.randint(0, 6))
        with at(moment), acting_as(staff["finance"]):
            _pay_in(own, Decimal(chance.randint(40, 160)) * 100, f"{partner}:{month}", words.transfer)
            _buy(own, Decimal(chance.randint(2000, 5900)) / 2, f"{partner}:{month}:d", words.order)
            spent = _on_credit(chance, line, spent, limit, f"{partner}:{month}", words)
    with acting_as(staff["finance"]):
        _lately(number, own, partner, words)


def _pay_in(own: AccountRef, amount: Decimal, key: str, memo: str) -> Posted:
    legs = [debit(account(CASH), amount), credit(own, amount)]
    return post(PAID_IN, legs, key=f"ledger.demo:in:{own.kind}:{key}", memo=memo)


def _buy(own: AccountRef, amount: Decimal, key: str, memo: str) -> Posted:
    legs = [debit(own, amount), credit(account(SALES), amount)]
    return post(PURCHASE, legs, key=f"ledger.demo:buy:{key}", memo=memo % {"number": f"PO-{abs(hash_of(key)) % 9000 + 1000}"})


def hash_of(key: str) -> int:
    """Return the same number for the same key in every run."""
    return uuid.uuid5(uuid.NAMESPACE_URL, key).int


def _on_credit(chance: random.Random, line: AccountRef, spent: Decimal, limit: Decimal, key: str, words: SimpleNamespace) -> Decimal:
    """Buy on credit within the limit, and pay back most of what stood open; return what is open now."""
    amount = limit * chance.randint(20, 45) / 100
    if spent:
        _pay_in(line, spent, key, words.invoice)
    _buy(line, amount, f"{key}:c", words.order)
    return amount


def _lately(number: int, own: AccountRef, partner: uuid.UUID, words: SimpleNamespace) -> None:
    """A hold for most, and for some a payment that was booked twice and taken back."""
    if number % 4 != 3:
        until = clock.now() + timedelta(days=5 + number)
        hold(
            own,
            Decimal(350 + 75 * number),
            key=f"ledger.demo:hold:{partner}",
            expires=until,
            memo=words.held % {"number": f"PO-{4100 + number}"},
        )
    if number % 3 == 0:
        with at(clock.now() - timedelta(days=9)):
            twice = _pay_in(own, Decimal(1200), f"{partner}:twice", words.transfer)
        with at(clock.now() - timedelta(days=8)):
            reverse(twice.id, key=f"ledger.demo:back:{partner}", reason=words.twice, memo=words.twice)


def _rates(own: str, words: SimpleNamespace) -> None:
    first = clock.today(current_scope().program.zone).replace(day=1)
    days: list[date] = [first]
    while len(days) < MONTHS:
        days.append((days[-1] - timedelta(days=1)).replace(day=1))
    chance = random.Random(own)
    rows: list[dict[str, Any]] = [
        {"base": code, "quote": own, "rate": _rate(code, own, chance), "since": day.isoformat(), "source": words.source}
        for day in days for code in ("USD", "EUR", "CNY") if code != own
    ]  # fmt: skip
    records.create_many(RATE, rows)


def _rate(base: str, quote: str, chance: random.Random) -> str:
    value = Decimal(USD[base]) / Decimal(USD.get(quote, "1")) * (1000 + chance.randint(-15, 15)) / 1000
    return str(value.quantize(Decimal("0.000001")))


def _adjustments(partners: list[uuid.UUID], staff: Mapping[str, Scope], words: SimpleNamespace) -> None:
    for number, (title, reason, aim) in enumerate(words.adjustments):
        partner = partners[number % len(partners)]
        with at(clock.now() - timedelta(days=6 - number, hours=3)), acting_as(staff["finance"]):
            raw = {
                "title": title,
                "kind": DEPOSIT,
                "direction": "increase",
                "amount": str(150 + 40 * number),
                "currency": current_scope().program.currency,
                "reason": reason,
            }
            made = records.create(ADJUSTMENT, raw, partner_id=partner).id
            if aim != "draft":
                perform(ADJUSTMENT, records.get(ADJUSTMENT, made), "submit")
        if aim == "post":
            with at(clock.now() - timedelta(days=5 - number)), acting_as(staff["manager"]):
                perform(ADJUSTMENT, records.get(ADJUSTMENT, made), "post")
