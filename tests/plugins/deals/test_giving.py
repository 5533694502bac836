"""What registrations give where something is bought: to who holds one, to who has none, and never by what others registered."""

from decimal import Decimal

import pytest

from plugins.catalog.api import Ask, quote
from plugins.policies.api import publish as publish_version
from plugins.policies.checking import checker
from plugins.policies.versions import lifecycle
from plugins.policies.versions.kinds import kind_of
from tests.plugins.specialprice.conftest import act, deal
from tests.plugins.specialprice.test_catalogue import pump

__all__ = ["act", "deal", "pump"]

BENEFITS = {
    "choose": "first",
    "rows": [
        {"code": "first", "when": "order == 1", "result": "given", "percent": "15"},
        {"code": "nobody", "when": "order is None and partner.region == 'North'", "result": "given", "percent": "4", "missing": "no"},
        {"code": "none", "when": "order is None", "result": "given", "percent": "3"},
        {"code": "size", "when": "deal.amount >= 0", "result": "given", "percent": "9"},
    ],
}
PRICES = {"registrations": {"choose": "first", "rows": [
    {"code": "reg", "when": "registration.percent is not None and (registration.named or not registration.held)", "result": "given",
     "percent": "registration.percent"},
]}}  # fmt: skip


@pytest.fixture
def publish(act):
    def put(key, document):
        def work():
            made = lifecycle.draft(lifecycle.make_policy(kind_of(key)), document)
            publish_version(made, accept={found.key: "tested" for found in checker.check(kind_of(key), made.document)})

        act("admin", work)

    return put


@pytest.fixture
def price(pump, publish, act, program):
    publish("deals.registration", {"benefits": BENEFITS})
    publish("catalog.price", PRICES)

    def get(deal_id=None, by="a"):
        return act(by, lambda: quote(program.partner(by), [Ask("PUMP-1", Decimal(1), deal_id=deal_id)], currency="USD")).lines[0].price

    return get


def test_who_did_not_register_gets_what_the_policy_gives_to_nobody(price):
    assert price() == 97


def test_a_holder_gets_what_was_decided_for_its_deal(price, deal):
    assert price(deal(terms={"percent": "15"})) == 85


def test_another_partners_deal_gives_nothing(price, deal):
    assert price(deal("b", terms={"percent": "15"})) == 97


@pytest.mark.parametrize("state", ["in_review", "rejected", "expired", "lost"])
def test_a_deal_that_is_not_protected_gives_nothing(price, deal, state):
    assert price(deal(state=state, terms={"percent": "15"})) == 97


def test_what_others_registered_shows_in_no_price(price, deal):
    before = price(by="b")
    deal("a", terms={"percent": "15"}, customer_name="Contoso")
    assert price(by="b") == before == 97


def test_a_registration_that_names_products_gives_for_those(price, deal):
    assert price(deal(terms={"percent": "15"}, lines=[{"product": "Crane", "quantity": 1}])) == 100
    assert price(deal(terms={"percent": "15"}, lines=[{"product": "pump-1", "quantity": 1}])) == 85


def test_a_clause_that_does_not_ask_for_the_order_is_not_for_who_did_not_register(pump, publish, act, program):
    publish("deals.registration", {"benefits": {"rows": [{"code": "all", "when": "partner.kind is not None", "result": "given", "percent": "9"}]}})
    publish("catalog.price", PRICES)
    found = act("a", lambda: quote(program.partner("a"), [Ask("PUMP-1")], currency="USD")).lines[0].price
    assert found == 100
