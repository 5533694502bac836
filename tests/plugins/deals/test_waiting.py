"""The waiting list: who waited comes up in the order of submission, is judged anew, and has its time anew."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from plugins.matching.search import PER_KEY

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SHIP, CRANE = {"product": "Ship", "quantity": 1}, {"product": "Crane", "quantity": 1}


def waiting(read, *ids):
    return [read(one)["waits"] for one in ids]


@pytest.mark.parametrize(
    ("end", "by", "raw"),
    [
        ("reject", "manager", {"reason_code": "other", "reason": "No."}),
        ("withdraw", "a", {}),
        ("put_behind", "manager", {"reason": "Another came first."}),
    ],
)
def test_when_the_first_is_refused_or_leaves_the_next_comes_up_and_only_that(registered, move, deliver, read, end, by, raw):
    first, second, third = registered(), registered("b"), registered("b", title="Third")
    move(first, end, by=by, **raw)
    deliver()
    assert waiting(read, second, third) == [False, True]
    assert (read(second)["verdict"], read(second)["place"]) == ("approve", 1)


@pytest.mark.parametrize(("end", "by", "raw"), [("lose", "a", {"reason_code": "price"}), ("dissolve", "manager", {"reason": "It left."})])
def test_when_a_protection_ends_the_next_comes_up(registered, move, deliver, read, end, by, raw):
    first, second = registered(), registered("b")
    move(first, "approve", by="manager")
    move(first, end, by=by, **raw)
    deliver()
    assert waiting(read, second) == [False]


def test_refused_as_not_first_says_why_and_comes_up_without_it(registered, move, deliver, read):
    first, second = registered(), registered("b")
    assert move(second, "put_behind", by="manager", reason="Another came first.")["reason_code"] == "duplicate-other-partner"
    move(first, "withdraw")
    deliver()
    found = read(second)
    assert (found["state"], found["reason_code"], found["reason"]) == ("in_review", None, None)


def test_those_with_different_products_come_up_together(registered, policy, move, deliver, read):
    policy(key=["customer", "products"])
    first = registered(lines=[SHIP, CRANE])
    ship, crane, late = registered("b", lines=[SHIP]), registered("b", lines=[CRANE]), registered("b", lines=[SHIP])
    move(first, "withdraw")
    deliver()
    assert waiting(read, ship, crane, late) == [False, False, True]


def test_a_new_submission_gets_a_new_place(registered, move, read):
    first, second = registered(), registered("b")
    move(first, "withdraw")
    move(first, "submit")
    assert read(first)["seq"] > read(second)["seq"] and read(first)["waits"]


def test_a_free_place_among_its_protections_lets_the_partners_next_one_come_up(registered, policy, move, deliver, read):
    policy(quota="1")
    held = registered(customer_name="Held")
    move(held, "approve", by="manager")
    one, two = registered(customer_name="One"), registered(customer_name="Two")
    assert waiting(read, one, two) == [True, True]
    move(held, "lose", reason_code="price")
    deliver()
    assert waiting(read, one, two) == [False, False]


def test_what_the_policy_approves_by_itself_is_approved_when_it_comes_up(registered, policy, move, deliver, read):
    policy(automatic="order == 1")
    first, second = registered(), registered("b")
    move(first, "withdraw")
    deliver()
    assert read(second)["state"] == "approved"


def test_the_time_to_decide_begins_anew(time_machine, registered, policy, move, deliver, run_timers, read):
    time_machine.move_to(NOON, tick=False)
    policy(silent_approval=True)
    first, second = registered(), registered("b")
    time_machine.move_to(NOON + timedelta(days=40), tick=False)
    move(first, "withdraw")
    deliver()
    run_timers(NOON + timedelta(days=40))
    assert read(second)["state"] == "submitted"
    run_timers(NOON + timedelta(days=47))
    assert read(second)["state"] == "approved"


def test_what_comes_up_twice_comes_up_once(registered, move, deliver, read, kit):
    first, second = registered(), registered("b")
    move(first, "withdraw")
    deliver()
    before = read(second)["version"]
    move(first, "submit")
    move(first, "withdraw")
    deliver()
    assert read(second)["version"] == before


def test_the_order_holds_beyond_what_the_matcher_looks_at(registered, read):
    made = [registered("ab"[n % 2], title=str(n)) for n in range(PER_KEY + 3)]
    assert [read(one)["place"] for one in made] == list(range(1, PER_KEY + 4))


@pytest.mark.parametrize(("disclosure", "days"), [("status", 46), ("review", 6)])
def test_the_partner_sees_a_new_time_only_where_it_may_know_that_it_waited(
    time_machine, registered, configure, move, deliver, read, disclosure, days
):
    configure(disclosure=disclosure)
    time_machine.move_to(NOON, tick=False)
    first, second = registered(), registered("b")
    time_machine.move_to(NOON + timedelta(days=40), tick=False)
    move(first, "withdraw")
    deliver()
    assert read(second)["due_on"] == (NOON + timedelta(days=days)).date()


OWN = re.compile(r"<time.*?</time>|[0-9a-f]{8}-[0-9a-f-]{27,}|[0-9a-f]{32,}|D-[0-9A-Z-]+|name=\"version\" value=\"\d+\"")


def inbox(as_user):
    return OWN.sub("", as_user("b").get("/alpha/notify/").text.partition("<main")[2])


def seen(as_user, deal_id):
    """What its partner reads of a registration, without what is its own: ids, number, moments, tokens of forms."""
    client = as_user("b")
    page = client.get(f"/alpha/deals/deal/{deal_id}").text.partition("<main")[2]
    api = client.get(f"/api/v1/alpha/deals/deal/{deal_id}", headers=client.person.bearer).json
    return OWN.sub("", page), {key: value for key, value in api.items() if key not in ("id", "number", "created_at", "updated_at", "version")}


def test_nothing_its_partner_reads_tells_a_registration_that_waits_from_a_first_one(registered, move, deliver, as_user, read):
    registered()
    waits, first = registered("b"), registered("b", customer_name="Nobody Else's")
    assert (read(waits)["waits"], read(first)["waits"]) == (True, False)
    (page, api), (other_page, other_api) = seen(as_user, waits), seen(as_user, first)
    assert page.replace("Acme Ltd.", "") == other_page.replace("Nobody Else&#39;s", "")
    assert {**api, "customer_name": ""} == {**other_api, "customer_name": ""}


def moments(as_user, deal_id):
    """What tells its partner that a registration was written, if not what: version, moment and entity tag."""
    client = as_user("b")
    answer = client.get(f"/api/v1/alpha/deals/deal/{deal_id}", headers=client.person.bearer)
    return answer.headers["ETag"], answer.json["version"], answer.json["updated_at"]


def test_nothing_its_partner_reads_tells_that_it_came_up(time_machine, registered, move, deliver, as_user, read):
    time_machine.move_to(NOON, tick=False)
    first, second = registered(), registered("b")
    before, told, written = seen(as_user, second), inbox(as_user), moments(as_user, second)
    time_machine.move_to(NOON + timedelta(seconds=20), tick=False)
    move(first, "withdraw")
    deliver()
    assert not read(second)["waits"]
    assert (seen(as_user, second), inbox(as_user), moments(as_user, second)) == (before, told, written)


def test_what_was_said_before_stays_when_it_comes_up(registered, move, deliver, as_user, read):
    first, second = registered(), registered("b")
    move(second, "ask", by="manager", reason="Which branch?", asked_fields=["customer_domain"])
    move(second, "answer", by="b", reason="Berlin.")
    before, written = seen(as_user, second), moments(as_user, second)
    move(first, "withdraw")
    deliver()
    assert (read(second)["waits"], read(second)["reason"]) == (False, "Berlin.")
    assert (seen(as_user, second), moments(as_user, second)) == (before, written)


def test_a_page_left_open_still_works_after_it_came_up(registered, move, deliver, as_user, read):
    first, second = registered(), registered("b")
    version = str(read(second)["version"])
    move(first, "withdraw")
    deliver()
    assert as_user("b").submit(f"/alpha/deals/deal/{second}/do/withdraw", {"version": version}).status_code == 303
    assert read(second)["state"] == "draft"
