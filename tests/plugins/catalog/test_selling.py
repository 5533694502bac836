"""Who may sell what, with the reason; how much of what is scarce."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.entities import records
from core.entities.registry import registry
from core.errors import Conflict, NotFound
from plugins.catalog.api import allocation_left, may_sell, release_allocation, take_allocation


@pytest.fixture
def verdict(act, program):
    def get(product, by="a", **more):
        return next(iter(act(by, lambda: may_sell(program.partner("a"), [product], **more)).values()))

    return get


@pytest.fixture
def certificate(act, program):
    def give(name, days, person="kim@ashford.example"):
        raw = {
            "partner_id": str(program.partner("a")), "person": person, "name": name, "issued_on": "2020-01-01", "source_id": person,
            "valid_until": (clock.today("Europe/Berlin") + timedelta(days=days)).isoformat(),
        }  # fmt: skip
        act("admin", lambda: records.create(registry()["policies.certificate"], raw))

    return give


def test_without_a_rule_everything_may_be_sold(shop, verdict):
    assert verdict("BIKE").allowed


def test_a_program_may_be_closed_instead(shop, verdict, configure):
    configure(closed=True)
    found = verdict("BIKE")
    assert not found.allowed and found.reasons[0].code == "closed"


@pytest.mark.parametrize(
    ("rule", "code"),
    [({"kinds": ["dealer"]}, "kind"), ({"tiers": "gold, silver"}, "tier"), ({"regions": "west"}, "region"), ({"countries": "DE"}, "country"),
     ({"condition": 'partner.kind == "dealer"'}, "condition"), ({"certificate": "Fitting"}, "certificate")],
)  # fmt: skip
def test_what_is_allowed_to_others_says_what_it_takes(shop, make, verdict, rule, code):
    make("authorisation", code="R", family_id=shop["bikes"], **rule)
    found = verdict("BIKE")
    assert not found.allowed and found.visible and [why.code for why in found.reasons] == [code]
    assert verdict("HELMET").allowed


def test_one_of_several_rules_is_enough(shop, make, verdict):
    make("authorisation", code="R1", family_id=shop["bikes"], kinds=["dealer"])
    make("authorisation", code="R2", product_id=shop["BIKE"], regions="East")
    assert verdict("BIKE").allowed


def test_what_is_forbidden_stays_so_with_the_programs_own_words(shop, make, verdict, program):
    make("authorisation", code="R1", family_id=shop["bikes"])
    make("authorisation", code="NO", effect="deny", for_partner_id=program.partner("a"), brand="acme", message="Ask your manager.")
    found = verdict("BIKE")
    assert not found.allowed and found.reasons[0].message == "Ask your manager."


def test_a_rule_holds_from_its_first_day_to_before_its_last(shop, make, verdict):
    today = clock.today("Europe/Berlin")
    make("authorisation", code="OVER", effect="deny", valid_until=today.isoformat())
    make("authorisation", code="NOT-YET", effect="deny", valid_from=(today + timedelta(days=1)).isoformat())
    assert verdict("BIKE").allowed
    make("authorisation", code="NOW", effect="deny", valid_from=today.isoformat(), valid_until=(today + timedelta(days=1)).isoformat())
    assert not verdict("BIKE").allowed


@pytest.mark.parametrize(("days", "warned"), [(5, True), (300, False)])
def test_a_certificate_lets_sell_and_its_lapse_is_told_before_it_blocks(shop, make, verdict, certificate, days, warned):
    make("authorisation", code="C", family_id=shop["bikes"], certificate="Fitting")
    certificate("Fitting", days)
    found = verdict("BIKE")
    assert found.allowed and bool(found.warnings) == warned


def test_a_certificate_counts_once_for_each_person(shop, make, verdict, certificate):
    make("authorisation", code="C", family_id=shop["bikes"], certificate="Fitting", certified=2)
    certificate("Fitting", 300)
    assert verdict("BIKE").reasons[0].params == {"certificate": "Fitting", "wanted": "2", "held": "1"}
    certificate("Fitting", 300, "lee@ashford.example")
    assert verdict("BIKE").allowed


def test_what_another_partner_may_sell_is_not_told(shop, verdict):
    with pytest.raises(NotFound):
        verdict("BIKE", by="b")


@pytest.fixture
def scarce(shop, make, program):
    make("allocation", product_id=shop["BIKE"], quantity="10", each="6", kinds=["reseller"], note="All")
    return shop["BIKE"]


@pytest.fixture
def left(act, program):
    def get(product, partner="a"):
        return act(partner, lambda: allocation_left(program.partner(partner), [product])).get(product)

    return get


@pytest.fixture
def take(act, program):
    def run(product, quantity, key, partner="a"):
        return act(partner, lambda: take_allocation(program.partner(partner), product, Decimal(quantity), key=key))

    return run


def test_what_is_left_is_shared_and_capped_for_each(scarce, left, take):
    assert left(scarce).left == 6
    take(scarce, 6, "O-1")
    assert (left(scarce).left, left(scarce, "b").left) == (0, 4)


def test_the_same_key_takes_once(scarce, left, take):
    take(scarce, 4, "O-1")
    take(scarce, 4, "O-1")
    assert left(scarce).left == 2


def test_more_than_is_left_is_refused_and_nothing_taken(scarce, left, take):
    with pytest.raises(Conflict, match="Only 6"):
        take(scarce, 7, "O-1")
    assert left(scarce).left == 6


def test_what_is_given_back_is_there_again(scarce, left, take, act, program):
    take(scarce, 5, "O-1")
    assert act("a", lambda: release_allocation(program.partner("a"), scarce, key="O-1")) == 5
    assert left(scarce).left == 6


def test_a_product_without_an_allocation_is_not_limited(shop, left, take):
    assert left(shop["HELMET"]) is None and take(shop["HELMET"], 999, "O-1") is None


def test_a_product_allocated_to_others_is_out(shop, make, left, take, program):
    make("allocation", product_id=shop["HELMET"], quantity="5", for_partner_id=program.partner("b"), note="B")
    assert left(shop["HELMET"]).left == 0 and left(shop["HELMET"], "b").left == 5
    with pytest.raises(Conflict):
        take(shop["HELMET"], 1, "O-1")


def test_orders_of_one_moment_never_take_more_than_there_is(scarce, kit, take, left):
    gate, results = threading.Barrier(6), []

    def order(number):
        gate.wait()
        try:
            take(scarce, 2, f"O-{number}", "a" if number % 2 else "b")
            results.append(2)
        except Conflict:
            results.append(0)

    threads = [threading.Thread(target=order, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 6 and sum(results) == 10
