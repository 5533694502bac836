"""The deals of the demo as a plan: who registers what when, and what becomes of it. Pure, and the same for the same seed."""

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from plugins.deals.demo.shown import shown
from plugins.deals.demo.step import Step, Words

COUNT = 3_000
SHOWN = 3
"""So many partners, those one can sign in as, have a deal in every list."""
SPAN = timedelta(days=730)
PROTECTION = timedelta(days=90)
RECENT = timedelta(days=16)
"""What happened since is done by the people of the demo, one step after the other."""
ENDS = ("win", "lose", "expire")
LASTS = ("approve", "extend")
"""The last step of a deal that is protected now."""
PATIENCE = timedelta(days=14)
"""How long a partner has to answer."""


@dataclass(frozen=True)
class DealPlan:
    """One registration: `partner` and `customer` are numbers, `steps` in order of time."""

    created: datetime
    partner: int
    customer: int
    steps: tuple[Step, ...]


def plan(
    seed: str, now: datetime, zone: str, fiscal_start_month: int, partners: int, customers: int, words: Words, count: int = COUNT
) -> list[DealPlan]:
    """Return `count` deals of the 24 months before `now`, oldest first: more at the ends of fiscal quarters, growing.

    The first partners have a deal for every list among them.
    """
    rng = random.Random(seed)
    days = [now.date() - timedelta(days=n) for n in range(SPAN.days, -1, -1)]
    weights = [_weight(day, at / len(days), fiscal_start_month) for at, day in enumerate(days)]
    picked = sorted(rng.choices(days, weights, k=count - SHOWN * len(shown(now, words))))
    created = sorted(min(_office_hour(rng, day, zone), now - timedelta(minutes=rng.randint(20, 300))) for day in picked)
    lives = [(moment, _partner(rng, partners), _so_far(rng, moment, now, words)) for moment in created]
    lives += [(moment, partner, life) for partner in range(SHOWN) for moment, life in shown(now - timedelta(hours=partner), words)]
    lives.sort(key=lambda life: life[0])
    whose = _customers(rng, lives, customers, now)
    return [DealPlan(moment, partner, who, steps) for (moment, partner, steps), who in zip(lives, whose, strict=True)]


def _weight(day: date, progress: float, fiscal_start_month: int) -> float:
    quarter_end = (day.month - fiscal_start_month) % 3 == 2
    quiet = {2: 0.55, 8: 0.8}.get(day.month, 1.0)
    return (0.08 if day.weekday() > 4 else 1.0) * (1.5 if quarter_end else 1.0) * quiet * (0.75 + 0.6 * progress)


def _office_hour(rng: random.Random, day: date, zone: str) -> datetime:
    return datetime.combine(day, time(rng.randint(8, 18), rng.randint(0, 59)), ZoneInfo(zone))


def _so_far(rng: random.Random, created: datetime, now: datetime, words: Words) -> tuple[Step, ...]:
    idle = rng.random() < (0.16 if created > now - timedelta(days=14) else 0.008)
    return () if idle else tuple(step for step in _life(rng, created, words) if step.at < now - timedelta(minutes=5))


def _partner(rng: random.Random, partners: int) -> int:
    """Some partners register far more than others."""
    return min(int(rng.paretovariate(1.1)) - 1, partners * 3) % partners if rng.random() < 0.35 else rng.randrange(partners)


def _customers(rng: random.Random, lives: Sequence[tuple[datetime, int, Sequence[Step]]], customers: int, now: datetime) -> list[int]:
    """Choose everybody in turn but who is protected; of late, now and then the customer of a registration shortly before.

    Who is put behind another one has registered a customer that is protected for another partner.
    """
    turn, held, chosen = deque(rng.sample(range(customers), customers)), set[int](), list[int]()
    lasting: list[tuple[int, int]] = []
    for moment, partner, life in lives:
        while turn[0] in held and len(held) < customers:
            turn.rotate(-1)
        again = bool(chosen) and moment > now - RECENT + timedelta(days=2) and rng.random() < 0.08
        chosen.append(chosen[-rng.randint(1, min(25, len(chosen)))] if again else turn[0])
        turn.rotate(-1)
        if any(step.name == "put_behind" for step in life):
            chosen[-1] = next(customer for holder, customer in reversed(lasting) if holder != partner)
        if _holds(life, now - RECENT):
            held.add(chosen[-1])
        if life and life[-1].name in LASTS and moment < now - RECENT:
            lasting.append((partner, chosen[-1]))
    return chosen


def _holds(life: Sequence[Step], moment: datetime) -> bool:
    """Tell whether a life leads to a protection that lasts beyond a moment."""
    return any(step.name == "approve" for step in life) and not (life[-1].name in ENDS and life[-1].at < moment)


def _life(rng: random.Random, created: datetime, words: Words) -> list[Step]:
    submitted = created + timedelta(minutes=rng.randint(2, 2_000))
    steps = [Step("submit", submitted, "partner")]
    decided = submitted + timedelta(hours=rng.randint(6, 200))
    if rng.random() < 0.6:
        steps.append(Step("start_review", submitted + (decided - submitted) / 3))
    if rng.random() < 0.14:
        steps.append(Step("ask", decided, values={"reason": words.question, "asked_fields": ["customer_registration_no", "contact_email"]}))
        if rng.random() < 0.12:
            return [*steps, Step("give_up", decided + PATIENCE + timedelta(days=1), "system")]
        answered = decided + timedelta(hours=rng.randint(5, 300))
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
