import json
import uuid
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from core.rules.calendars import Calendar, Duration
from core.rules.errors import RuleError
from core.rules.facts import Fact, Facts
from core.rules.reading import dump, read
from core.rules.types import BOOL, CALENDAR, DATE, DURATION, ID, INTEGER, MOMENT, NUMBER, PERCENT, TEXT, TEXTS, money, rows, table

LINE = Facts({"amount": Fact(money()), "day": Fact(DATE)})
FACTS = Facts(
    {
        "text": Fact(TEXT),
        "whole": Fact(INTEGER),
        "number": Fact(NUMBER),
        "rate": Fact(PERCENT),
        "price": Fact(money("EUR")),
        "yes": Fact(BOOL),
        "day": Fact(DATE),
        "at": Fact(MOMENT),
        "length": Fact(DURATION),
        "tags": Fact(TEXTS),
        "id": Fact(ID),
        "lines": Fact(rows(LINE)),
        "rates": Fact(table(TEXT, TEXT, value=PERCENT)),
        "steps": Fact(table(INTEGER, value=money())),
        "holidays": Fact(CALENDAR),
    }
)
IDENT = uuid.UUID("0190a0e0-0000-7000-8000-000000000000")
VALUES: dict[str, Any] = {
    "text": "x",
    "whole": 12,
    "number": Decimal("0.5"),
    "rate": Decimal("7.25"),
    "price": Decimal("90071992547409.9301"),
    "yes": True,
    "day": date(2026, 1, 31),
    "at": datetime(2026, 1, 31, 9, tzinfo=UTC),
    "length": Duration(months=3, days=10),
    "tags": ["a", "b"],
    "id": IDENT,
    "lines": [{"amount": Decimal("1.5"), "day": None}],
    "rates": {("gold", "A"): Decimal(5)},
    "steps": {1: Decimal(10)},
    "holidays": Calendar(holidays=frozenset({date(2026, 5, 1)})),
}


def test_values_survive_json() -> None:
    assert read(FACTS, json.loads(json.dumps(dump(FACTS, VALUES)))) == VALUES


@pytest.mark.parametrize("name", FACTS)
def test_nothing_stays_unknown(name: str) -> None:
    assert read(FACTS, {name: None}) == {name: None}


WRONG = {
    "price": (1.5, True, "1e400", "NaN", "x", "9" * 100),
    "whole": (1.0, "1.5"),
    "yes": ("true", 1),
    "tags": ("a", [1]),
    "length": ("P", "soon"),
    "day": ("2026-02-30", "tomorrow"),
    "at": ("2026-01-31T09:00:00",),
    "id": ("7",),
    "text": (5,),
    "lines": ([{"amout": "1"}],),
    "rates": ({"gold": "5"},),
    "holidays": ({"holidays": ["x"]},),
    "nothing": (1,),
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_value_of_another_kind_is_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(RuleError) as caught:
        read(FACTS, {name: value})
    assert name in str(caught.value) or name == "lines"
