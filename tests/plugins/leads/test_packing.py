from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from plugins.leads.routing.packing import book_in, book_out, dump, read, spans, unspanned
from plugins.leads.routing.shares import EMPTY, Book
from plugins.leads.routing.targets import Room, Standing, Target, Targets

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TARGETS = Targets(
    [
        Target("a", facts={"partner.lines": ["x", "y"], "partner.since": date(2020, 1, 1), "partner.rate": Decimal("1.5")}),
        Target("b", weight=Fraction(1, 3), places=((Decimal("1.5"), Decimal("2")),), territories={"city": frozenset({"Bonn"})}),
        Target("q", kind="queue"),
    ]
)
STANDING = Standing(
    turns={"b": 7}, rooms={"a": Room(3, 5)}, free_from={"b": NOW}, had=frozenset("a"), facts={"b": {"fit.wins": 2}},
    book=Book(6, {"a": 2**60, "b": -3}),
)  # fmt: skip


def test_facts_are_read_as_they_were_kept():
    facts = {
        "lead": {"lead.city": "Bonn", "lead.value": Decimal("10.25")}, "touched": NOW, "now": NOW, "seed": "s/1",
        "place": (Decimal("1"), Decimal("2")), "targets": TARGETS, "standing": STANDING,
    }  # fmt: skip
    again = read(dump(facts))
    assert {**again, "targets": again["targets"].rows} == {**facts, "targets": TARGETS.rows}


def test_accounts_are_read_as_they_were_kept():
    book = Book(6, {"a": 2**60, "b": -3}, {"a": 4}, Fraction(5, 6))
    assert book_in(book_out(book), list(book.owed)) == book
    assert book_in({}, ()) == EMPTY


@pytest.mark.parametrize(("places", "text"), [((), ""), ((3,), "3"), ((0, 1, 2, 5, 8, 9), "0-2,5,8-9")])
def test_places_are_kept_in_short(places, text):
    assert (spans(places), unspanned(text)) == (text, list(places))
