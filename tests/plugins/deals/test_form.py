"""The registration form: customers offered while one types, a document sent along."""

import io
import uuid

import pytest

from tests.core.documents import pdf

NEW = {"title": "Port", "customer_name": "Acme Ltd.", "amount": "1200", "close_date": "2027-01-31"}
PDF = pdf()


@pytest.fixture
def offered(as_user):
    return lambda by, text: as_user(by).get(f"/alpha/deals/customers?q={text}").json["items"]


def test_the_form_asks_for_known_customers(as_user):
    assert 'data-suggest="/alpha/deals/customers"' in as_user("a").get("/alpha/deals/deal/new").text


def test_a_customer_is_offered_once_with_what_is_known_of_it(deal, offered):
    for _ in range(2):
        deal(customer_name="Acme Ltd.", customer_domain="acme.example", customer_country="DE")
    expected = {"customer_domain": "acme.example", "customer_country": "DE"}
    assert offered("a", "CME+l") == [{"value": "Acme Ltd.", "detail": "Germany · acme.example", "fills": expected}]


@pytest.mark.parametrize(("by", "seen"), [("a", True), ("b", False), ("manager", True), ("west", False)])
def test_nobody_is_offered_customers_of_others(deal, offered, by, seen):
    deal(customer_name="Acme Ltd.")
    assert bool(offered(by, "acme")) == seen


@pytest.mark.parametrize("text", ["", "a", "%25%25", "__"])
def test_a_letter_or_a_wildcard_finds_nothing(deal, offered, text):
    deal(customer_name="Acme Ltd.")
    assert offered("a", text) == []


def test_who_may_not_register_is_not_offered_any(as_user):
    assert as_user("lesser").get("/alpha/deals/customers?q=acme").status_code == 404


def test_a_document_comes_with_the_form_and_counts_at_the_submission(as_user, policy, move, read):
    policy(checks=[{"code": "letter", "when": "order >= 1", "kind": "block", "result": "return", "evidence": '"document"'}])
    answer = as_user("a").submit("/alpha/deals/deal/new", {**NEW, "_do": "submit", "document__upload": (io.BytesIO(PDF), "tender.pdf")})
    made = uuid.UUID(answer.headers["Location"].rstrip("/").split("/")[-1])
    assert answer.status_code == 303 and read(made)["verdict"] == "approve"
    assert "tender.pdf" in as_user("a").get(f"/alpha/deals/deal/{made}").text
