"""Numbers people read to each other."""

import pytest

from core.entities.numbering import ALPHABET, check_character, mistyped, random_number, read_number


@pytest.fixture
def number():
    return random_number("D")


def test_a_number_is_read_as_it_was_given(number):
    assert read_number(number, {"D"}) == (number, True)


def test_a_number_is_read_as_people_write_it(number):
    assert read_number(f" {number.lower().replace('0', 'o').replace('1', 'l')} ", {"D"}) == (number, True)


def test_any_other_last_character_is_a_mistake(number):
    others = [c for c in ALPHABET if c not in (number[-1], *("0Z" if number[-1] in "0Z" else ""))]
    assert all(mistyped(number[:-1] + c, {"D"}) for c in others)


def test_two_neighbours_changed_about_are_a_mistake():
    assert mistyped(f"D-10234567{check_character('01234567')}", {"D"})


@pytest.mark.parametrize("text", ["", "D", "Harbor", "D-7K2Q", "X-7K2Q9XMAT", "D-Harbor-cranes", "D-7K2Q9XM!T"])
def test_what_is_not_written_like_a_number_is_none(text):
    assert read_number(text, {"D"}) is None
