"""What of a list a phone shows: a card with title, state, a sum and the first facts, each saying what it is."""

from types import SimpleNamespace

import pytest

from core.web.values.rows import column_classes


def column(name, word):
    return SimpleNamespace(name=name, label=name, type=SimpleNamespace(cell=word), field=SimpleNamespace(metadata={}))


def shown(*columns):
    """Return the names a card shows."""
    made = [column(*each) for each in columns]
    return [c.name for c, css in zip(made, column_classes(made, None), strict=True) if "c-hide" not in css]


def test_a_card_names_whose_record_it_is():
    assert "partner" in shown(("reason", "text"), ("partner", "ref"), ("amount", "money"))


def test_a_card_holds_state_sum_and_two_facts_of_a_wide_list():
    wide = [("title", "text"), ("partner", "ref"), ("customer", "text"), ("state", "state"), ("due", "date"), ("close", "date"), ("amount", "money")]
    assert shown(*wide) == ["title", "partner", "customer", "state", "amount"]


def test_a_second_sum_is_a_fact_so_that_none_lies_on_the_other():
    made = column_classes([column("memo", "text"), column("left", "money"), column("amount", "money")], None)
    assert [css.split()[0] for css in made] == ["c-what", "c-sum", "c-more"]


def test_the_sum_of_a_card_is_the_one_the_list_adds_up():
    made = column_classes([column("memo", "text"), column("cost", "money"), column("paid", "money")], "paid")
    assert [css.split()[0] for css in made] == ["c-what", "c-more", "c-sum"]


@pytest.mark.parametrize("first", ["text", "ref", "date"])
def test_the_first_column_is_the_title(first):
    assert column_classes([column("any", first)], None)[0].startswith("c-what")
