"""The registration policies of the demo: one that was superseded, one in force, and a draft to try on what was decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hansa import clock, current_scope
from hansa.demo import acting_as, at
from plugins.deals.demo.cast import Cast
from plugins.deals.registration.kind import REGISTRATION
from plugins.policies.api import InForce, chosen, draft, make_policy, publish

FIRST, SECOND = timedelta(days=760), timedelta(days=290)
"""How long ago the two versions began to hold."""


@dataclass(frozen=True)
class Terms:
    """What the policies of a program say, in its language; ends of the bands in its currency."""

    names: tuple[str, str, str, str]
    ends: tuple[int, int, int]
    least: tuple[int, int]
    checked: str
    example: str
    notes: tuple[str, str, str]


ENGLISH = Terms(
    names=("Small", "Medium", "Large", "Strategic"),
    ends=(5_000, 25_000, 100_000),
    least=(100, 400),
    checked="A very small deal: ask whether an order is not enough.",
    example="The first strategic deal",
    notes=("Partner agreement, annex 2", "Strategic deals get a class of their own", "What if we stopped protecting small deals?"),
)
CHINESE = Terms(
    names=("小型", "中型", "大型", "战略"),
    ends=(35_000, 180_000, 700_000),
    least=(700, 3_000),
    checked="金额很小：请确认是否直接下单即可。",
    example="第一个战略级项目",
    notes=("合作协议附件二", "战略级项目单列一档", "如果不再保护小额项目，会怎样？"),
)


Held = Sequence[tuple[datetime, InForce]]
"""Versions with the moments they begin to hold at, the oldest first."""


def begin() -> Held:
    """Publish both versions as the channel manager did at their time; return them."""
    terms, manager, now, held = _terms(), Cast().manager, clock.now(), []
    for age, document, note in ((FIRST, first(terms), terms.notes[0]), (SECOND, second(terms), terms.notes[1])):
        moment = (now - age).replace(hour=0, minute=0, second=0, microsecond=0)
        with at(moment), acting_as(manager):
            publish(_drafted(document, note), moment)
        held.append((moment, chosen(REGISTRATION, moment)))
    return held


def propose() -> None:
    """Leave the draft somebody is working on."""
    terms = _terms()
    with at(clock.now() - timedelta(days=2)), acting_as(Cast().manager):
        _drafted(third(terms), terms.notes[2])


def first(terms: Terms) -> Mapping[str, Any]:
    low, high, _top = terms.ends
    return {"bands": _bands(terms, [(0, low, "2"), (low, high, "4"), (high, None, "6")])}


def second(terms: Terms) -> Mapping[str, Any]:
    low, high, top = terms.ends
    small = {
        "code": "very_small", "when": f"deal.amount < {terms.least[0]}", "result": "review", "kind": "warn", "message": terms.checked, "missing": "no",
    }  # fmt: skip
    return {
        "bands": _bands(terms, [(0, low, "2"), (low, high, "4"), (high, top, "6"), (top, None, "8")]),
        "checks": {"rows": [small]},
        "extend_expired": "days_left >= -30",
        "examples": [{"name": terms.example, "facts": _facts(top), "expect": {"result": "approve", "band": terms.names[3], "percent": 8}}],
    }


def third(terms: Terms) -> Mapping[str, Any]:
    return {**second(terms), "minimum": {"when": f"deal.amount >= {terms.least[1]}", "missing": "ask"}, "checks": None}


def _bands(terms: Terms, rows: list[tuple[int, int | None, str]]) -> Mapping[str, Any]:
    named = zip(terms.names, rows, strict=False)
    listed = [{"name": name, "from": low, "to": high, "percent": percent} for name, (low, high, percent) in named]
    return {
        "measure": "deal.amount",
        "bounds": "from",
        "rows": [{key: one for key, one in row.items() if one is not None} for row in listed],
    }


def _facts(amount: int) -> Mapping[str, Any]:
    days = {"today": "2026-03-02", "submitted_on": "2026-03-02", "decided_on": "2026-03-02", "activity_on": "2026-03-02"}
    return {"step": "submit", "deal.amount": str(amount), "order": 1, "setting.protection_days": 90, "setting.max_extensions": 1, **days}


def _drafted(document: Mapping[str, Any], note: str) -> Any:
    return draft(make_policy(REGISTRATION), {name: part for name, part in document.items() if part is not None}, note=note)


def _terms() -> Terms:
    return CHINESE if current_scope().program.locale.startswith("zh") else ENGLISH
