from datetime import timedelta

import pytest

from core import clock
from core.errors import Conflict, Denied
from core.jobs.outbox import Outbox

NEW = {"title": "Port", "customer_name": "Acme Ltd.", "amount": "1200", "close_date": "2027-01-31"}


def test_four_fields_are_enough_to_submit(as_user):
    answer = as_user("a").submit("/alpha/deals/deal/new", {**NEW, "_do": "submit"})
    assert answer.status_code == 303
    assert "Submitted" in as_user("a").get(answer.headers["Location"]).text


def test_a_new_deal_offers_both_buttons(as_user):
    page = as_user("a").get("/alpha/deals/deal/new").text
    assert "Save as draft" in page and 'value="submit"' in page


def test_numbers_tell_no_order(deal, read):
    first, second = read(deal())["number"], read(deal())["number"]
    assert first[:5] != second[:5]


def test_approval_protects_for_the_days_of_the_program(deal, move, configure):
    configure(protection_days=10)
    made = deal(state="submitted")
    today = clock.today("Europe/Berlin")
    found = move(made, "approve", by="manager")
    assert (found["protected_from"], found["protected_until"]) == (today, today + timedelta(days=10))


def test_who_registered_it_does_not_approve_it(deal, move, program):
    made = deal(by="manager", owner=program.partner("a"), state="submitted")
    with pytest.raises(Denied) as refused:
        move(made, "approve", by="manager")
    assert refused.value.code == "four-eyes"


def test_asking_opens_the_named_fields_only(deal, move, as_user):
    made = deal(state="in_review")
    move(made, "ask", by="manager", reason="Which branch is it?", asked_fields=["customer_domain"])
    page = as_user("a").get(f"/alpha/deals/deal/{made}/edit").text
    assert 'name="customer_domain"' in page and 'name="customer_name"' not in page
    assert "Which branch is it?" in page and 'value="answer"' in page
    assert "Which branch is it?" in as_user("a").get(f"/alpha/deals/deal/{made}").text


def test_an_extension_adds_its_days(granted, move, read, configure):
    configure(extension_days=7)
    made = granted()
    until = read(made)["protected_until"]
    move(made, "request_extension", reason="Budget in May.")
    found = move(made, "extend", by="manager")
    assert (found["protected_until"], found["extensions"]) == (until + timedelta(days=7), 1)


def test_extensions_come_to_an_end(granted, move, as_user):
    made = granted()
    move(made, "request_extension", reason="Budget in May.")
    move(made, "extend", by="manager")
    with pytest.raises(Conflict, match="as often as"):
        move(made, "request_extension", reason="Budget in June.")
    assert "do/request_extension" not in as_user("a").get(f"/alpha/deals/deal/{made}").text


@pytest.mark.parametrize(("name", "raw"), [("win", {"evidence": "PO 4711"}), ("lose", {"reason_code": "price"})])
def test_a_closed_deal_frees_its_grant(granted, deal, move, name, raw):
    first = granted(customer_name="Acme")
    move(first, name, **raw)
    other = deal(by="b", customer_name="ACME", state="submitted")
    assert move(other, "approve", by="manager")["state"] == "approved"


def test_the_reason_is_told_in_the_timeline(deal, move, as_user):
    made = deal(state="submitted")
    move(made, "reject", by="manager", reason_code="other", reason="Outside of what we sell.")
    page = as_user("a").get(f"/alpha/deals/deal/{made}").text
    assert "Outside of what we sell." in page and "moved this to “Rejected”" in page


def test_each_transition_is_an_event(granted, kit):
    granted()
    with kit.owner.connect() as connection:
        types = [row.type for row in connection.execute(Outbox.__table__.select().order_by(Outbox.__table__.c.id))]
    assert types == ["deals.deal.created", "deals.deal.submit", "deals.deal.approve"]


def test_switched_off_in_one_program_it_is_gone_there_and_only_there(deal, as_user, enable):
    here, there = deal(), deal(program="beta")
    enable("deals", on=False)
    ways = ("deals/deal/", "deals/deal/{}", "deals/deal/{}/do/submit", "deals/rivals/{}", "deals/cards/needs-you", "deals/cards/expiring")
    assert {as_user("manager").get("/alpha/" + way.format(here)).status_code for way in ways} == {404}
    assert {as_user("manager", "beta").get("/beta/" + way.format(there)).status_code for way in ways} <= {200, 409, 403}


@pytest.mark.parametrize(
    ("state", "status"), [("draft", 200), ("submitted", 409), ("in_review", 409), ("action_required", 409), ("approved", 409), ("won", 409)]
)
def test_a_partner_edits_drafts_and_what_was_asked_for_only(deal, as_user, state, status):
    client, made = as_user("a"), deal(state=state)
    answer = client.patch(f"/api/v1/alpha/deals/deal/{made}", json={"title": "Other"}, headers={**client.person.bearer, "If-Match": "1"})
    assert answer.status_code == status


def test_what_only_staff_may_know_is_apart_in_the_event(granted, kit):
    granted()
    with kit.owner.connect() as connection:
        payloads = {row.type: row.payload for row in connection.execute(Outbox.__table__.select())}
    submitted = payloads["deals.deal.submit"]
    assert submitted["internal"]["clearance"] == [None, "clear"]
    assert submitted["changes"].keys() == {"state", "answer"}


def test_events_tell_the_outside_only_what_a_partner_may_read(granted, kit, as_user):
    granted()
    client = as_user("a")
    known = client.get("/api/v1/alpha/deals/deal/", headers=client.person.bearer).json["items"][0].keys()
    with kit.owner.connect() as connection:
        changed = [set(row.payload["changes"]) for row in connection.execute(Outbox.__table__.select())]
    assert set().union(*changed) <= set(known)


@pytest.mark.parametrize("by", ["a", "manager"])
def test_the_list_names_its_action_and_the_owner_to_those_who_see_several(deal, as_user, by):
    deal()
    page = as_user(by).get("/alpha/deals/deal/").text
    assert "Register a deal" in page
    assert ("sort=-partner_id" in page or ">Partner<" in page) == (by == "manager")


@pytest.mark.parametrize("wrong", [{"close_date": "2020-01-01"}, {"amount": "0"}, {"amount": "-5"}, {"amount": "99999999999999999"}])
def test_what_cannot_be_is_refused_at_its_field(as_user, wrong):
    answer = as_user("a").submit("/alpha/deals/deal/new", {**NEW, **wrong, "_do": "submit"})
    assert answer.status_code == 422 and f'id="{next(iter(wrong))}-e"' in answer.text


def test_a_draft_left_lying_past_its_close_is_not_submitted(deal, as_user, read):
    made = deal(close_date="2020-01-01")
    answer = as_user("a").submit(f"/alpha/deals/deal/{made}/do/submit", {"version": "1"})
    assert answer.status_code == 422 and "The expected close lies in the past" in answer.text
    assert read(made)["state"] == "draft"
