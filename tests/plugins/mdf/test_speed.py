"""How soon claims are paid: told of the own company at once, of all partners once nobody is recognised."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core.programs.settings import save_settings
from hansa.testing import Person
from plugins.mdf.claims.speed import Speed, speeds
from tests.plugins.mdf.conftest import day


@pytest.fixture
def paid(kit, act, layer, move, verified, claim):
    """`paid("b", 4, late=True)`: a claim of B that was paid so many days after its proof."""
    act("admin", lambda: save_settings("mdf", {"recognised": 2}))
    kit.portal.programs.forget()
    table = kit.portal.registry["mdf.claim"].table

    def make(partner: str, days: int, *, late: bool | None = False, ago: int = 10) -> None:
        layer("1000", partner=partner)
        made, on = claim(verified(partner), by=partner), day(-ago)
        move("mdf.claim", made, "approve", "release", "pay")
        promised = {False: on, True: on - timedelta(days=1), None: None}[late]
        with kit.owner.begin() as connection:
            connection.execute(sa.update(table).where(table.c.id == made).values(days=days, paid_on=on, pay_by=promised))

    return make


def told(act, by="a"):
    return act(by, speeds)


def test_the_median_and_the_share_in_time_are_told(act, paid):
    for partner, days, late in (("a", 2, False), ("a", 9, True), ("a2", 3, False), ("b", 4, None)):
        paid(partner, days, late=late)
    assert told(act) == (Speed(2, 9, 50), Speed(4, 4, 66))


def test_nobody_is_recognised_in_the_figure_of_all(act, paid):
    paid("b", 4)
    assert told(act) == (None, None) and told(act, "b") == (Speed(1, 4, 100), None)


def test_who_takes_its_own_part_off_is_left_with_several_others(act, paid):
    paid("a", 2)
    paid("b", 4)
    assert told(act) == (Speed(1, 2, 100), None)
    paid("a2", 9)
    assert [told(act, name)[1] for name in ("a", "a2", "b")] == [Speed(3, 4, 100)] * 3


def test_what_was_paid_more_than_a_year_ago_does_not_count(act, paid):
    paid("a", 4, ago=380)
    assert told(act) == (None, None)


def test_the_page_of_a_partner_says_both(kit, paid):
    paid("a", 2)
    paid("a2", 5)
    paid("b", 4, late=True)
    page = kit.client(Person("a")).get("/alpha/mdf/mine/").text
    assert "Your claims were paid 2 days after complete proof (median)." in page
    assert "Claims are paid 4 days after complete proof" in page and "66 % were paid by the promised day." in page
