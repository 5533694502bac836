"""Documents that count in a policy: the customer's letter, reported progress, a document shown once."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest

PDF = b"%PDF-1.4\n%%EOF\n"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def send(as_user, read):
    """`send(id, "record_choice", "letter", by="manager")`: make a transition with a PDF."""

    def post(deal_id, name, field, by="a", **values):
        form = {"version": str(read(deal_id)["version"]), **values, f"{field}__upload": (io.BytesIO(PDF), "letter.pdf")}
        return as_user(by).submit(f"/alpha/deals/deal/{deal_id}/do/{name}", form).status_code

    return post


def test_the_customers_letter_overrides_the_order(registered, policy, send, move, read):
    policy(not_first="refuse", customer_choice="evidence")
    _first, second = registered(), registered("b")
    assert read(second)["verdict"] == "reject"
    assert send(second, "record_choice", "letter", by="manager") == 303
    assert (read(second)["verdict"], read(second)["chosen"]) == ("approve", True)
    assert move(second, "approve", by="manager")["state"] == "approved"


def test_reported_progress_prolongs_the_protection(time_machine, registered, policy, send, move, read):
    time_machine.move_to(NOON, tick=False)
    policy(protection={"start": "decided_on", "length": "20"}, activity={"start": "activity_on", "length": "30"})
    made = registered()
    assert move(made, "approve", by="manager")["protected_until"] == date(2026, 4, 2)
    time_machine.move_to(NOON + timedelta(days=10), tick=False)
    assert send(made, "report_progress", "proof", reason="They tested it.") == 303
    assert (read(made)["state"], read(made)["protected_until"]) == ("approved", date(2026, 4, 12))


def test_progress_is_not_asked_for_where_it_changes_nothing(registered, move, as_user):
    made = registered()
    move(made, "approve", by="manager")
    assert "report_progress" not in as_user("a").get(f"/alpha/deals/deal/{made}").text


def test_a_document_is_evidence_once_in_the_program(deal, policy, as_user, move):
    policy(evidence_once="program")
    one, two = deal(customer_name="One"), deal(customer_name="Two")
    client = as_user("a")
    for made in (one, two):
        answer = client.submit(f"/alpha/files/of/deals/deal/{made}", {"file": (io.BytesIO(PDF), "order.pdf")})
        assert answer.status_code < 400
    assert move(one, "submit")["verdict"] == "approve"
    assert move(two, "submit")["verdict"] == "return"
