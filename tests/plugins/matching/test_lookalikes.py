"""SECURITY.md, rule 23: a name or domain in letters that only look alike is compared as what it looks like."""

import pytest

from plugins.matching.domains import owned
from plugins.matching.normalise import parsed
from plugins.matching.text import fold

CYRILLIC_A, CYRILLIC_O, GREEK_O = "\u0430", "\u043e", "\u03bf"


@pytest.mark.parametrize("masked", [f"{CYRILLIC_A}cme", f"CISC{CYRILLIC_O.upper()}", f"Z{GREEK_O}{CYRILLIC_O}m"])
def test_a_word_of_two_alphabets_is_read_as_it_looks(masked):
    assert fold(masked).isascii() and fold(masked) in ("acme", "cisco", "zoom")


def test_a_word_of_one_alphabet_is_still_transliterated():
    assert fold("\u0420\u043e\u0441\u0442\u0435\u0445") == "rostekh"


def test_masked_names_are_the_same_name():
    assert parsed(f"N{CYRILLIC_O}rthwind Traders Inc") == parsed("Northwind Traders Inc")


@pytest.mark.parametrize(
    "typed", [f"{CYRILLIC_A}cme.com", f"https://www.{CYRILLIC_A}cme.com/", f"{CYRILLIC_A}cme.com".encode("idna").decode()]
)
def test_masked_domains_are_the_same_domain(typed):
    assert owned(typed) == owned("acme.com") == "acme.com"


def test_a_domain_in_its_own_letters_stays_its_own():
    assert owned("m\u00fcller.de") == "xn--mller-kva.de"
