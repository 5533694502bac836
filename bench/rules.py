"""Rules: evaluations a second in Python without and with explanation, and their SQL beside what a person writes."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from bench.calibrate import calibrate
from bench.database import Bench
from core.identity.models import Partner
from core.rules import DATE, TEXT, Fact, Facts, Related, money, parse, rows, where
from plugins.deals.models import Deal

FIVE = 'deal.amount >= 5000 and deal.state == "approved" and deal.country in ("DE", "FR") and deal.closes >= today and known(partner.tier)'
FACTS = Facts(
    {
        "deal.amount": Fact(money()),
        "deal.state": Fact(TEXT),
        "deal.country": Fact(TEXT),
        "deal.closes": Fact(DATE),
        "today": Fact(DATE),
        "partner.tier": Fact(TEXT),
    }
)
VALUES = {
    "deal.amount": Decimal("12000.50"),
    "deal.state": "approved",
    "deal.country": "DE",
    "deal.closes": date(2026, 9, 30),
    "today": date(2026, 1, 31),
    "partner.tier": "gold",
}
GOALS = {"rule_eval": 800_000, "rule_explain": 30_000, "rule_sql": 1.2}
ROUNDS = 7


def rates(seconds: float) -> Iterator[tuple[str, float, float]]:
    """Yield (name, rate here, rate where `calibrate` takes 41 ms) of a five-term condition all of whose terms are needed."""
    rule = parse(FIVE, FACTS)
    if rule(VALUES) is not True or rule.explain(VALUES).value is not True:
        raise SystemExit("the measured rule does not hold")
    for name, run in (("rule_eval", rule.run), ("rule_explain", rule.explain)):
        rate, slowness = _rate(run, seconds)
        yield name, rate, rate * slowness / 41


def _rate(run: Callable[[Any], Any], seconds: float) -> tuple[float, float]:
    """Return the best rate of five, and the loop of `calibrate` measured beside it."""
    best, slowness = 0.0, calibrate()
    for _ in range(5):
        times, began = 0, time.perf_counter()
        while time.perf_counter() - began < seconds / 5:
            for _ in range(1_000):
                run(VALUES)
            times += 1_000
        best = max(best, times / (time.perf_counter() - began))
    return best, min(slowness, calibrate())


FLAT = 'deal.amount >= 20000.5 and deal.state in ("submitted", "approved") and (deal.country == "DE" or deal.domain is None) and deal.closes < today + months(3)'
FLAT_BY_HAND = """SELECT count(*) FROM deals__deal WHERE program_id = :program AND amount >= 200005000 AND state IN ('submitted', 'approved')
 AND (customer_country = 'DE' OR customer_domain IS NULL) AND close_date < :closes"""
SUMMED = 'sum(deal.amount for deal in partner.deals if deal.state == "approved") >= 100000 and any(deal.amount > 60000 for deal in partner.deals)'
SUMMED_BY_HAND = """SELECT count(*) FROM core_partner WHERE program_id = :program
 AND (SELECT coalesce(sum(amount), 0) FROM deals__deal d
      WHERE d.program_id = core_partner.program_id AND d.partner_id = core_partner.id AND d.state = 'approved') >= 1000000000
 AND EXISTS (SELECT 1 FROM deals__deal d
             WHERE d.program_id = core_partner.program_id AND d.partner_id = core_partner.id AND d.amount > 600000000)"""
TODAY, CLOSES = date(2026, 6, 30), date(2026, 9, 30)


def sql(bench: Bench) -> tuple[float, float, float]:
    """Return (ms of our SQL, ms by hand, the worse ratio of the two rules) on PostgreSQL; both must count the same."""
    engine = sa.create_engine(bench.admin_url)
    with engine.connect() as connection:
        pairs = [_compared(connection, ours, by_hand, bench.program) for ours, by_hand in _statements()]
    engine.dispose()
    return sum(ours for ours, _ in pairs), sum(theirs for _, theirs in pairs), max(ours / theirs for ours, theirs in pairs)


def _statements() -> Iterator[tuple[Any, Any]]:
    deal, partner = Deal.__table__, Partner.__table__
    program = sa.bindparam("program", type_=sa.Uuid())
    columns = {"deal.amount": deal.c.amount, "deal.state": deal.c.state, "deal.country": deal.c.customer_country}
    columns |= {"deal.domain": deal.c.customer_domain, "deal.closes": deal.c.close_date, "today": TODAY}
    of_deal = {"amount": Fact(money(), required=True), "state": Fact(TEXT, required=True)}
    flat = Facts(
        {f"deal.{name}": Fact(TEXT) for name in ("state", "country", "domain")}
        | {"deal.closes": Fact(DATE), "today": Fact(DATE, fixed=True)}
    )
    flat |= Facts({"deal.amount": of_deal["amount"]})
    rule = parse(FLAT, flat, in_sql=True)
    yield _counting(deal, deal.c.program_id == program, where(rule, columns)), sa.text(FLAT_BY_HAND)
    theirs = Related(
        deal, lambda d: sa.and_(d.c.program_id == partner.c.program_id, d.c.partner_id == partner.c.id), {n: n for n in of_deal}
    )
    rule = parse(SUMMED, Facts({"partner.deals": Fact(rows(Facts(of_deal)))}), in_sql=True)
    yield _counting(partner, partner.c.program_id == program, where(rule, {"partner.deals": theirs})), sa.text(SUMMED_BY_HAND)


def _counting(table: Any, *conditions: Any) -> Any:
    return sa.select(sa.func.count()).select_from(table).where(*conditions)


def _compared(connection: sa.Connection, ours: Any, by_hand: Any, program: str) -> tuple[float, float]:
    """Return the medians in ms, taken in turn after a warm-up."""
    values = {"program": program, "closes": CLOSES}
    if connection.scalar(ours, values) != connection.scalar(by_hand, values):
        raise SystemExit(f"the rule and what is written by hand count differently: {ours}")
    times: dict[str, list[float]] = {"ours": [], "by_hand": []}
    for _ in range(ROUNDS):
        for name, statement in (("ours", ours), ("by_hand", by_hand)):
            began = time.perf_counter()
            connection.execute(statement, values).all()
            times[name].append((time.perf_counter() - began) * 1e3)
    return statistics.median(times["ours"]), statistics.median(times["by_hand"])
