"""On the way to the shelf: contradictions are found and errors keep it off, everybody is told, rows come in by file."""

import io

import pytest

from core.entities import records
from core.entities.registry import registry
from core.errors import Conflict
from hansa.testing import Person
from plugins.catalog.shelf.conflicts import everything


@pytest.fixture
def codes(act):
    return lambda: sorted(one.code for one in act("admin", everything))


@pytest.fixture
def draft(shop, make):
    return make("price_list", code="NEXT", label="Next", rank=30)


def test_a_clean_shelf_has_no_contradictions(shop, codes):
    assert codes() == []


def test_two_prices_for_the_same_keep_a_list_off_the_shelf(shop, draft, make, move, codes):
    for amount in ("10", "11"):
        make("price", list_id=draft, product_id=shop["BIKE"], amount=amount)
    assert codes() == ["two-prices"]
    with pytest.raises(Conflict, match="two prices"):
        move("price_list", draft, "publish")


@pytest.mark.parametrize(("start", "found"), [("2026-02-01", []), ("2026-01-31", ["two-prices"])])
def test_prices_that_follow_each_other_do_not_contradict(shop, draft, make, codes, start, found):
    make("price", list_id=draft, product_id=shop["BIKE"], amount="10", valid_until="2026-02-01")
    make("price", list_id=draft, product_id=shop["BIKE"], amount="11", valid_from=start)
    assert codes() == found


def test_an_empty_list_stays_off_the_shelf(draft, move):
    with pytest.raises(Conflict, match="no prices"):
        move("price_list", draft, "publish")


def test_more_that_costs_more_is_pointed_out(shop, draft, make, codes):
    make("price", list_id=draft, product_id=shop["BIKE"], amount="10")
    make("price", list_id=draft, product_id=shop["BIKE"], amount="11", from_quantity="5")
    assert codes() == ["dearer"]


@pytest.mark.parametrize(("limits", "found"), [({"rank": 10}, ["same-rank"]), ({"rank": 11}, []), ({"rank": 10, "currency": "EUR"}, [])])
def test_lists_that_fight_for_a_product_are_pointed_out(shop, make, codes, limits, found):
    made = make("price_list", code="RIVAL", label="Rival", **limits)
    make("price", list_id=made, product_id=shop["BIKE"], amount="10")
    assert codes() == found


def test_lists_for_different_partners_do_not_fight(make, shop, codes):
    for code, kinds in (("X", ["dealer"]), ("Y", ["agent"])):
        made = make("price_list", code=code, label=code, rank=50, kinds=kinds)
        make("price", list_id=made, product_id=shop["BIKE"], amount="10")
    assert codes() == []


FIVE_OFF = {"kind": "amount", "amount": "5", "currency": "USD"}
MEETINGS = [
    ({}, ["same-scope"]), (FIVE_OFF, ["no-order"]), ({**FIVE_OFF, "rank": 20}, ["same-scope"]), ({"stack_group": "g"}, []), ({"exclusive": True}, []),
    ({"valid_from": "2100-01-01", "valid_until": "2101-01-01"}, []), ({"brand": "Other"}, []), ({"kinds": ["agent"]}, []),
]  # fmt: skip


@pytest.mark.parametrize(("more", "found"), MEETINGS)
def test_promotions_that_meet_are_judged_as_the_policy_lets_them(shop, make, codes, more, found):
    make(
        "promotion",
        code="ONE",
        family_id=shop["bikes"],
        brand="Acme",
        stack_group="g" if more == {"stack_group": "g"} else None,
        kinds=["dealer"],
    )
    make("promotion", code="TWO", product_id=shop["BIKE"], **more)
    assert codes() == found


def test_a_promotion_without_an_order_stays_off_the_shelf(shop, make, move):
    move("promotion", make("promotion", code="ONE"), "publish")
    other = make("promotion", code="TWO", kind="amount", amount="5", currency="USD")
    with pytest.raises(Conflict, match="ONE and TWO"):
        move("promotion", other, "publish")


@pytest.mark.parametrize(("kind", "field"), [("percent", "percent"), ("amount", "amount"), ("free_goods", "buy"), ("price", "amount")])
def test_a_promotion_says_what_its_kind_needs(shop, as_user, kind, field):
    raw = {"code": "P", "label": "P", "kind": kind, "valid_from": "2026-01-01", "valid_until": "2026-02-01"}
    answer = as_user("manager").post("/api/v1/alpha/catalog/promotion/", json=raw, headers=Person("manager").bearer)
    assert answer.status_code == 422 and f"/{field}" in [error["pointer"] for error in answer.json["errors"]]


def test_publishing_tells_the_people_it_is_for(shop, make, move, work, as_user):
    work()
    made = make("price_list", code="WEST", label="For the west", regions="west", rank=20)
    make("price", list_id=made, product_id=shop["BIKE"], amount="1")
    move("price_list", made, "publish")
    work()
    assert "For the west" in as_user("b").get("/alpha/notify/").text
    assert "For the west" not in as_user("a").get("/alpha/notify/").text


def test_rows_are_imported_from_a_file_by_list_and_product_number(shop, draft, as_user, ask, move):
    person = as_user("manager")
    sheet = 'Price list,Product,Price,From quantity\nNEXT/1,BIKE,"1,050.00",0\nNEXT/1,HELMET,49.5,0\nNEXT/1,NOPE,1,0\n'
    sent = {"file": (io.BytesIO(sheet.encode()), "rows.csv")}
    address = person.submit("/alpha/sheets/import/catalog.price", sent, content_type="multipart/form-data").location
    columns = dict(zip([f"column-{at}" for at in range(4)], ["list_id", "product_id", "amount", "from_quantity"], strict=True))
    person.submit(f"{address}/columns", columns)
    assert "NOPE" in person.get(f"{address}/problems.csv").text
    person.submit(f"{address}/running")
    move("price_list", draft, "publish")
    assert [line.price for line in ask("BIKE", "HELMET").lines] == [1050, 49.5]


def test_families_that_move_take_their_products_along(shop, as_user, act):
    def move_family():
        entity = registry()["catalog.family"]
        records.update(entity, records.get(entity, shop["road"]), {"parent_id": str(shop["helmets"])})
        product = registry()["catalog.product"]
        return records.get(product, shop["BIKE"]).family_path

    assert act("admin", move_family) == "/helmets/road/"


def test_an_archived_list_counts_no_longer(shop, act, ask):
    def archive():
        entity = registry()["catalog.price_list"]
        records.archive(entity, records.get(entity, shop["list"]))

    act("admin", archive)
    assert ask("BIKE").lines[0].priced.unknown == "no_list"
