import uuid

import pytest

from plugins.deals.duplicates.matching import Registration, Rival, grant_key, host, merged, overlaps, plain
from plugins.deals.settings import KEYS

ONE, TWO = uuid.UUID(int=1), uuid.UUID(int=2)


def registered(**values):
    return Registration(**{"id": ONE, "partner_id": TWO, "customer_name": "Acme", **values})


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("ACME Ltd.", "acme ltd"),
        ("Acme, Ltd", "ACME  LTD."),
        ("ＡＣＭＥ　Ｌｔｄ", "Acme Ltd"),
        ("Straße & Söhne", "STRASSE SÖHNE"),
        ("上海（中国）有限公司", "上海(中国)有限公司"),
        ("Müller", "Mu\u0308ller"),
    ],
)
def test_spelling_does_not_matter(text, same):
    assert plain(text) == plain(same)


@pytest.mark.parametrize(("text", "other"), [("Acme Nord", "Acme Süd"), ("A1", "A2"), ("Müller", "Muller")])
def test_other_names_stay_apart(text, other):
    assert plain(text) != plain(other)


@pytest.mark.parametrize(
    "typed", ["acme.example", "https://www.ACME.example/about", "www.acme.example.", " acme.example:8443 ", "ａｃｍｅ.example"]
)
def test_a_domain_is_found_in_what_was_typed(typed):
    assert host(typed) == "acme.example"


@pytest.mark.parametrize("typed", ["", "   ", "http://[x"])
def test_no_domain_is_no_key(typed):
    assert host(typed) == ""


@pytest.mark.parametrize(
    ("uniqueness", "one", "other", "meets"),
    [
        ("customer", {"title": "A"}, {"title": "B"}, True),
        ("customer+project", {"title": "Harbor 2"}, {"title": "harbor-2"}, True),
        ("customer+project", {"title": "A"}, {"title": "B"}, False),
        ("customer+product", {"products": frozenset("ab")}, {"products": frozenset("bc")}, True),
        ("customer+product", {"products": frozenset("a")}, {"products": frozenset("b")}, False),
        ("customer+product", {"products": frozenset()}, {"products": frozenset("b")}, True),
    ],
)
def test_what_the_key_of_the_program_keeps_apart(uniqueness, one, other, meets):
    assert overlaps(registered(**one), registered(**other), KEYS[uniqueness]) is meets


@pytest.mark.parametrize(
    ("uniqueness", "values", "key"),
    [
        ("customer", {"customer_registration_no": "hrb 12"}, "HRB12"),
        ("customer", {"customer_country": "DE"}, "acme@DE"),
        ("customer+project", {"title": "Port 1"}, "acme@|port1"),
        ("customer+product", {"products": frozenset({"b", "a"})}, "acme@|a|b"),
    ],
)
def test_the_grant_key(uniqueness, values, key):
    assert grant_key(registered(**values), KEYS[uniqueness]) == key


def test_the_reasons_of_several_matchers_come_together():
    assert merged([Rival(ONE, ("a",)), Rival(TWO, ("b",)), Rival(ONE, ("a", "c"))]) == [Rival(ONE, ("a", "c")), Rival(TWO, ("b",))]
