"""The two programs of the demo: one of sales with points and two ways to the top, one of service by certified people."""

from collections.abc import Mapping
from typing import Any

from plugins.tiering.demo.words import Words

REVENUE = {"bronze": 20_000, "silver": 150_000, "gold": 500_000}
LARGE = 1_200_000
GIVES: Mapping[str, Mapping[str, str]] = {
    "bronze": {"protection": "60", "leads": "1"},
    "silver": {"discount": "3", "protection": "90", "leads": "2", "fund": "1"},
    "gold": {"discount": "6", "protection": "120", "leads": "4", "fund": "2", "preview": "yes"},
}
KINDS = {"discount": "percent", "protection": "days", "leads": "number", "fund": "percent", "support": "text", "preview": "yes"}


def sales(words: Words, *, gold: int = REVENUE["gold"]) -> dict[str, Any]:
    """Return the program of the track `sales`; `gold` is the revenue its top level asks for."""
    said = words.criteria
    revenue = [
        _asks(
            level,
            "revenue",
            said["revenue"],
            "partner.revenue_12m",
            value * words.rate,
            unit="money",
            effort=1,
            keep=value * words.rate * 9 // 10,
        )
        for level, value in {**REVENUE, "gold": gold}.items()
    ]
    revenue[-1] |= {"way": "training"}
    more = [
        _asks("silver", "people", said["people"], "figure.fitters", 1, unit="people", effort=20_000),
        _asks("silver", "points", said["points"], "points", 40, unit="points", effort=300, group="effort"),
        _asks("silver", "plan", said["plan"], "partner.stock_plan", None, group="effort", unit="condition", missing="no"),
        _asks("gold", "people", said["people"], "figure.fitters", 2, unit="people", way="training", effort=20_000),
        _asks("gold", "points", said["points"], "points", 100, unit="points", way="training", effort=300),
        _asks("gold", "large", said["large"], "partner.revenue_12m", LARGE * words.rate, unit="money", effort=1, way="revenue"),
        {**_asks("gold", "returns", said["returns"], "partner.returns_percent", 4, unit="percent", missing="yes"), "test": "at_most"},
    ]
    return {
        "fact": "tier", "levels": _levels(words, "bronze", "silver", "gold"), "groups": [{"name": "effort", "need": "any"}],
        "figures": [{"name": "fitters", "label": said["people"], "of": "count(one for one in people if one.certificates >= 1)", "unit": "people"}],
        "categories": [{"name": name, "label": label, "cap": "120", "months": 12} for name, label in words.categories.items()],
        "criteria": [*revenue, *more], "up_check": "at_once", "up_effective": "next_month", "down_check": "at_once", "notice_days": 30, "cure_days": 60,
        "protected_months": 6, **_gives(words), "promises": _promises(said),
    }  # fmt: skip


def service(words: Words) -> dict[str, Any]:
    """Return the program of the track `service`; its top level asks for a level of sales, too."""
    said = words.criteria
    standing = 'any(one.track == "sales" and one.rank >= 2 for one in standings)'
    return {
        "levels": _levels(words, "authorised", "expert"),
        "figures": [{"name": "fitters", "label": said["people"], "of": "count(one for one in people if one.certificates >= 1)", "unit": "people"}],
        "criteria": [
            _asks("authorised", "people", said["people"], "figure.fitters", 1, unit="people"),
            _asks("expert", "people", said["people"], "figure.fitters", 3, unit="people"),
            _asks("expert", "sales", f"{words.sales}: {words.levels['silver']}", standing, None, unit="condition"),
        ],
        "ladder": "every_lower", "approve_up": False, "down_check": "months", "down_months": ["1", "7"],
    }  # fmt: skip


def showroom(words: Words) -> dict[str, Any]:
    """Return the program of the track `showroom`, which takes an application; who joins has its only level."""
    return {
        "by_application": True, "lasts_months": 24, "renew_days": 60, "terms": words.terms, "levels": [{"key": "member", "label": words.member}],
        "benefits": [{"key": "demo_bikes", "label": words.window, "kind": "yes"}], "grants": [{"level": "member", "benefit": "demo_bikes", "value": "yes"}],
        "approve_up": False, "down_check": "at_once", "approve_down": False,
    }  # fmt: skip


def _promises(said: Mapping[str, str]) -> list[dict[str, Any]]:
    """What the vendor owes: answers in time to everybody, reviews and training from silver on; a missed review pauses losses."""
    return [
        {"code": "answer_hours", "label": said["answer_hours"], "of": "partner.answer_hours", "test": "at_most", "value": "48"},
        {"level": "silver", "code": "reviews_held", "label": said["reviews_held"], "of": "partner.reviews_held", "value": "2", "pauses": True},
        {"level": "silver", "code": "training", "label": said["training"], "of": "figure.fitters", "value": "1", "unit": "people"},
    ]


def _asks(level: str, code: str, label: str, of: str, value: int | None, **more: Any) -> dict[str, Any]:
    test = {"test": "holds"} if value is None else {"value": str(value)}
    return {"level": level, "code": code, "label": label, "of": of, **test, **{name: str(one) for name, one in more.items()}}


def _levels(words: Words, *keys: str) -> list[dict[str, str]]:
    return [{"key": key, "label": words.levels[key]} for key in keys]


def _gives(words: Words) -> dict[str, Any]:
    grants = [{"level": level, "benefit": key, "value": value} for level, given in GIVES.items() for key, value in given.items()]
    support = [{"level": level, "benefit": "support", "value": value} for level, value in words.support.items()]
    return {
        "benefits": [{"key": key, "label": words.benefits[key], "kind": kind} for key, kind in KINDS.items()],
        "grants": [*grants, *support],
    }
