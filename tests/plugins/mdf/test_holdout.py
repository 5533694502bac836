"""Growth with marketing against growth without."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from core.entities import records
from core.entities.registry import registry
from core.programs.settings import save_settings
from hansa.testing import Person, ProgramOfTest
from plugins.mdf.engine.holdout import Member, compare, together
from tests.plugins.mdf.conftest import day


def member(group: str, held: bool, before: str, after: str) -> Member:
    return Member((group,), held, Decimal(before), Decimal(after))


def test_what_like_partners_without_reached_is_what_was_expected():
    (found,), _alone = compare([member("x", True, "100", "150"), member("x", False, "300", "330"), member("x", False, "100", "110")])
    assert (found.growth, found.usual, found.points, found.expected, found.more) == (50, 10, 40, 110, 40)
    assert (found.held, found.without) == (1, 2)


def test_growth_is_exact_however_it_divides():
    (found,), _alone = compare([member("x", True, "3", "4"), member("x", False, "7", "8")])
    assert found.points == Fraction(400, 21)


def test_partners_without_a_figure_before_are_left_out():
    assert compare([member("x", True, "0", "50"), member("x", False, "10", "10")]) == ([], [])


def test_a_group_without_anybody_to_compare_with_is_named():
    assert compare([member("x", True, "10", "50"), member("y", False, "10", "10")]) == ([], [("x",)])


def test_all_together_holds_each_group_against_its_own_like():
    rows = [member("x", True, "100", "120"), member("x", False, "10", "20"), member("y", True, "100", "120"), member("y", False, "10", "5")]
    total = together(compare(rows)[0])
    assert total is not None and (total.expected, total.more, total.growth, total.usual) == (250, -10, 20, 25)
    assert together([]) is None


@pytest.mark.parametrize(("least", "few"), [(1, False), (2, True)])
def test_a_side_that_is_too_small_says_little(least, few):
    (found,), _alone = compare([member("x", True, "1", "1"), member("x", False, "1", "1"), member("x", False, "1", "1")])
    assert found.few(least) is few


@pytest.fixture
def bought(act):
    """`bought("a", "100", 0)`: an invoiced line of a partner so many days ago."""
    made = []

    def add(partner, amount, ago):
        made.append(ago)
        raw = {
            "source_id": f"H{len(made)}", "invoiced_on": (day() - timedelta(days=ago)).isoformat(), "kind": "goods", "amount": amount, "quantity": "1",
            "sku": "X",
        }  # fmt: skip
        act("admin", lambda: records.create(registry()["orders.line"], raw, partner_id=ProgramOfTest("alpha").partner(partner)))

    return add


@pytest.fixture
def alike(kit):
    """A and B in one region, of one kind."""
    table = kit.portal.registry["core.partner"].table
    ids = [ProgramOfTest("alpha").partner(one) for one in ("a", "b")]
    with kit.owner.begin() as connection:
        connection.execute(table.update().where(table.c.id.in_(ids)).values(region="North", kind="dealer"))


def test_the_page_compares_partners_with_activities_to_those_without(kit, layer, verified, bought, alike):
    layer("1000")
    verified(asked="400")
    for partner, before, after in (("a", "1000", "1500"), ("b", "1000", "1100")):
        bought(partner, before, 400)
        bought(partner, after, 5)
    page = kit.client(Person("manager")).get("/alpha/mdf/returns/compared").text
    assert "North · Dealer" in page and "+50.0 %" in page and "+10.0 %" in page and "+40.0" in page and "$400.00" in page
    assert "may be chance" in page and "Measured by Revenue" in page


def test_a_measure_that_does_not_exist_is_said(kit, act):
    act("admin", lambda: save_settings("mdf", {"compared": "no.such"}))
    answer = kit.client(Person("manager")).get("/alpha/mdf/returns/compared")
    assert answer.status_code == 200 and "no.such" in answer.text


def test_partners_do_not_see_how_others_grow(kit):
    assert kit.client(Person("a")).get("/alpha/mdf/returns/compared").status_code in (403, 404)
