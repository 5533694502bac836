"""The tree of the rule builder: what it says is what the rule says, and hostile trees are refused."""

import json

import pytest
from hypothesis import given

from core.errors import Malformed
from core.rules.expression import parse
from core.web.forms.reader import Reader
from core.web.rule_builder.rule_literals import literal, visible
from core.web.rule_builder.rule_tree import received, shown, written
from tests.core.rules import sayings
from tests.core.rules.world import FACTS, records

RECORDS = records(20)
GERMAN = Reader("de", "Europe/Berlin", "EUR")


def row(fact, op, value=""):
    return {"fact": fact, "op": op, "value": value}


@given(sayings.conditions())
def test_rows_and_text_give_the_same_answers(text):
    rule = parse(text, FACTS)
    made = written(received(json.dumps(shown(rule)), FACTS), FACTS)
    again = parse(made.text, FACTS)
    assert made.gaps == () and [rule(record) for record in RECORDS] == [again(record) for record in RECORDS]


@pytest.mark.parametrize(
    ("text", "group"),
    [("deal.urgent and deal.size == 1", "all"), ("deal.urgent or deal.size == 1", "any"), ("not (deal.urgent or deal.size == 1)", "none"),
     ("not (deal.urgent and deal.size == 1)", "notall"), ("deal.urgent", "all")],
)  # fmt: skip
def test_a_rule_is_one_group_of_four_kinds(text, group):
    tree = shown(parse(text, FACTS))
    assert (tree["group"], written(tree, FACTS).text) == (group, text)


def test_what_has_no_row_stays_text():
    tree = shown(parse("count(deal.lines) > 2 and deal.urgent", FACTS))
    assert tree["parts"] == [{"text": "count(deal.lines) > 2"}, {"fact": "deal.urgent", "op": "true"}]


def test_a_row_without_a_field_and_an_empty_group_say_nothing():
    tree = {"group": "all", "parts": [row("", ""), {"group": "any", "parts": []}, row("deal.urgent", "true")]}
    assert written(tree, FACTS).text == "deal.urgent"


def test_a_row_without_a_value_is_kept_as_text_that_is_refused():
    made = written({"group": "all", "parts": [row("deal.urgent", "true"), row("deal.amount", "ge")]}, FACTS)
    assert made.text == "deal.urgent and (deal.amount >=)" and [(gap.path, gap.blank) for gap in made.gaps] == [((1,), True)]


def test_another_field_takes_the_first_of_its_operators():
    data = json.dumps({"group": "all", "parts": [row("deal.urgent", "ge", "5")]})
    assert received(data, FACTS)["parts"] == [row("deal.urgent", "true")]


def test_one_value_becomes_a_list_and_back():
    several = received(json.dumps(row("deal.state", "in", "won")), FACTS)["parts"][0]
    single = received(json.dumps(row("deal.state", "eq", ["won", "lost"])), FACTS)["parts"][0]
    assert (several["value"], single["value"]) == (["won"], "won")


@pytest.mark.parametrize(
    "tree",
    [
        "[]", "null", "1", '"x"', "{", '{"group": "both", "parts": []}', '{"group": "all"}', '{"group": "all", "parts": {}}', '{"text": 5}',
        '{"fact": "deal.amount", "op": "ge", "value": 5000}', '{"fact": "deal.amount", "op": "ge", "value": [1]}',
        '{"group": "all", "parts": [' * 9 + '{"text": "1"}' + "]}" * 9, json.dumps({"text": "x" * 2_001}),
        json.dumps({"group": "all", "parts": [{"text": "a"}] * 300}),
    ],
)  # fmt: skip
def test_a_tree_that_is_none_is_refused(tree):
    with pytest.raises(Malformed):
        received(tree, FACTS)


@pytest.mark.parametrize(
    ("fact", "typed", "text"), [("deal.amount", "1.234,50", "1234.50"), ("deal.size", "−5", "-5"), ("deal.title", "1.234", "1.234")]
)
def test_values_are_typed_as_the_reader_writes_them_and_kept_as_rules_do(fact, typed, text):
    assert literal(FACTS[fact], typed, GERMAN) == text
    assert visible(FACTS[fact], text, GERMAN) == typed


@pytest.mark.parametrize("value", ["1e99999999", "nan", "Infinity", "9" * 500])
def test_a_value_that_is_no_plain_number_is_shown_as_it_is(value):
    assert visible(FACTS["deal.amount"], value, GERMAN) == value
