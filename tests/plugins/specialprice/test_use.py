"""Using a price: within what was granted, by its owner, while the protection lasts."""

import threading
from collections import Counter

import pytest

from hansa.testing import Person

DATA = {"used_on": "2026-05-04", "document": "PO 1"}


@pytest.fixture
def granted(request_for, move):
    made = request_for()
    move(made, "submit", "approve")
    return made


@pytest.fixture
def post(as_user, lines_of):
    def send(request_id, quantity, by="a", **more):
        data = {**DATA, "allowance_id": str(lines_of(request_id)[0].id), "quantity": str(quantity), **more}
        return as_user(by).submit(f"/alpha/specialprice/request/{request_id}/use", data)

    return send


def test_a_part_is_used_then_all_of_it(granted, post, read):
    assert post(granted, 4).status_code == 303
    assert (read(granted)["state"], read(granted)["used"]) == ("used", 4)
    assert post(granted, 6).status_code == 303
    assert (read(granted)["state"], read(granted)["used"]) == ("exhausted", 10)


def test_more_than_is_left_is_refused_with_what_is_left(granted, post, lines_of):
    post(granted, 4)
    answer = post(granted, 7)
    assert answer.status_code == 409 and "Only 6 of Pump are left" in answer.text
    assert lines_of(granted)[0].used == 4


@pytest.mark.parametrize("quantity", ["0", "-3", "1.5", "", "x", "99999999999999999999"])
def test_odd_quantities_are_refused(granted, post, lines_of, quantity):
    assert post(granted, quantity).status_code == 422
    assert lines_of(granted)[0].used == 0


@pytest.mark.parametrize("line", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_line_that_is_none_of_the_request_is_refused(granted, post, line):
    assert post(granted, 1, allowance_id=line).status_code in (404, 422)


@pytest.mark.parametrize("by", ["b", "a2"])
def test_another_partner_uses_nothing(granted, post, by, lines_of):
    assert post(granted, 1, by=by).status_code == 404
    assert lines_of(granted)[0].used == 0


def test_a_revoked_price_is_not_used(granted, move, post):
    move(granted, "revoke")
    assert post(granted, 1).status_code == 409


def test_orders_of_one_moment_do_not_exceed_what_was_granted(granted, lines_of, kit, read):
    gate, answers, line = threading.Barrier(8), [], str(lines_of(granted)[0].id)

    def order():
        client = kit.client(Person("a"))
        gate.wait()
        data = {**DATA, "allowance_id": line, "quantity": "3"}
        answers.append(client.submit(f"/alpha/specialprice/request/{granted}/use", data).status_code)

    threads = [threading.Thread(target=order) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(answers) == {303: 3, 409: 5}
    assert (lines_of(granted)[0].used, read(granted)["used"]) == (9, 9)


def test_the_price_guard_compares_with_past_approvals_and_adds_up_what_waits(granted, request_for, move, as_user, make_record):
    make_record("specialprice.cost", product="pump", unit_cost="80.00", since="2026-01-01")
    made = request_for({"product": "Pump", "quantity": 2, "list_price": "100.00", "requested": "82.00"})
    move(made, "submit")
    page = as_user("manager").get(f"/alpha/specialprice/request/{made}/guard").text
    assert "1 past approval: 15.00 to 15.00 %, median 15.00 %" in page
    assert "more than ever before" in page and "below the floor" in page and "36.00" in page


@pytest.mark.parametrize("by", ["a", "b"])
def test_the_price_guard_is_for_staff(granted, as_user, by):
    assert as_user(by).get(f"/alpha/specialprice/request/{granted}/guard").status_code in (403, 404)
