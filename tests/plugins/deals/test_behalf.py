"""A distributor registers for its dealer. A2 stands below A, whose person `above` sees the branch; B is their competitor."""

import io

import pytest

from tests.core.documents import pdf

PLACE = "/alpha/deals/{}/for-dealer"


@pytest.fixture
def draft(deal):
    return deal(by="a", state="draft", customer_name="Kilburn Foods")


@pytest.fixture
def sent(as_user, draft, program):
    """Register the draft for a partner, as a person."""

    def post(by="above", dealer="a2"):
        return as_user(by).submit(PLACE.format(draft), {"dealer": str(program.partner(dealer))} if dealer else {})

    return post


@pytest.fixture
def deals_of(kit, program):
    def read(name):
        table = kit.portal.registry["deals.deal"].table
        with kit.owner.connect() as connection:
            return connection.execute(table.select().where(table.c.partner_id == program.partner(name))).all()

    return read


def test_it_is_the_dealers_registration_and_both_are_protected(sent, policy, deals_of, program):
    policy(distributor="may")
    assert sent().status_code in (302, 303)
    [made] = deals_of("a2")
    assert (made.customer_name, made.state, made.distributor_id) == ("Kilburn Foods", "submitted", program.partner("a"))
    assert made.receipt
    assert deals_of("a") == []


def test_the_distributor_sees_what_it_registered(sent, policy, as_user):
    policy(distributor="may")
    answer = as_user("above").get(sent().headers["Location"])
    assert "Kilburn Foods" in answer.text


def test_without_pairs_in_the_policy_there_is_no_such_page(sent, as_user, draft, deals_of):
    assert as_user("above").get(PLACE.format(draft)).status_code == 404
    assert sent().status_code == 409
    assert deals_of("a2") == []


@pytest.mark.parametrize(("by", "dealer"), [("above", "b"), ("above", "a"), ("a", "a2"), ("b", "a2"), ("a2", "a2")])
def test_nobody_registers_for_who_is_not_its_dealer(sent, policy, deals_of, by, dealer):
    policy(distributor="may")
    assert sent(by, dealer).status_code in (404, 409)
    assert (len(deals_of("a")), deals_of("a2"), deals_of("b")) == (1, [], [])


def test_without_a_dealer_it_is_asked_for(sent, policy):
    policy(distributor="may")
    answer = sent(dealer="")
    assert answer.status_code == 422
    assert "Choose the dealer." in answer.text


def test_the_page_offers_the_dealers(policy, as_user, draft):
    policy(distributor="may")
    page = as_user("above").get(PLACE.format(draft)).text
    assert "Aldermoor Retail" in page
    assert "Bellweather" not in page


def test_what_was_submitted_is_not_registered_for_another(deal, policy, as_user):
    policy(distributor="may")
    made = deal(by="a", state="submitted")
    assert as_user("above").get(PLACE.format(made)).status_code == 404


def test_who_asks_through_its_dealers_is_answered_no_oftener(draft, sent, policy, configure, deals_of, deal, move):
    configure(disclosure="status", answers_per_day=1)
    policy(distributor="may")
    move(deal(by="a", customer_name="Other Foods"), "submit")
    sent()
    assert [row.answer for row in deals_of("a2")] == ["received"]


@pytest.fixture
def shown(as_user, draft):
    """The draft has a document."""
    answer = as_user("a").submit(f"/alpha/files/of/deals/deal/{draft}", {"file": (io.BytesIO(pdf()), "tender.pdf")})
    assert answer.status_code == 303


def test_the_documents_of_the_draft_go_along_and_are_the_dealers(shown, sent, policy, deals_of, as_user):
    policy(distributor="may")
    assert sent().status_code == 303
    [made] = deals_of("a2")
    seen = {name: as_user(name).get(f"/alpha/files/of/deals/deal/{made.id}") for name in ("a2", "above", "b")}
    assert {name: (page.status_code, "tender.pdf" in page.text) for name, page in seen.items()} == {"a2": (200, True), "above": (200, True), "b": (404, False)}


def test_a_document_of_the_draft_counts_as_evidence_of_the_registration(as_user, draft, sent, policy, deals_of):
    check = {"code": "letter", "when": "order >= 1", "kind": "block", "result": "return", "evidence": '"document"'}
    policy(distributor="may", checks=[check])
    form = {"title": "Kilburn", "version": "1", "document__upload": (io.BytesIO(pdf()), "tender.pdf")}
    assert as_user("a").submit(f"/alpha/deals/deal/{draft}/edit", form).status_code == 303
    assert sent().status_code == 303
    [made] = deals_of("a2")
    assert (made.verdict, made.document is not None) == ("approve", True)
