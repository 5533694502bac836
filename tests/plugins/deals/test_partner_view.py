"""What the partner keeps itself, and what both sides read of a deal beside its state."""

from datetime import timedelta

import pytest

from core import clock
from core.errors import Conflict


def patched(client, deal_id, version, **values):
    headers = {**client.person.bearer, "If-Match": str(version)}
    return client.patch(f"/api/v1/alpha/deals/deal/{deal_id}", json=values, headers=headers).status_code


def test_the_partner_keeps_its_sales_stage_while_it_is_protected(granted, read, as_user):
    made = granted()
    assert patched(as_user("a"), made, read(made)["version"], sales_stage="offer", probability=60) == 200
    assert (read(made)["sales_stage"], read(made)["state"]) == ("offer", "approved")


@pytest.mark.parametrize(("state", "status"), [("submitted", 409), ("won", 409)])
def test_and_not_while_it_is_decided_or_when_it_has_ended(in_state, as_user, state, status):
    assert patched(as_user("a"), in_state(state), 1, sales_stage="offer") == status


@pytest.mark.parametrize("wrong", [{"probability": 101}, {"probability": -1}, {"sales_stage": "none"}])
def test_a_stage_or_probability_that_cannot_be_is_refused(deal, as_user, wrong):
    assert patched(as_user("a"), deal(), 1, **wrong) == 422


def test_what_was_won_before_it_was_registered_does_not_count(granted, configure, move, time_machine):
    configure(won_after_days=3)
    made = granted()
    with pytest.raises(Conflict, match="less than 3 days ago") as refused:
        move(made, "win", evidence="PO 4711")
    assert refused.value.code == "too-soon"
    time_machine.move_to(clock.now() + timedelta(days=4), tick=False)
    assert move(made, "win", evidence="PO 4711")["state"] == "won"


def test_who_registers_everything_and_wins_little_is_asked_about(registered, policy, move, read):
    policy(checks=[{"code": "wins_little", "when": "own.ended >= 2 and own.won * 4 < own.ended", "kind": "warn", "result": "review"}])
    for name in ("One", "Two"):
        move(registered(customer_name=name), "reject", by="manager", reason_code="other", reason="No.")
    assert read(registered(customer_name="Three"))["verdict"] == "review"
    assert read(registered("b", customer_name="Four"))["verdict"] == "approve"


def test_whose_customer_it_was_comes_before_who_was_first(registered, granted, policy, move, read):
    move(granted(customer_name="Acme"), "win", evidence="PO 4711")
    policy(checks=[{"code": "ours", "when": "own.same_won == 0", "kind": "block", "result": "reject"}], not_first="accept")
    assert read(registered("b", customer_name="Acme"))["verdict"] == "reject"
    assert read(registered(customer_name="ACME"))["verdict"] == "approve"


def test_the_reviewer_reads_how_often_the_partner_wins(registered, granted, move, as_user):
    move(granted(customer_name="Won"), "win", evidence="PO 4711")
    made = registered(customer_name="New")
    assert "won 1 of 1 that ended and has 0 protected now." in as_user("manager").get(f"/alpha/deals/workbench?deal={made}").text


def test_the_reviewer_reads_who_waits_behind_an_extension(registered, granted, move, as_user):
    held = granted(customer_name="Acme")
    registered("b", customer_name="ACME")
    move(held, "request_extension", reason="Budget in May.")
    page = as_user("manager").get(f"/alpha/deals/workbench?deal={held}").text
    assert "Place 1" in page and "Place 2" in page


@pytest.mark.parametrize(
    ("one", "other", "words", "why"),
    [
        ("Acme Trading Ltd", "ACME Trading Limited", "The same customer", "Same name"),
        ("Northwind", "Northwind Zelmer Inc", "Possibly the same", "only there: zelmer"),
        ("Northwind", "Northwind Castings Inc", "A related firm", "only there: casting"),
        ("华为技术有限公司", "华为技术有限公司上海分公司", "A related firm", "A branch: 上海分公司"),
    ],
)
def test_staff_reads_the_likeness_and_why_of_each_that_is_alike(registered, as_user, read, enable, one, other, words, why):
    enable("initials", on=False)
    made, alike = registered(customer_name=one), registered("b", customer_name=other)
    panel = as_user("manager").get(f"/alpha/deals/rivals/{made}").text
    assert words in panel and read(alike)["number"] in panel and why in panel


def test_another_firm_is_not_shown(registered, as_user):
    made = registered(customer_name="Acme Trading Ltd")
    registered("b", customer_name="Harbor Analytics Inc")
    assert "No other registration" in as_user("manager").get(f"/alpha/deals/rivals/{made}").text


@pytest.mark.parametrize(("other", "clearance"), [("Northwind Traders Inc", "clear"), ("NORTHWIND", "contested")])
def test_only_the_same_counts_until_the_policy_says_otherwise(registered, read, other, clearance):
    registered(customer_name="Northwind")
    assert read(registered("b", customer_name=other))["clearance"] == clearance


def test_both_sides_read_what_a_deal_gives_once_it_is_decided_and_not_before(registered, policy, move, as_user):
    policy(benefits=[{"code": "first", "when": "order == 1", "result": "given", "percent": "9"}])
    made = registered()
    before = [as_user(by).get(f"/alpha/deals/deal/{made}").text for by in ("a", "manager")]
    move(made, "approve", by="manager")
    after = [as_user(by).get(f"/alpha/deals/deal/{made}").text for by in ("a", "manager")]
    assert [f"/deals/{made}/terms" in page for page in (*before, *after)] == [False, False, True, True]
    assert "<dt>Percent</dt><dd>9</dd>" in as_user("a").get(f"/alpha/deals/{made}/terms").text
    assert as_user("b").get(f"/alpha/deals/{made}/terms").status_code == 404


def test_figures_of_a_deal_that_is_not_decided_are_told_to_nobody(registered, policy, as_user):
    policy(benefits=[{"code": "first", "when": "order == 1", "result": "given", "percent": "9"}])
    assert "Percent" not in as_user("a").get(f"/alpha/deals/{registered()}/terms").text


def test_partners_have_no_panel_of_decisions_they_may_not_read(registered, as_user):
    made = registered()
    assert ["policies/why" in as_user(by).get(f"/alpha/deals/deal/{made}").text for by in ("a", "manager")] == [False, True]
