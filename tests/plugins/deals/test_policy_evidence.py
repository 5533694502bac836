"""Documents that count in a policy: the customer's letter, reported progress, a document shown once."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest

from core.errors import Conflict
from tests.core.documents import pdf

PDF = pdf()
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


@pytest.fixture
def show(as_user):
    """`show(id, by="b")`: upload the same document to a deal."""

    def put(deal_id, by="a"):
        answer = as_user(by).submit(f"/alpha/files/of/deals/deal/{deal_id}", {"file": (io.BytesIO(PDF), "order.pdf")})
        assert answer.status_code < 400

    return put


def test_a_document_is_evidence_once_in_the_program(deal, policy, show, move):
    policy(evidence_once="program")
    one, two = deal(customer_name="One"), deal(customer_name="Two")
    show(one)
    show(two)
    assert move(one, "submit")["verdict"] == "approve"
    assert move(two, "submit")["verdict"] == "return"


@pytest.mark.parametrize(("name", "verdict"), [("ACME Ltd", "return"), ("Other Ltd", "approve")])
def test_a_document_is_evidence_once_for_an_opportunity(registered, deal, policy, show, move, name, verdict):
    policy(evidence_once="opportunity", not_first="accept")
    first, second = deal(customer_name="Acme Ltd"), deal(by="b", customer_name=name)
    show(first)
    show(second, by="b")
    assert move(first, "submit")["verdict"] == "approve"
    assert move(second, "submit", by="b")["verdict"] == verdict


def test_a_key_is_registered_so_often_and_lost_so_often_and_no_more(registered, policy, move):
    policy(checks=[{"code": "lost_before", "when": "key.lost >= 1", "kind": "block", "result": "reject"}])
    first = registered()
    move(first, "approve", by="manager")
    move(first, "lose", reason_code="price")
    assert move(registered("b"), "withdraw", by="b")["verdict"] is None
    with pytest.raises(Conflict):
        move(registered("b", title="Again"), "approve", by="manager")


def test_an_extension_is_asked_for_with_the_proof_the_policy_wants(registered, policy, send, move, read):
    policy(extend_when='"extension" in evidence.kinds')
    made = registered()
    move(made, "approve", by="manager")
    with pytest.raises(Conflict):
        move(made, "request_extension", reason="Budget in May.")
    assert send(made, "request_extension", "proof", reason="Budget in May.") == 303
    assert move(made, "extend", by="manager")["extensions"] == 1
