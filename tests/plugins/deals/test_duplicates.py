import re

import pytest
from sqlalchemy import event

from core.db import db
from core.errors import Conflict

SAME = {"customer_name": "Acme Ltd.", "title": "Port"}


def shown(client, deal_id):
    """What a partner reads of its deal, without what differs from deal to deal."""
    page = client.get(f"/alpha/deals/deal/{deal_id}").text
    return re.sub(
        r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32}|D-[0-9A-Z]{9}|<time[^>]*>[^<]*</time>|\d{2}:\d{2}", "", page[page.find("<main") :]
    )


def submitted(deal, move, **values):
    made = deal(by="b", **values)
    return made, move(made, "submit", by="b")


def test_a_second_registration_is_accepted_into_review(granted, deal, move):
    granted(**SAME)
    _made, found = submitted(deal, move, customer_name="ACME, LTD")
    assert (found["state"], found["clearance"], found["answer"]) == ("submitted", "protected", "received")


def test_by_default_everybody_is_answered_alike(granted, deal, move, as_user):
    granted(customer_name="Acme Ltd.")
    rival, _ = submitted(deal, move, customer_name="Acme Ltd.", title="Port")
    free, _ = submitted(deal, move, customer_name="Other Ltd", title="Port")
    pages = [shown(as_user("b"), i).replace(name, "") for i, name in ((rival, "Acme Ltd."), (free, "Other Ltd"))]
    assert pages[0] == pages[1]


def test_the_api_answers_alike(granted, deal, move, as_user):
    granted(**SAME)
    made = [submitted(deal, move, customer_name=name)[0] for name in ("Acme Ltd", "Free Ltd")]
    client = as_user("b")
    rival, free = (client.get(f"/api/v1/alpha/deals/deal/{i}", headers=client.person.bearer).json for i in made)
    private = {"id", "number", "customer_name", "created_at", "updated_at"}
    assert {k: v for k, v in rival.items() if k not in private} == {k: v for k, v in free.items() if k not in private}
    assert "clearance" not in rival


@pytest.mark.parametrize("disclosure", ["review", "status"])
def test_the_check_takes_the_same_steps_whatever_it_finds(granted, deal, configure, statements, disclosure):
    configure(disclosure=disclosure)
    granted(**SAME)
    taken, free = (statements(deal(by="b", customer_name=name, title="Port")) for name in ("Acme Ltd", "Free Ltd"))
    assert taken == free and len(taken) > 10


@pytest.fixture
def statements(as_user, kit, move):
    """Submit a deal of partner B by its page and return what the database was asked, in that order, and the answer.

    How many ids are compared and which columns are set does differ: that is what is kept of the check.
    """

    def asked(deal_id):
        client, seen = as_user("b"), []
        client.get(f"/alpha/deals/deal/{deal_id}")
        with kit.app.app_context():
            engine = db.engine
        note = lambda *given: seen.append(re.sub(r"IN \((?:[^()]|\([^()]*\))*\)|SET .* WHERE", "…", given[2]))  # noqa: E731
        event.listen(engine, "before_cursor_execute", note)
        try:
            answer = client.submit(f"/alpha/deals/deal/{deal_id}/do/submit", {"version": "1"})
        finally:
            event.remove(engine, "before_cursor_execute", note)
        bare = answer.get_data(as_text=True).replace(str(deal_id), "")
        return [*seen, str(answer.status_code), answer.headers["Location"].replace(str(deal_id), ""), bare]

    return asked


@pytest.mark.parametrize(
    ("first", "answer"), [("approved", "protected"), ("submitted", "contested"), ("rejected", "clear"), ("draft", "clear")]
)
def test_with_status_the_partner_learns_how_it_stands(deal, move, configure, first, answer):
    configure(disclosure="status")
    deal(state=first, **SAME)
    assert submitted(deal, move, **SAME)[1]["answer"] == answer


def test_with_status_nobody_fishes(deal, move, configure):
    configure(disclosure="status", answers_per_day=1)
    answers = [submitted(deal, move, customer_name=name)[1]["answer"] for name in ("One", "Two")]
    assert answers == ["clear", "received"]


def test_approving_a_rival_of_a_protected_deal_is_refused_with_the_reason(granted, deal, move, read):
    number = read(granted(**SAME))["number"]
    other, _ = submitted(deal, move, **SAME)
    with pytest.raises(Conflict, match=number) as refused:
        move(other, "approve", by="manager")
    assert (refused.value.status, refused.value.code) == (409, "protected")


@pytest.mark.parametrize(
    ("uniqueness", "values", "refused"),
    [
        ("customer", {"title": "Airport"}, True),
        ("customer+project", {"title": "Airport"}, False),
        ("customer+project", {"title": "PORT"}, True),
        ("customer+product", {"lines": [{"product": "Crane", "quantity": 1}]}, False),
        ("customer+product", {"lines": [{"product": "SHIP", "quantity": 1}]}, True),
    ],
)
def test_what_is_unique_is_the_programs_choice(granted, deal, move, configure, uniqueness, values, refused):
    configure(uniqueness=uniqueness)
    granted(lines=[{"product": "Ship", "quantity": 1}], **SAME)
    other, _ = submitted(deal, move, **{**SAME, **values})
    if not refused:
        assert move(other, "approve", by="manager")["state"] == "approved"
        return
    with pytest.raises(Conflict):
        move(other, "approve", by="manager")


def test_another_customer_is_no_rival(granted, deal, move):
    granted(customer_name="Acme", customer_registration_no="HRB 1")
    other, found = submitted(deal, move, customer_name="Acme", customer_registration_no="HRB 2")
    assert found["clearance"] == "clear"
    assert move(other, "approve", by="manager")["state"] == "approved"


def test_staff_sees_the_rivals_and_why(granted, deal, move, as_user, read):
    first = granted(**SAME)
    other, _ = submitted(deal, move, **SAME)
    panel = as_user("manager").get(f"/alpha/deals/rivals/{other}").text
    assert read(first)["number"] in panel and "Same name" in panel and str(first) in panel


def test_staff_of_another_region_learns_no_names(granted, deal, move, as_user, read):
    first = granted(**SAME)
    other, _ = submitted(deal, move, **SAME)
    panel = as_user("west").get(f"/alpha/deals/rivals/{other}").text
    assert "outside of your region" in panel and read(first)["number"] not in panel and str(first) not in panel


def test_partners_have_no_panel(deal, move, as_user):
    made, _ = submitted(deal, move, **SAME)
    assert as_user("b").get(f"/alpha/deals/rivals/{made}").status_code == 404
    assert "rivals" not in as_user("b").get(f"/alpha/deals/deal/{made}").text


def test_another_program_is_no_rival(deal, move, granted):
    granted(**SAME)
    other = deal(by="b", program="beta", **SAME)
    assert move(other, "submit", by="b", program="beta")["clearance"] == "clear"


def test_a_second_matcher_is_heard(deal, move, as_user):
    first = deal(customer_name="International Business Machines", state="submitted")
    _other, found = submitted(deal, move, customer_name="IBM")
    assert found["clearance"] == "contested"
    assert "Same initials" in as_user("manager").get(f"/alpha/deals/rivals/{first}").text


def test_the_matchers_of_a_plugin_that_is_off_are_not_asked(deal, move, enable):
    deal(customer_name="International Business Machines", state="submitted")
    enable("initials", on=False)
    assert submitted(deal, move, customer_name="IBM")[1]["clearance"] == "clear"
