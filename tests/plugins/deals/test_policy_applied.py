"""A published policy decides in the workflow: order, waiting, silence, automatic approval, progress, benefits."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from core.errors import Conflict, Unprocessable
from hansa.testing import Person
from plugins.policies.models import Decision

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def decisions(kit):
    def stored(deal_id):
        with kit.owner.connect() as connection:
            table = Decision.__table__
            found = connection.execute(sa.select(table).where(table.c.record_id == deal_id).order_by(table.c.id))
            return [(row.result, row.number) for row in found]

    return stored


def test_every_submission_approval_and_extension_is_a_decision(registered, move, decisions):
    made = registered()
    move(made, "approve", by="manager")
    move(made, "request_extension", reason="Budget in May.")
    move(made, "extend", by="manager")
    assert decisions(made) == [("approve", 0)] * 3


def test_the_version_of_the_submission_decides_to_the_end(registered, policy, move, decisions):
    policy(minimum="deal.amount >= 1")
    made = registered()
    policy(minimum="deal.amount >= 100000000")
    assert move(made, "approve", by="manager")["state"] == "approved"
    assert decisions(made) == [("approve", 1)] * 2


def test_a_policy_may_let_the_version_of_each_decision_decide(registered, policy, move):
    policy(governs="step")
    made = registered()
    policy(governs="step", minimum="deal.amount >= 100000000")
    with pytest.raises(Conflict, match="below the minimum"):
        move(made, "approve", by="manager")


@pytest.fixture
def in_region(kit, program):
    """`in_region("west")`: partner A moves there."""

    def put(region):
        with kit.owner.begin() as connection:
            partner = kit.portal.registry["core.partner"].table
            connection.execute(partner.update().where(partner.c.id == program.partner("a")).values(region=region))
        kit.written.note("core_partner")

    return put


@pytest.mark.parametrize(("known_at", "days"), [("submission", 9), ("step", 19)])
def test_which_event_freezes_the_facts_of_the_partner_is_declared(time_machine, registered, policy, move, in_region, known_at, days):
    time_machine.move_to(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=False)
    policy(known_at=known_at, protection={"start": "decided_on", "start_day": "counts", "length": '9 if partner.region == "east" else 19'})
    made = registered()
    in_region("west")
    assert move(made, "approve", by="manager")["protected_until"] == date(2026, 3, 2) + timedelta(days=days)


def test_what_the_policy_stands_against_is_not_approved(registered, policy, move, read):
    policy(minimum="deal.amount >= 100000000")
    made = registered()
    assert (read(made)["state"], read(made)["verdict"]) == ("submitted", "reject")
    with pytest.raises(Conflict, match="below the minimum") as refused:
        move(made, "approve", by="manager")
    assert refused.value.code == "policy"


def test_a_hole_between_bands_asks_a_person(registered, policy, move, read):
    bands = {"measure": "deal.units", "rows": [{"name": "S", "from": 1, "to": 9}, {"name": "L", "from": 11, "to": 99}]}
    policy(bands=bands, automatic="order == 1")
    made = registered(lines=[{"product": "Ship", "quantity": 10}])
    assert (read(made)["automatic"], read(made)["terms"]) == (False, {})
    assert move(made, "approve", by="manager")["state"] == "approved"


def test_the_policy_approves_by_itself(registered, policy, deliver, read):
    policy(automatic="order == 1")
    first, second = registered(), registered("b")
    deliver()
    assert (read(first)["state"], read(second)["state"]) == ("approved", "submitted")


def test_silence_approves_when_the_limit_has_passed(time_machine, registered, policy, run_timers, read, rows):
    time_machine.move_to(NOON, tick=False)
    policy(silent_approval=True)
    made = registered()
    run_timers(datetime.combine(read(made)["due_on"], datetime.min.time(), UTC) - timedelta(hours=3))
    assert read(made)["state"] == "submitted"
    time_machine.move_to(NOON + timedelta(days=8), tick=False)
    run_timers(NOON + timedelta(days=8))
    assert read(made)["state"] == "approved"


def test_without_that_option_silence_changes_nothing(time_machine, registered, run_timers, read):
    time_machine.move_to(NOON, tick=False)
    made = registered()
    run_timers(NOON + timedelta(days=30))
    assert read(made)["state"] == "submitted"


def test_who_is_not_first_waits_unseen_and_comes_up_in_order(registered, move, deliver, read, as_user):
    first, second, third = registered(), registered("b"), registered("b", title="Third")
    assert [read(one)["waits"] for one in (first, second, third)] == [False, True, True]
    assert "waits" not in as_user("b").get(f"/api/v1/alpha/deals/deal/{second}", headers=Person("b").bearer).text
    move(first, "reject", by="manager", reason_code="other", reason="No.")
    deliver()
    assert [read(one)["waits"] for one in (second, third)] == [False, True]


def test_refused_only_as_not_first_it_comes_up_again_with_its_place(registered, move, deliver, read):
    first, second = registered(), registered("b")
    move(first, "approve", by="manager")
    move(second, "put_behind", by="manager", reason="Another came first.")
    seq = read(second)["seq"]
    move(first, "dissolve", by="manager", reason="The customer left.")
    deliver()
    assert (read(first)["state"], read(second)["state"], read(second)["seq"]) == ("closed", "in_review", seq)
    assert move(second, "approve", by="manager")["state"] == "approved"


def test_two_hold_disjoint_products_of_one_customer_and_only_the_overlap_is_contested(registered, policy, move):
    policy(key=["customer", "products"])
    ship, crane, both = ({"product": "Ship", "quantity": 1}, {"product": "Crane", "quantity": 1}, {"product": "Dock", "quantity": 1})
    one, two = registered(lines=[ship]), registered("b", lines=[crane])
    assert [move(made, "approve", by="manager")["state"] for made in (one, two)] == ["approved"] * 2
    three = registered("b", lines=[both, ship])
    with pytest.raises(Conflict):
        move(three, "approve", by="manager")


def test_several_may_hold_and_the_order_decides_what_each_gets(registered, policy, move):
    given = [{"code": f"place{n}", "when": f"order == {n}", "result": "given", "percent": share} for n, share in ((1, "9"), (2, "9 / 2"))]
    policy(not_first="accept", benefits=given)
    first, second = registered(), registered("b")
    assert move(first, "approve", by="manager")["terms"] == {"percent": "9"}
    assert move(second, "approve", by="manager")["terms"]["percent"] in ("4.5", "9/2")


def test_a_partner_has_no_more_protections_than_its_quota(registered, policy, move):
    policy(quota="1")
    one, two = registered(customer_name="One"), registered(customer_name="Two")
    move(one, "approve", by="manager")
    assert move(two, "withdraw")["state"] == "draft"
    assert move(two, "submit")["verdict"] == "wait"


def test_roles_of_the_matrix_agree_one_after_the_other(registered, policy, move):
    policy(approvals=[{"code": "big", "when": "deal.amount >= 1", "result": "all", "roles": '"manager, finance"'}])
    made = registered()
    assert move(made, "approve", by="manager")["state"] == "submitted"
    with pytest.raises(Conflict, match="agreed to this already"):
        move(made, "approve", by="manager")


def test_the_day_protection_is_counted_from_is_declared(time_machine, registered, policy, move):
    time_machine.move_to(NOON, tick=False)
    policy(protection={"start": "submitted_on", "length": "1", "unit": "months"})
    made = registered()
    time_machine.move_to(NOON + timedelta(days=2), tick=False)
    assert move(made, "approve", by="manager")["protected_until"] == date(2026, 4, 3)


def test_an_extension_outside_of_its_window_is_refused_with_the_reason(registered, policy, move):
    policy(extend_when="days_left <= 30")
    made = registered()
    move(made, "approve", by="manager")
    with pytest.raises(Conflict, match="conditions of an extension"):
        move(made, "request_extension", reason="Soon.")


def test_the_partner_reads_why_and_nothing_of_others(registered, move, as_user):
    first = registered("b", title="Secret")
    made = registered()
    page = as_user("a").get(f"/alpha/policies/why/of/deals.deal/{made}")
    assert str(first) not in page.text and "Secret" not in page.text


def test_registering_again_copies_into_a_draft(registered, move, as_user, read):
    made = registered()
    move(made, "reject", by="manager", reason_code="other", reason="No.")
    answer = as_user("a").submit(f"/alpha/deals/{made}/again", {})
    copy = answer.location.rstrip("/").split("/")[-2]
    assert (
        answer.status_code == 303
        and as_user("a").get(f"/api/v1/alpha/deals/deal/{copy}", headers=Person("a").bearer).json["state"] == "draft"
    )


def test_a_partner_discards_its_draft(deal, as_user):
    made, client = deal(), as_user("a")
    page = client.get(f"/alpha/deals/deal/{made}").text
    assert "discard" in page


def test_staff_decides_at_the_workbench_and_goes_on(registered, as_user, read):
    first, second = registered(customer_name="One"), registered("b", customer_name="Two")
    client = as_user("manager")
    page = client.get(f"/alpha/deals/workbench?deal={first}").text
    assert "One" in page and "Two" in page
    answer = client.submit(f"/alpha/deals/workbench/{first}/approve", {"version": str(read(first)["version"]), "next": str(second)})
    assert answer.status_code == 303 and str(second) in answer.location
    assert read(first)["state"] == "approved"


def test_the_workbench_compares_with_reasons(registered, as_user):
    registered()
    second = registered("b", customer_name="ACME LTD")
    page = as_user("manager").get(f"/alpha/deals/workbench?deal={second}").text
    assert "The same customer" in page and "Same name" in page and "Place 2" in page


def test_partners_have_no_workbench(as_user):
    assert as_user("a").get("/alpha/deals/workbench").status_code in (403, 404)


@pytest.mark.parametrize(("by", "verdict"), [("a", "approve"), ("b", "review")])
def test_rules_read_the_partners_own_record(registered, policy, read, by, verdict):
    policy(eligible='partner.region == "east"')
    assert (read(registered(by))["verdict"] == "approve") is (verdict == "approve")


def test_under_whom_a_partner_stands_is_no_fact(policy):
    with pytest.raises(Unprocessable):
        policy(eligible="partner.parent_id is not null")


def test_days_and_moments_of_the_facts_are_written_as_people_read_them(registered, as_user):
    facts = as_user("manager").get(f"/alpha/policies/why/of/deals.deal/{registered()}").text
    assert "Created" in facts
    assert not re.search(r"\d{4}-\d\d-\d\d", facts.replace("setting.", ""))
