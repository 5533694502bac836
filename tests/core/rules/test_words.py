from decimal import Decimal
from typing import Any

from hypothesis import given

from core.rules.expression import parse
from core.rules.words import Line, lines
from tests.core.rules import sayings
from tests.core.rules.world import FACTS, records

RECORD = records(1)[0]


def told(text: str, values: dict[str, Any]) -> list[Line]:
    rule = parse(text, FACTS, expect=())
    return lines(rule.explain(values).as_json(), text, FACTS)


def test_each_condition_is_a_sentence_with_its_verdict() -> None:
    found = told('deal.amount >= 5000 and deal.urgent or deal.state in ("won",)', {"deal.amount": Decimal("5200"), "deal.state": "won"})
    assert [(line.depth, line.text, line.verdict) for line in found] == [
        (0, "At least one of these holds", "yes"),
        (1, "All of these hold", "unknown"),
        (2, "Deal amount (5200) is at least 5000", "yes"),
        (2, "Urgent", "unknown"),
        (1, "State (won) is one of: won", "yes"),
    ]


def test_rows_are_told_with_their_own_facts() -> None:
    found = told(
        "sum(x.amount for x in deal.lines if x.units > 1)",
        {"deal.lines": [{"amount": Decimal(5), "units": 2}, {"amount": Decimal(7), "units": 1}]},
    )
    assert [(line.depth, line.text, line.value) for line in found] == [
        (0, "sum(x.amount for x in deal.lines if x.units > 1)", "5"),
        (1, "Row 1", "yes"),
        (2, "Units (2) is more than 1", "yes"),
        (2, "Amount", "5"),
        (1, "Row 2", "no"),
        (2, "Units (1) is more than 1", "no"),
        (2, "Amount", ""),
    ]


def test_what_was_not_needed_is_told_as_written() -> None:
    found = told("False and deal.amount > 5", {})
    assert (found[-1].text, found[-1].verdict, found[-1].value) == ("deal.amount > 5", "skipped", "")


@given(sayings.conditions())
def test_every_explanation_can_be_told(text: str) -> None:
    assert told(text, RECORD)[0].depth == 0
