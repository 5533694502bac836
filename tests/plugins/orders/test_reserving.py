"""Stock reserved for a registered deal: others are promised the rest, the deal's order uses it up, and it ends by itself."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest

from core import clock
from core.entities import records
from core.entities.registry import registry
from core.errors import Conflict, Denied, Unprocessable
from core.workflow.due import run_due
from core.workflow.perform import perform
from plugins.orders.placing import reserving
from tests.plugins.orders.test_cart import CART
from tests.plugins.orders.test_stock import tell
from tests.plugins.specialprice.conftest import deal

__all__ = ["deal", "tell"]


@pytest.fixture
def stock(shop, setting, tell):
    """Ten bikes are free, and reservations last 14 days."""
    setting(reserve_days="14")
    tell("BIKE", 10)


@pytest.fixture
def reserve(program, act):
    """`reserve(deal_id, ("BIKE", 5), by="a")`: the rows that are reserved."""

    def run(deal_id, *lines, by="a", buyer="a"):
        rows = [{"sku": sku, "quantity": str(quantity)} for sku, quantity in lines]
        return act(by, lambda: [one.id for one in reserving.reserve(program.partner(buyer if by == "manager" else by), deal_id, rows)])

    return run


@pytest.fixture
def held(rows):
    """`held()`: state, quantity, used of each reservation."""
    return lambda: [(row.state, row.quantity, row.used) for row in rows("reservation")]


@pytest.fixture
def release(act):
    """`release(id)`: A releases what it reserved."""

    def run(made):
        def work():
            entity = registry()["orders.reservation"]
            perform(entity, records.get(entity, made), "release")

        act("a", work)

    return run


def why(refused):
    return [one["message"] for one in refused.value.errors]


def test_others_are_promised_what_is_left_and_its_holder_all(stock, deal, reserve, order):
    own = deal()
    reserve(own, ("BIKE", 8))
    today = clock.today("Europe/Berlin")
    assert order(("BIKE", 3), by="b").promised_on is None
    assert order(("BIKE", 8), by="a", deal_id=own).promised_on == today


def test_where_less_comes_than_is_reserved_who_reserved_first_goes_first(stock, deal, reserve, order, tell):
    """Ten were there and all are reserved; the next count says six: they are the first one's, and the second one has the two left."""
    first, second, today = deal(), deal(by="b"), clock.today("Europe/Berlin")
    reserve(first, ("BIKE", 4))
    reserve(second, ("BIKE", 6), by="b")
    tell("BIKE", 6)
    assert order(("BIKE", 3), by="b", deal_id=second).promised_on is None
    assert order(("BIKE", 4), by="a", deal_id=first).promised_on == today


def test_the_same_partner_without_the_deal_is_promised_what_is_left_too(stock, deal, reserve, order):
    reserve(deal(), ("BIKE", 8))
    assert order(("BIKE", 3)).promised_on is None


def test_its_order_uses_it_up_to_the_piece_and_the_rest_stays_reserved(stock, deal, reserve, order, held):
    own = deal()
    reserve(own, ("BIKE", 8))
    order(("BIKE", 5), deal_id=own)
    assert held() == [("held", 8, 5)]
    order(("BIKE", 4), deal_id=own)
    assert held() == [("used", 8, 8)]


def test_a_cancelled_order_reserves_it_again(stock, deal, reserve, order, step, held):
    own = deal()
    reserve(own, ("BIKE", 8))
    placed = order(("BIKE", 9), deal_id=own)
    assert held() == [("used", 8, 8)]
    step(placed, "cancel", reason="Wrong.")
    assert held() == [("held", 8, 0)]
    assert order(("BIKE", 3), by="b").promised_on is None


def test_what_is_not_shipped_is_reserved_again_no_more_than_was_taken(stock, deal, reserve, order, step, held):
    own = deal()
    reserve(own, ("BIKE", 4))
    placed = order(("BIKE", 8), deal_id=own)
    step(placed, "confirm")
    part = step(placed, "ship_part", rows=[{"sku": "BIKE", "quantity": "5"}])
    step(part, "drop_rest", reason="Sold out.")
    assert held() == [("held", 4, 1)]


def test_after_its_time_nothing_is_given_back_to_it(stock, deal, reserve, order, step, held):
    own = deal()
    reserve(own, ("BIKE", 4))
    placed = order(("BIKE", 4), deal_id=own)
    with clock.moved(clock.now() + timedelta(days=20)):
        step(placed, "cancel", reason="Late.")
        assert held() == [("used", 4, 4)]
        assert order(("BIKE", 10), by="b").promised_on is not None


def test_it_is_free_again_after_its_last_day_even_before_the_timer_runs(stock, deal, reserve, order, held, kit):
    reserve(deal(), ("BIKE", 8))
    later = clock.now() + timedelta(days=15)
    with clock.moved(later):
        assert order(("BIKE", 10), by="b").promised_on is not None
    with kit.app.app_context():
        run_due(kit.portal.programs.by_slug("alpha"), later)
    assert held() == [("expired", 8, 0)]


def test_it_ends_with_the_protection_of_its_deal(stock, deal, reserve, rows):
    today = clock.today("Europe/Berlin")
    reserve(deal(protected_until=today + timedelta(days=5)), ("BIKE", 8))
    assert [row.until for row in rows("reservation")] == [today + timedelta(days=4)]


def test_it_may_outlast_the_protection_where_the_program_says_so(stock, deal, reserve, rows, setting):
    setting(reserve_with_deal=False)
    today = clock.today("Europe/Berlin")
    reserve(deal(protected_until=today + timedelta(days=5)), ("BIKE", 8))
    assert [row.until for row in rows("reservation")] == [today + timedelta(days=14)]


@pytest.mark.parametrize(("with_deal", "state"), [(True, "ended"), (False, "held")])
def test_a_lost_deal_lets_go_of_it(stock, deal, reserve, act, work, rows, setting, with_deal, state):
    setting(reserve_with_deal=with_deal)
    own = deal()
    reserve(own, ("BIKE", 8))

    def lose():
        entity = registry()["deals.deal"]
        perform(entity, records.get(entity, own), "lose", {"reason_code": "price"})

    act("a", lose)
    work()
    assert [row.state for row in rows("reservation")] == [state]


def test_reserving_again_changes_how_much_and_begins_no_new_time(stock, deal, reserve, rows):
    own, today = deal(), clock.today("Europe/Berlin")
    reserve(own, ("BIKE", 8))
    with clock.moved(clock.now() + timedelta(days=3)):
        reserve(own, ("BIKE", 10))
    assert [(row.quantity, row.until) for row in rows("reservation")] == [(10, today + timedelta(days=14))]


def test_a_partner_does_not_hold_it_longer_by_releasing_it_but_the_vendor_may(stock, deal, reserve, release, rows):
    own = deal()
    (made,) = reserve(own, ("BIKE", 8))
    release(made)
    with clock.moved(clock.now() + timedelta(days=15)):
        with pytest.raises(Unprocessable) as refused:
            reserve(own, ("BIKE", 8))
        assert "Ask us if you need it longer" in why(refused)[0]
        reserve(own, ("BIKE", 8), by="manager")
    assert [row.state for row in rows("reservation")] == ["released", "held"]


def test_the_vendor_moves_its_last_day_and_the_partner_does_not(stock, deal, reserve, act, rows, kit):
    (made,) = reserve(deal(), ("BIKE", 8))
    far = clock.today("Europe/Berlin") + timedelta(days=40)

    def longer():
        entity = registry()["orders.reservation"]
        return records.update(entity, records.get(entity, made), {"until": far.isoformat()})

    with pytest.raises(Denied):
        act("a", longer)
    act("manager", longer)
    with kit.app.app_context():
        run_due(kit.portal.programs.by_slug("alpha"), clock.now() + timedelta(days=20))
    assert [(row.until, row.state) for row in rows("reservation")] == [(far, "held")]


@pytest.mark.parametrize(("limits", "most"), [({"reserve_deal_most": "3"}, 3), ({"reserve_partner_most": "6"}, 4), ({}, 8)])
def test_no_more_than_is_free_and_the_program_allows(stock, deal, reserve, setting, limits, most):
    setting(**limits)
    reserve(deal(), ("BIKE", 2))
    other = deal()
    with pytest.raises(Unprocessable) as refused:
        reserve(other, ("BIKE", most + 1))
    assert f"Of Road bike {most} can be reserved until" in why(refused)[0]
    reserve(other, ("BIKE", most))


@pytest.mark.parametrize(
    ("given", "line", "text"),
    [
        ({}, ("HELMET", 1), "Nothing is said of what there is of Helmet"),
        ({}, ("NOPE", 1), "There is no product “NOPE”."),
        ({"lines": [{"product": "Helmet", "quantity": 1, "amount": "1"}]}, ("BIKE", 1), "does not name Road bike"),
    ],
)
def test_what_cannot_be_reserved_says_why(stock, deal, reserve, given, line, text):
    with pytest.raises(Unprocessable) as refused:
        reserve(deal(**given), line)
    assert text in why(refused)[0]


def test_only_for_a_deal_of_its_own_that_holds(stock, deal, reserve):
    for made in (deal(by="b"), deal(state="expired")):
        with pytest.raises(Unprocessable) as refused:
            reserve(made, ("BIKE", 1))
        assert refused.value.errors[0]["pointer"] == "/deal_id"


def test_nothing_is_reserved_where_the_program_does_not(deal, reserve, tell):
    tell("BIKE", 10)
    with pytest.raises(Conflict):
        reserve(deal(), ("BIKE", 1))


def test_it_takes_of_an_allocation_and_gives_back_what_it_did_not_use(stock, deal, reserve, release, order, make, shop):
    make("allocation", product_id=shop["BIKE"], quantity="6")
    own = deal()
    (made,) = reserve(own, ("BIKE", 5))
    with pytest.raises(Conflict):
        order(("BIKE", 2), by="b")
    order(("BIKE", 3), deal_id=own)
    with pytest.raises(Conflict):
        order(("BIKE", 2), by="b")
    release(made)
    assert order(("BIKE", 3), by="b").state == "submitted"


def test_others_neither_see_nor_release_it(stock, deal, reserve, as_user):
    (made,) = reserve(deal(), ("BIKE", 8))
    address = f"/alpha/orders/reservation/{made}"
    assert [as_user(who).get(address).status_code for who in ("a", "manager", "b")] == [200, 200, 404]


def test_the_cart_reserves_shows_and_is_promised_it(stock, deal, as_user, held):
    own, person = deal(), as_user("a")
    person.submit(CART, {"act": "save", "from": "vendor", "paste": "BIKE 4"})
    person.submit(CART, {"act": "save", "from": "vendor", "deal": str(own), "sku": "BIKE", "quantity": "4", "unit": ""})
    assert "Reserve the stock for this deal" in person.get(CART).text
    person.submit(CART, {"act": "reserve", "from": "vendor", "deal": str(own), "sku": "BIKE", "quantity": "4", "unit": ""})
    assert held() == [("held", 4, 0)] and "4 reserved for you until" in person.get(CART).text
    panel = person.get(f"/alpha/orders/deal/{own}/reserved").text
    assert "Road bike" in panel and "4 until" in panel and "&lt;" not in panel
    assert "Road bike" not in as_user("b").get(f"/alpha/orders/deal/{own}/reserved").text


def test_the_api_reserves(stock, deal, as_user, person):
    raw = {"deal": str(deal()), "lines": [{"sku": "BIKE", "quantity": "4"}]}
    answer = as_user("a").post("/api/v1/alpha/orders/reserve", json=raw, headers=person("a").bearer)
    assert answer.status_code == 200 and Decimal(answer.json["items"][0]["quantity"]) == 4


def test_reservations_and_orders_of_one_moment_promise_nothing_twice(stock, deal, reserve, order, rows):
    deals, done = {by: [deal(by=by) for _ in range(3)] for by in "ab"}, []
    gate = threading.Barrier(10)

    def one(number):
        by = "ab"[number % 2]
        gate.wait()
        try:
            if number < 6:
                reserve(deals[by][number // 2], ("BIKE", 3), by=by)
                done.append(3)
            elif order(("BIKE", 3), by=by).promised_on is not None:
                done.append(3)
        except Unprocessable:
            done.append(0)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == 9


def test_orders_for_a_deal_at_one_moment_use_it_up_once(stock, deal, reserve, order, held):
    own, gate, placed = deal(), threading.Barrier(4), []
    reserve(own, ("BIKE", 5))

    def one():
        gate.wait()
        placed.append(order(("BIKE", 2), deal_id=own).reserved)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert held() == [("used", 5, 5)]
    assert sum(Decimal(part) for taken in placed for part in taken.values()) == 5
