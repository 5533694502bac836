"""The rebate programs of the demo: quarterly and for what is above the target in one, growth and interim settlement in the other."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from hansa import clock, current_scope, fiscal_period
from hansa.demo import Scope, acting_as, at
from plugins.policies.api import draft, kind_of, make_policy, publish
from plugins.rebates.program.programs import KEY

SINCE = 400
"""So many days ago the programs began."""


def load(manager: Scope) -> None:
    """Publish the programs of the active program, and leave one draft to be tried."""
    began = clock.now() - timedelta(days=SINCE)
    today, program = clock.today(current_scope().program.zone), current_scope().program
    fiscal = fiscal_period(program, today.replace(year=today.year - 1, day=1), "year").start
    made = chinese(today.replace(year=today.year - 1, month=1, day=1)) if program.locale.startswith("zh") else english(fiscal)
    kind = kind_of(KEY)
    with at(began), acting_as(manager):
        for slug, (label, document) in made.items():
            publish(draft(make_policy(kind, slug, label), document), began)
    with acting_as(manager):
        slug, (_label, document) = next(iter(made.items()))
        draft(make_policy(kind, slug), dearer(document))


def chinese(first: date) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return quarterly rebates with a reward above the target, and a yearly scale back to the first unit."""
    return {
        "quarter": ("季度返利与超额奖励", {
            **_common(first), "frequency": "quarter", "year": "calendar",
            "measures": [{"name": "sales", "label": "本季进货额"}, {"name": "before", "label": "去年同期", "span": "last_year"}],
            "targets": [{"name": "quarter", "label": "季度目标", "of": "measure.before * 1.05", "floor": "60000"}],
            "components": [
                {"code": "quarter", "label": "季度返利", "gate": "percent(measure.sales, target.quarter) >= 90"},
                {"code": "excess", "label": "超额奖励", "gate": "measure.sales >= target.quarter", "base": "measure.sales - target.quarter", "rate": "3"},
            ],
            "bands": _bands("quarter", {0: "1", 100_000: "1.5", 300_000: "2"}),
        }),
        "annual": ("年度返利（回溯全额）", {
            **_common(first), "frequency": "month", "year": "calendar", "settlement": "cumulative", "sequence": 200, "reduced": True,
            "measures": [{"name": "sales", "label": "年度累计进货额"}],
            "components": [{"code": "annual", "label": "年度返利", "minimum": "100", "below_minimum": "carry"}],
            "bands": _bands("annual", {200_000: "1", 600_000: "1.5", 1_200_000: "2"}), "accrual": "average",
        }),
        "sellers": ("销售人员奖励", _sellers(first, "个人销售奖励", "0.5")),
        "family": ("集团合并档位", _family(first, ("本公司进货额", "集团进货额", "集团合并档位"), 7)),
    }  # fmt: skip


def english(first: date) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return growth in the fiscal quarter, and a scale over the year that is settled every month."""
    growth = "percent(measure.sales - measure.before - baseline.correction, measure.before + baseline.correction)"
    return {
        "growth": ("Growth bonus", {
            **_common(first), "frequency": "quarter",
            "measures": [{"name": "sales", "label": "Purchases of the quarter"}, {"name": "before", "label": "Same quarter last year", "span": "last_year"}],
            "components": [{"code": "growth", "label": "Growth bonus", "gate": "measure.before > 0", "qualifier": growth, "missing": "no"}],
            "bands": _bands("growth", {5: "1", 10: "2", 20: "3"}), "budget": "60000",
        }),
        "volume": ("Volume rebate", {
            **_common(first), "frequency": "month", "settlement": "cumulative", "sequence": 200, "reduced": True,
            "measures": [{"name": "sales", "label": "Purchases of the year"}],
            "components": [{"code": "volume", "label": "Volume rebate", "minimum": "25", "below_minimum": "carry"}],
            "bands": _bands("volume", {20_000: "1", 60_000: "2", 150_000: "3"}), "accrual": "average",
            "splits": [
                {"component": "volume", "form": "credit_note", "percent": "80", "leftover": True},
                {"component": "volume", "form": "coop", "percent": "20"},
            ],
        }),
        "sellers": ("Sellers' bonus", _sellers(first, "Bonus of the seller", "0.5")),
        "family": ("Family scale", _family(first, ("Own purchases", "Purchases of the family", "Family scale"), 1)),
    }  # fmt: skip


def _sellers(first: date, label: str, rate: str) -> dict[str, Any]:
    """Return a reward of the people invoiced lines name as sellers, paid by bank and seen by them alone."""
    return {
        **_common(first), "frequency": "quarter", "receiver": "person", "person": "line.x_seller", "sequence": 400, "reduces": False,
        "measures": [{"name": "sales", "label": label}], "components": [{"code": "seller", "label": label, "rate": rate, "form": "bank"}],
    }  # fmt: skip


def _family(first: date, said: tuple[str, str, str], rate: int) -> dict[str, Any]:
    """Return a scale that a distributor and its dealers reach together, each paid on its own purchases."""
    own, together, label = said
    return {
        **_common(first), "frequency": "quarter", "level": "tree", "open_pool": True, "sequence": 300,
        "measures": [{"name": "sales", "label": own}, {"name": "together", "label": together, "level": "pool"}],
        "components": [{"code": "family", "label": label, "qualifier": "measure.together"}],
        "bands": _bands("family", {50_000 * rate: "0.5", 150_000 * rate: "1"}),
    }  # fmt: skip


def dearer(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a program with half a point more in every band."""
    bands = [{**band, "rate": f"{band['rate']} + 0.5"} for band in document["bands"]]
    return {**document, "bands": bands}


def _common(first: date) -> dict[str, Any]:
    """Return what all programs share: ten working days to dispute, paid five working days after the signature."""
    days = [
        {"what": "dispute", "start": "stated_on", "length": "10", "unit": "business_days"},
        {"what": "payment", "start": "signed_on", "length": "5", "unit": "business_days"},
    ]
    return {"starts_on": first.isoformat(), "grace_days": 5, "calculate_days": 10, "dates": days}


def _bands(component: str, steps: Mapping[int, str]) -> list[dict[str, str]]:
    return [{"component": component, "from": str(low), "rate": rate} for low, rate in steps.items()]
