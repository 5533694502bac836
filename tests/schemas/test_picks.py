import pytest
from marshmallow import ValidationError

from schemas import fields

COLOURS = [("r", "Red"), ("g", "Green"), ("b", "Blue")]


def code_of(field, value):
    with pytest.raises(ValidationError) as caught:
        field.deserialize(value)
    return caught.value.messages[0].code


@pytest.mark.parametrize(("raw", "value"), [("1", True), ("on", True), ("0", False), (False, False), ("", None)])
def test_yes_and_no_are_read(raw, value):
    assert fields.Boolean().deserialize(raw) is value


@pytest.mark.parametrize("raw", ["maybe", 2, [], "Y", float("nan")])
def test_neither_yes_nor_no_is_refused(raw):
    assert code_of(fields.Boolean(), raw) == "invalid"


def test_a_listed_choice_is_kept():
    assert fields.Choice(COLOURS).deserialize("g") == "g"


@pytest.mark.parametrize(("raw", "code"), [("x", "not-a-choice"), ("Green", "not-a-choice"), (1, "invalid"), ([], "invalid")])
def test_other_choices_are_refused(raw, code):
    assert code_of(fields.Choice(COLOURS), raw) == code


def test_several_choices_come_in_the_order_of_the_list_and_once():
    assert fields.MultiChoice(COLOURS).deserialize(["b", "r", "b"]) == ["r", "b"]


def test_none_chosen_is_an_empty_list():
    assert fields.MultiChoice(COLOURS).deserialize([]) == []


def test_at_least_one_is_chosen_when_required():
    assert code_of(fields.MultiChoice(COLOURS, required=True), []) == "required"


@pytest.mark.parametrize("raw", ["r", ["x"], [1], [["r"]], {"r": 1}])
def test_other_lists_are_refused(raw):
    assert code_of(fields.MultiChoice(COLOURS), raw) == "invalid"


@pytest.mark.parametrize("choices", [[], [("a", "A"), ("a", "B")]])
def test_choices_must_be_there_and_differ(choices):
    with pytest.raises(ValueError, match="choices"):
        fields.Choice(choices)


def test_a_country_is_kept_in_capitals():
    assert fields.Country().deserialize("cn") == "CN"


@pytest.mark.parametrize("raw", ["EU", "ZZ", "UN", "USA", "Germany", "001", 49])
def test_other_countries_are_refused(raw):
    assert code_of(fields.Country(), raw) == "invalid"
