"""Stock as partners count it themselves: one count a day, the latest marked, seen by the partner and the vendor."""

import pytest

from core.entities import records
from core.entities.registry import registry
from core.errors import Conflict, Unprocessable


@pytest.fixture
def count(shop, make_record):
    """`count("5", "2026-03-01")`: A counts its bikes."""

    def report(quantity, day, by="a", product="BIKE", **more):
        return make_record("orders.partner_stock", by=by, product_id=str(shop[product]), quantity=quantity, counted_on=day, **{"place": "", **more})

    return report


def latest(rows):
    return {(str(row.counted_on), row.place): row.quantity for row in rows("partner_stock") if row.latest}


def test_the_latest_count_of_each_place_is_the_stock(count, rows):
    count("5", "2026-03-01")
    count("3", "2026-03-08")
    count("7", "2026-02-01", place="North")
    assert latest(rows) == {("2026-03-08", ""): 3, ("2026-02-01", "North"): 7}


def test_a_count_that_comes_late_changes_nothing_of_today(count, rows):
    count("3", "2026-03-08")
    count("9", "2026-03-01")
    assert latest(rows) == {("2026-03-08", ""): 3}


def test_the_same_day_is_not_counted_twice(count):
    count("5", "2026-03-01")
    with pytest.raises(Conflict) as refused:
        count("6", "2026-03-01")
    assert refused.value.code == "counted"


def test_when_the_latest_count_is_put_away_the_one_before_is_the_stock_again(count, rows, act):
    count("5", "2026-03-01")
    made = count("3", "2026-03-08")

    def put_away():
        entity = registry()["orders.partner_stock"]
        records.archive(entity, records.get(entity, made))

    act("a", put_away)
    assert latest(rows) == {("2026-03-01", ""): 5}


def test_a_count_of_another_product_than_was_said_is_put_right(count, rows, act, shop):
    count("5", "2026-03-01")
    made = count("3", "2026-03-08")

    def mend():
        entity = registry()["orders.partner_stock"]
        records.update(entity, records.get(entity, made), {"product_id": str(shop["HELMET"])})

    act("a", mend)
    assert latest(rows) == {("2026-03-01", ""): 5, ("2026-03-08", ""): 3}


def test_nobody_counts_less_than_nothing(count):
    with pytest.raises(Unprocessable):
        count("-1", "2026-03-01")


def test_the_vendor_reads_it_and_other_partners_do_not(count, as_user):
    made = count("5", "2026-03-01")
    address = f"/alpha/orders/partner_stock/{made}"
    assert [as_user(who).get(address).status_code for who in ("a", "manager", "b")] == [200, 200, 404]
