"""The deals of the demo as a plan: who registers what when, and what becomes of it. Pure, and the same for the same seed."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

COUNT = 3_000
SPAN = timedelta(days=730)
PROTECTION = timedelta(days=90)


@dataclass(frozen=True)
class Step:
    """A transition at a moment. `by`: partner, staff or system."""

    name: str
    at: datetime
    by: str = "staff"
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class DealPlan:
    """One registration: `partner` and `customer` are numbers, `steps` in order of time."""

    created: datetime
    partner: int
    customer: int
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Words:
    """What people write, in the language of the program."""

    question: str
    refusal: str
    extension: str
    no_extension: str
    won: str
    lost: str
    duplicate: str


def plan(
    seed: str, now: datetime, zone: str, fiscal_start_month: int, partners: int, customers: int, words: Words, count: int = COUNT
) -> list[DealPlan]:
    """Return `count` deals of the 24 months before `now`, oldest first: more at the ends of fiscal quarters, growing."""
    rng = random.Random(seed)
    days = [now.date() - timedelta(days=n) for n in range(SPAN.days, -1, -1)]
    weights = [_weight(day, at / len(days), fiscal_start_month) for at, day in enumerate(days)]
    chosen = sorted(rng.choices(days, weights, k=count))
    created = sorted(min(_office_hour(rng, day, zone), now - timedelta(minutes=rng.randint(20, 300))) for day in chosen)
    order = list(range(customers))
    rng.shuffle(order)
    return [_deal(rng, moment, at, partners, order, now, words) for at, moment in enumerate(created)]


def _weight(day: date, progress: float, fiscal_start_month: int) -> float:
    quarter_end = (day.month - fiscal_start_month) % 3 == 2
    quiet = {2: 0.55, 8: 0.8}.get(day.month, 1.0)
    return (0.08 if day.weekday() > 4 else 1.0) * (1.5 if quarter_end else 1.0) * quiet * (0.75 + 0.6 * progress)


def _office_hour(rng: random.Random, day: date, zone: str) -> datetime:
    return datetime.combine(day, time(rng.randint(8, 18), rng.randint(0, 59)), ZoneInfo(zone))


def _deal(rng: random.Random, created: datetime, at: int, partners: int, order: Sequence[int], now: datetime, words: Words) -> DealPlan:
    partner = min(int(rng.paretovariate(1.1)) - 1, partners * 3) % partners if rng.random() < 0.35 else rng.randrange(partners)
    recent = created > now - timedelta(days=28)
    back = rng.randint(1, 25) if recent and rng.random() < 0.08 else 0  # the customer of a registration shortly before
    idle = rng.random() < (0.16 if created > now - timedelta(days=14) else 0.008)
    steps = [] if idle else [step for step in _life(rng, created, words) if step.at < now - timedelta(minutes=5)]
    return DealPlan(created, partner, order[max(at - back, 0) % len(order)], tuple(steps))


def _life(rng: random.Random, created: datetime, words: Words) -> list[Step]:
    submitted = created + timedelta(minutes=rng.randint(2, 2_000))
    steps = [Step("submit", submitted, "partner")]
    decided = submitted + timedelta(hours=rng.randint(6, 260))
    if rng.random() < 0.6:
        steps.append(Step("start_review", submitted + (decided - submitted) / 3))
    if rng.random() < 0.14:
        steps.append(Step("ask", decided, values={"reason": words.question, "asked_fields": ["customer_registration_no", "contact_email"]}))
        answered = decided + timedelta(hours=rng.randint(5, 400))
        steps.append(Step("answer", answered, "partner", {}))
        decided = answered + timedelta(hours=rng.randint(2, 60))
    if rng.random() < 0.14:
        code = rng.choice(["direct-engaged", "out-of-territory", "evidence-missing", "customer-not-identified", "not-authorised-product"])
        return [*steps, Step("reject", decided, values={"reason_code": code, "reason": words.refusal})]
    return [*steps, Step("approve", decided), *_protected(rng, decided, words)]


def _protected(rng: random.Random, granted: datetime, words: Words) -> list[Step]:
    end, luck = granted + PROTECTION, rng.random()
    if luck < 0.44:
        return [Step("win", granted + timedelta(days=rng.randint(12, 85), hours=rng.randint(0, 6)), "partner", {"evidence": words.won})]
    if luck < 0.68:
        code = rng.choice(["price", "competitor", "no-budget", "postponed"])
        return [Step("lose", granted + timedelta(days=rng.randint(8, 85)), "partner", {"reason_code": code, "reason": words.lost})]
    if luck < 0.84:
        asked, waits = end - timedelta(days=rng.randint(8, 20)), rng.randint(1, 7)
        steps = [Step("request_extension", asked, "partner", {"reason": words.extension})]
        if rng.random() < 0.25:
            return [
                *steps,
                Step("refuse_extension", asked + timedelta(days=waits), values={"reason": words.no_extension}),
                Step("expire", end, "system"),
            ]
        longer = end + timedelta(days=30)
        last = (
            Step("win", longer - timedelta(days=rng.randint(2, 20)), "partner", {"evidence": words.won})
            if rng.random() < 0.6
            else Step("expire", longer, "system")
        )
        return [*steps, Step("extend", asked + timedelta(days=waits)), last]
    return [Step("expire", end, "system")]


def price(rng: random.Random, list_price: Decimal, rate: int) -> Decimal:
    """Return what a product is offered for, in the program's currency: the list price less a discount, without cents."""
    return (list_price * rate * Decimal(rng.randint(70, 95)) / 100).quantize(Decimal(1))
