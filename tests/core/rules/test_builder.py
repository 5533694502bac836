from typing import Any

import pytest
from hypothesis import given

from core.rules.builder import OPERATORS, operators, to_text, to_tree
from core.rules.errors import RuleError
from core.rules.expression import parse
from tests.core.rules import sayings
from tests.core.rules.world import FACTS, records

RECORDS = records(20)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("deal.amount >= 5000", {"all": [{"fact": "deal.amount", "op": "ge", "value": "5000"}]}),
        ('deal.state in ("won", "lost")', {"all": [{"fact": "deal.state", "op": "in", "value": ["won", "lost"]}]}),
        ("deal.urgent and not deal.urgent", {"all": [{"fact": "deal.urgent", "op": "true"}, {"fact": "deal.urgent", "op": "false"}]}),
        (
            "deal.amount is None or deal.amount < -5",
            {"any": [{"fact": "deal.amount", "op": "unknown"}, {"fact": "deal.amount", "op": "lt", "value": "-5"}]},
        ),
        ('contains(deal.title, "a\\"b")', {"all": [{"fact": "deal.title", "op": "contains", "value": 'a"b'}]}),
        ('"cloud" in deal.tags', {"all": [{"fact": "deal.tags", "op": "holds", "value": "cloud"}]}),
        ('deal.closes > "2026-01-31"', {"all": [{"fact": "deal.closes", "op": "gt", "value": "2026-01-31"}]}),
        (
            'not (deal.urgent or deal.state == "won")',
            {"all": [{"not": {"any": [{"fact": "deal.urgent", "op": "true"}, {"fact": "deal.state", "op": "eq", "value": "won"}]}}]},
        ),
        (
            "(count(deal.lines) > 2) and (deal.urgent or deal.size == 1)",
            {
                "all": [
                    {"text": "count(deal.lines) > 2"},
                    {"any": [{"fact": "deal.urgent", "op": "true"}, {"fact": "deal.size", "op": "eq", "value": "1"}]},
                ]
            },
        ),
    ],
)
def test_text_and_tree_are_the_same_rule(text: str, tree: dict[str, Any]) -> None:
    assert to_tree(parse(text, FACTS)) == tree
    assert to_tree(parse(to_text(tree, FACTS), FACTS)) == tree


@given(sayings.conditions())
def test_a_round_trip_changes_no_answer(text: str) -> None:
    rule = parse(text, FACTS)
    again = parse(to_text(to_tree(rule), FACTS), FACTS)
    assert [rule(record) for record in RECORDS] == [again(record) for record in RECORDS]
    assert to_text(to_tree(again), FACTS) == to_text(to_tree(rule), FACTS)


@pytest.mark.parametrize(
    "tree",
    [
        {},
        {"all": []},
        {"fact": "deal.amount", "op": "ge"},
        {"fact": "deal.amount", "op": "ge", "value": "1 or True"},
        {"fact": "deal.amount", "op": "ge", "value": "deal.cost"},
        {"fact": "deal.amount", "op": "contains", "value": "1"},
        {"fact": "deal.nothing", "op": "known"},
        {"not": "x"},
    ],
)
def test_a_tree_that_says_nothing_is_refused(tree: dict[str, Any]) -> None:
    with pytest.raises(RuleError):
        parse(to_text(tree, FACTS), FACTS)


def test_a_value_stays_a_value() -> None:
    text = to_text({"fact": "deal.title", "op": "eq", "value": '" or True or "'}, FACTS)
    assert to_tree(parse(text, FACTS)) == {"all": [{"fact": "deal.title", "op": "eq", "value": '" or True or "'}]}


def test_every_operator_that_is_offered_has_a_name() -> None:
    assert {op for fact in FACTS.values() for op in operators(fact.type)} <= OPERATORS.keys()
