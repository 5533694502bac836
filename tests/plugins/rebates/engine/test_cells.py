"""The one pass over the lines gives the cells that adding them one by one gives."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from hansa.testing import Person
from plugins.rebates.engine.cells import Cells, Shape, added, read
from tests.plugins.rebates.desk import ALPHA, noon

SHAPE = Shape(
    "invoiced_on", (date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)),
    (datetime(2026, 2, 6, tzinfo=UTC), datetime(2026, 3, 6, tzinfo=UTC)), ("line.kind", "line.product_line", "line.special_price"),
    frozenset(("goods", "return", "service")),
)  # fmt: skip


def lines(seed):
    rng = random.Random(seed)
    for _number in range(60):
        day = date(2025, 12, 20) + timedelta(rng.randrange(120))
        yield {
            "partner": rng.choice("ab"), "day": day.isoformat(), "came": (day + timedelta(rng.randrange(60))).isoformat(),
            "amount": Decimal(rng.randrange(-10**6, 10**7)).scaleb(-4), "quantity": Decimal(rng.randrange(100)), "kind": rng.choice(("goods", "return", "tax")),
            "product_line": rng.choice(("pumps", "valves", None)), "special_price": rng.random() < 0.3,
        }  # fmt: skip


def plain(row):
    came = noon(row["came"])
    return {**row, "partner_id": ALPHA.partner(row["partner"]), "invoiced_on": date.fromisoformat(row["day"]), "created_at": came}


@pytest.mark.parametrize("seed", range(3))
def test_one_pass_over_the_lines_gives_the_cells_of_all_of_them(desk, seed):
    rows = list(lines(seed))
    desk.many(rows)
    with desk.system("2026-06-01"):
        assert read(SHAPE).digest() == added(Cells(SHAPE), [plain(row) for row in rows]).digest()


def test_what_was_received_later_than_asked_for_is_not_there(desk):
    desk.line("a", "2026-01-05", 5, came="2026-01-06")
    desk.line("a", "2026-01-05", 7, came="2026-01-20")
    with desk.system("2026-06-01"):
        found = read(SHAPE, datetime(2026, 1, 10, tzinfo=UTC))
    assert [part for column in found.sums.values() for part in column.values()] == [(50_000, 0, 1)]


def test_lines_in_another_currency_are_left_out(desk):
    desk.line("a", "2026-01-05", 5, currency="JPY")
    with desk.system("2026-06-01"):
        assert read(SHAPE).sums == {}


def test_a_partner_reads_cells_of_its_own_lines_only(desk):
    desk.line("a", "2026-01-05", 5)
    desk.line("b", "2026-01-05", 7)
    with desk.kit.acting(Person("a")):
        assert read(SHAPE).names == [ALPHA.partner("a")]
