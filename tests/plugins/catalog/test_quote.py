"""Quotes over stored lists: editions, validity, units, contracts, promotions, dates, and what is stored."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from core import clock
from core.db import db
from core.entities import records
from core.entities.registry import registry
from core.errors import Conflict, NotFound
from hansa.testing import Person
from plugins.catalog.api import Ask
from plugins.policies.api import replay
from plugins.policies.models import Decision


def prices(found):
    return [line.price for line in found.lines]


def test_a_buyer_gets_the_price_of_the_list_with_its_quantity_break(shop, ask):
    found = ask("BIKE", ("BIKE", 10), "HELMET")
    assert prices(found) == [1000, 900, 50] and found.amount == 10050 and found.complete


def test_an_unknown_product_and_one_without_a_price_say_why(shop, ask, make):
    make("product", sku="NEW", name="New")
    found = ask("NOPE", "NEW", "BIKE")
    assert [line.priced.unknown for line in found.lines] == ["unknown_product", "not_on_list", ""]
    assert prices(found) == [None, None, 1000] and found.amount == 1000 and not found.complete


def test_a_pack_costs_what_its_units_cost(shop, ask):
    assert prices(ask(("HELMET", 1, "box"))) == [300]
    assert ask(("HELMET", 1, "crate")).lines[0].priced.unknown == "unknown_unit"


def test_a_price_of_the_pack_itself_counts_first(shop, ask, make, move):
    made = make("price_list", code="PACK", label="Packs", rank=20)
    make("price", list_id=made, product_id=shop["HELMET"], unit="box", amount="270")
    make("price", list_id=made, product_id=shop["HELMET"], amount="49")
    move("price_list", made, "publish")
    assert prices(ask(("HELMET", 1, "box"), "HELMET")) == [270, 49]


def test_another_currency_is_unknown_and_not_converted(shop, ask):
    assert ask("BIKE", currency="EUR").lines[0].priced.unknown == "other_currency"


def test_a_draft_is_on_no_shelf_and_the_next_edition_takes_over_for_everybody_at_once(shop, ask, make, move):
    second = make("price_list", code="BASE", label="Base list, next")
    make("price", list_id=second, product_id=shop["BIKE"], amount="1100")
    before = clock.now()
    assert prices(ask("BIKE")) == [1000]
    move("price_list", second, "publish")
    assert prices(ask("BIKE")) == prices(ask("BIKE", by="b", buyer="b")) == [1100]
    assert prices(ask("BIKE", at=before)) == [1000]
    move("price_list", second, "withdraw")
    assert prices(ask("BIKE")) == [1000]


def test_a_list_counts_from_the_moment_it_is_announced_for(shop, ask, make, move):
    start = datetime(2036, 7, 1, tzinfo=UTC)
    second = make("price_list", code="BASE", label="Later", starts_at=start.isoformat())
    make("price", list_id=second, product_id=shop["BIKE"], amount="1100")
    move("price_list", second, "publish")
    assert prices(ask("BIKE", at=start - timedelta(seconds=1))) == [1000]
    assert prices(ask("BIKE", at=start)) == [1100]


def test_validity_is_half_open(shop, ask, make, move):
    made = make("price_list", code="SUMMER", label="Summer", rank=20)
    make("price", list_id=made, product_id=shop["BIKE"], amount="800", valid_from="2036-06-01", valid_until="2036-07-01")
    move("price_list", made, "publish")
    at = lambda text: prices(ask("BIKE", at=datetime.fromisoformat(f"{text}T12:00:00+00:00")))  # noqa: E731
    assert [at("2036-05-31"), at("2036-06-01"), at("2036-06-30"), at("2036-07-01")] == [[1000], [800], [800], [1000]]


LIMITS = [
    ({"kinds": ["dealer"]}, 1000), ({"kinds": ["reseller"]}, 700), ({"tiers": "gold"}, 1000), ({"condition": 'partner.kind == "reseller"'}, 700),
    ({"condition": 'not (partner.kind == "reseller")'}, 1000),
]  # fmt: skip


@pytest.mark.parametrize(("limits", "price"), LIMITS)
def test_a_list_is_for_those_it_says(shop, ask, make, move, limits, price):
    made = make("price_list", code="SOME", label="Some", rank=20, **limits)
    make("price", list_id=made, product_id=shop["BIKE"], amount="700")
    move("price_list", made, "publish")
    assert prices(ask("BIKE")) == [price]


def test_a_contract_price_is_for_its_partner_alone(shop, ask, make, program):
    make("contract", owner=program.partner("a"), product_id=shop["BIKE"], amount="650", reference="K-1")
    assert prices(ask("BIKE")) == [650]
    assert prices(ask("BIKE", by="b", buyer="b")) == [1000]


def test_a_promotion_counts_for_its_family_while_it_runs(shop, ask, make, move):
    made = make("promotion", code="BIKES", family_id=shop["bikes"])
    assert prices(ask("BIKE", "HELMET")) == [1000, 50]
    move("promotion", made, "publish")
    assert prices(ask("BIKE", "HELMET")) == [900, 50]


def test_the_policy_gives_levels_by_facts_of_the_partner(shop, ask, publish):
    publish(levels={"rows": [{"code": "r", "when": 'partner.kind == "reseller"', "result": "given", "percent": "10"}]})
    assert prices(ask("BIKE")) == [900]


def test_the_policy_says_which_date_freezes_the_price(shop, ask, make, move, publish):
    ordered = clock.now()
    second = make("price_list", code="BASE", label="Next")
    make("price", list_id=second, product_id=shop["BIKE"], amount="1100")
    move("price_list", second, "publish")
    dates = {"order": ordered, "delivery": clock.now()}
    assert prices(ask("BIKE", dates=dates)) == [1000]
    publish(freeze="delivery")
    assert prices(ask("BIKE", dates={**dates, "delivery": clock.now()})) == [1100]


def test_least_quantities_multiples_and_the_shelf_are_told(shop, ask, make, move):
    later = (clock.today("Europe/Berlin") + timedelta(days=3)).isoformat()
    made = make("product", sku="CASE", name="Case", moq="10", multiple="5", on_shelf_from=later)
    listed = make("price_list", code="C", label="C")
    make("price", list_id=listed, product_id=made, amount="1")
    move("price_list", listed, "publish")
    assert [one.code for one in ask(("CASE", 7)).lines[0].problems] == ["off_shelf", "below_moq", "not_multiple"]
    assert [one.code for one in ask(("CASE", 15)).lines[0].problems] == ["off_shelf"]


def test_a_stored_quote_replays_to_the_same_bytes(shop, ask, kit, make, move, publish, program):
    publish(
        levels={"rows": [{"code": "r", "when": 'partner.kind == "reseller"', "result": "given", "percent": "12.5"}]}, rounding_at="line"
    )
    move("promotion", make("promotion", code="P", percent="3.3"), "publish")
    make("contract", owner=program.partner("a"), product_id=shop["BIKE"], amount="999.9999", reference="K-1")
    found = ask(("BIKE", "3.5"), ("HELMET", 7), "NOPE", store=True)
    with kit.acting(Person("admin")):
        stored = db.session.scalars(sa.select(Decision).where(Decision.id == found.decision_id)).one()
        assert replay(stored).decode() == stored.outcome
        assert stored.partner_id == program.partner("a")


def test_the_price_of_another_partner_is_not_told(shop, ask):
    for by, buyer in (("a", "b"), ("b", "a")):
        with pytest.raises(NotFound):
            ask("BIKE", by=by, buyer=buyer)


def test_staff_asks_for_any_partner(shop, ask):
    assert prices(ask("BIKE", by="manager", buyer="b")) == [1000]


def test_a_row_of_a_list_on_the_shelf_is_never_rewritten(shop, act):
    def change(**values):
        entity = registry()["catalog.price"]
        row = next(one for one in db.session.scalars(sa.select(entity.model)) if one.amount == Decimal(50))
        records.update(entity, row, values)

    with pytest.raises(Conflict, match="on the shelf"):
        act("admin", lambda: change(amount="60"))


def test_lines_by_id_and_by_number_are_the_same(shop, ask):
    assert prices(ask(Ask(shop["BIKE"]), "BIKE")) == [1000, 1000]
    assert ask(Ask(uuid.uuid4())).lines[0].priced.unknown == "unknown_product"
