"""Pages and API: a partner reads its own lines and nothing else, staff reads all it may."""

import csv
import io
from datetime import timedelta

import pytest
from marshmallow import ValidationError

from core import clock
from core.entities.unit import unit
from core.errors import Unprocessable
from core.programs.settings import save_settings
from hansa.testing import Person, ProgramOfTest
from plugins.ledger import api
from plugins.ledger.book.checking import check

PROGRAM = ProgramOfTest("alpha")
A, B = PROGRAM.partner("a"), PROGRAM.partner("b")


@pytest.fixture
def transfer(act, deposit):
    """B pays A, with words of its own for each."""
    deposit("100", "b", memo="B alone")

    def work():
        legs = [
            api.debit(api.account(api.DEPOSIT, B, "EUR"), 30, "sold by you"),
            api.credit(api.account(api.DEPOSIT, A, "EUR"), 30, "bought for you"),
        ]
        return api.post("test.moved", legs, key="t", note="between the two")

    return act(work)


def test_a_partner_sees_its_balances_and_its_own_lines_only(transfer, as_user, account_id):
    page = as_user("a").get("/alpha/ledger/balances")
    assert page.status_code == 200 and "€30.00" in page.text and "€70.00" not in page.text
    text = as_user("a").get(f"/alpha/ledger/account/{account_id()}").text
    assert "bought for you" in text and "+€30.00" in text
    assert not any(word in text for word in ("sold by you", "B alone", "between the two", "€70.00", "/ledger/journal/"))


@pytest.mark.parametrize("path", ["", "/statement.csv"])
def test_an_account_of_a_rival_is_not_there(transfer, as_user, account_id, path):
    assert as_user("b").get(f"/alpha/ledger/account/{account_id()}{path}").status_code == 404
    assert as_user("west").get(f"/alpha/ledger/account/{account_id()}{path}").status_code == 404


def test_accounts_of_the_vendor_are_for_all_of_its_people_but_no_partner(transfer, as_user, rows):
    cash = next(row.id for row in rows("account") if row.kind == api.CASH)
    assert as_user("finance").get(f"/alpha/ledger/account/{cash}").status_code == 200
    for name in ("a", "b", "west"):
        assert as_user(name).get(f"/alpha/ledger/account/{cash}").status_code == 404


@pytest.mark.parametrize("name", ["a", "lesser", "west"])
def test_journals_are_not_for_partners_nor_for_people_of_a_region(transfer, as_user, name):
    assert as_user(name).get(f"/alpha/ledger/journal/{transfer.id}").status_code in (403, 404)


def test_staff_sees_a_journal_with_all_legs(transfer, as_user):
    text = as_user("finance").get(f"/alpha/ledger/journal/{transfer.id}").text
    assert all(word in text for word in ("Ashford", "Bellweather", "sold by you", "bought for you", "between the two"))


def test_accounts_are_filtered_by_kind_partner_and_currency(transfer, as_user):
    staff = as_user("finance")
    everything = staff.get("/alpha/ledger/accounts").text
    assert "Ashford" in everything and "Bellweather" in everything and "Money received" in everything
    assert "Bellweather" not in staff.get("/alpha/ledger/accounts?partner=ashf").text
    assert "Ashford" not in staff.get(f"/alpha/ledger/accounts?kind={api.CASH}").text
    assert "No account fits" in staff.get("/alpha/ledger/accounts?currency=JPY").text
    assert "Bellweather" in as_user("west").get("/alpha/ledger/accounts").text
    assert "Ashford" not in as_user("west").get("/alpha/ledger/accounts").text
    assert as_user("a").get("/alpha/ledger/accounts").status_code == 404


def test_a_statement_is_of_its_days_with_opening_and_closing_balance(deposit, spend, as_user, account_id):
    today = clock.today("Europe/Berlin")
    deposit("100", effective=today - timedelta(days=200), memo="long ago")
    spend("30", effective=today - timedelta(days=20), memo="lately")
    client, path = as_user("a"), f"/alpha/ledger/account/{account_id()}"
    assert "long ago" not in client.get(path).text and "lately" in client.get(path).text
    assert "long ago" in client.get(f"{path}?since=").text
    found = client.get(f"/api/v1{path}/statement", query_string={"since": str(today - timedelta(days=60))}, headers=Person("a").bearer).json
    assert (found["opening"], found["closing"], len(found["lines"])) == ("100.0000", "70.0000", 1)
    assert found["lines"][0]["change"] == "-30.0000" and "entity" not in found["lines"][0]


@pytest.mark.parametrize("query", ["since=x", "until=2026-02-30", "since=2026-05-02&until=2026-05-01"])
def test_odd_days_are_refused_in_words(deposit, as_user, account_id, query):
    deposit("1")
    for path in ("", "/statement.csv"):
        assert as_user("a").get(f"/alpha/ledger/account/{account_id()}{path}?{query}").status_code == 422


def test_the_file_adds_up_and_holds_no_formula(deposit, spend, as_user, account_id):
    deposit("100", memo="=1+1")
    spend("30.5")
    answer = as_user("a").get(f"/alpha/ledger/account/{account_id()}/statement.csv")
    found = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert [row[4] for row in found[1:]] == ["0", "100", "69.5", "69.5"] and found[2][2] == "'=1+1"


def test_balances_are_read_by_the_entity_api_by_their_owner(transfer, as_user):
    found = as_user("a").get("/api/v1/alpha/ledger/account/", headers=Person("a").bearer).json
    assert [(row["balance"], row["currency"]) for row in found["items"]] == [("30.0000", "EUR")]
    assert as_user("a").get("/api/v1/alpha/ledger/entry/", headers=Person("a").bearer).status_code == 404


@pytest.mark.parametrize("entity", ["account", "journal", "entry", "hold"])
def test_the_api_writes_nothing_that_follows_from_postings(deposit, as_user, entity, rows):
    deposit("1")
    headers = {**Person("admin").bearer, "Idempotency-Key": "k"}
    made = as_user("admin").post(f"/api/v1/alpha/ledger/{entity}/", json={}, headers=headers)
    assert made.status_code in (403, 422)
    for row in rows(entity):
        path = f"/api/v1/alpha/ledger/{entity}/{row.id}"
        assert as_user("admin").patch(path, json={"kind": "x"}, headers={**headers, "If-Match": "1"}).status_code in (403, 422)
        assert as_user("admin").delete(path, headers={**headers, "If-Match": "1", "Idempotency-Key": "d"}).status_code == 403


def test_holds_are_named_on_the_account(deposit, act, as_user, account_id):
    deposit("100")
    act(lambda: api.hold(api.account(api.DEPOSIT, A, "EUR"), 40, key="h", memo="Order 17"))
    text = as_user("a").get(f"/alpha/ledger/account/{account_id()}").text
    assert "Order 17" in text and "€60.00" in text


def test_pages_of_nothing_say_so(as_user):
    assert "No balances yet" in as_user("a").get("/alpha/ledger/balances").text
    assert "No accounts yet" in as_user("finance").get("/alpha/ledger/accounts").text


@pytest.mark.parametrize(("name", "path", "word"), [("a", "balances", "€12.00"), ("manager", "money", "Nothing waits")])
def test_cards_of_the_home_page(deposit, as_user, name, path, word):
    deposit("12")
    client = as_user(name)
    assert word in client.get(f"/alpha/ledger/cards/{path}").text
    assert client.get("/alpha/").status_code == 200


def test_every_amount_stands_in_its_own_currency(act, as_user):
    def work():
        own = api.account(api.DEPOSIT, A, "CNY")
        return api.post("test.paid", [api.credit(own, 5), api.debit(api.account(api.CASH, currency="CNY"), 5)], key="k")

    act(work)
    assert "CN¥5.00" in as_user("a").get("/alpha/ledger/balances").text


def test_a_partner_of_another_program_sees_nothing(deposit, as_user, account_id, kit):
    deposit("1")
    assert as_user("a", "beta").get(f"/beta/ledger/account/{account_id()}").status_code == 404
    with kit.acting(Person("admin", "beta")):
        assert unit(check) == []


def journal_of(client, query=""):
    answer = client.get(f"/alpha/ledger/journal.csv{query}")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_journal_is_a_file_whose_debits_are_its_credits(transfer, as_user):
    found = journal_of(as_user("finance"))
    assert len(found) == 4 and sum(float(row["Debit"]) for row in found) == 130 == sum(float(row["Credit"]) for row in found)
    assert {(row["Account"], row["Currency"]) for row in found} == {("ledger.deposit", "EUR"), ("ledger.cash", "EUR")}
    assert len({row["Document"] for row in found}) == 2 and all(row["Partner"] for row in found if row["Account"] == "ledger.deposit")


def test_the_journal_is_that_of_its_days(transfer, as_user):
    tomorrow = clock.today("UTC") + timedelta(days=2)
    assert journal_of(as_user("finance"), f"?since={tomorrow}") == []
    assert as_user("finance").get("/alpha/ledger/journal.csv?since=then").status_code == 422


def test_accounts_have_the_numbers_of_the_general_ledger(transfer, kit, act, as_user):
    act(lambda: save_settings("ledger", {"numbers": "ledger.deposit = 1710\n\nledger.cash = 1200"}), "admin")
    kit.portal.programs.forget()
    assert {row["Account"] for row in journal_of(as_user("finance"))} == {"1710", "1200"}


@pytest.mark.parametrize("wrong", ["ledger.deposit 1710", "= 1710", "ledger.deposit ="])
def test_a_line_without_a_number_is_refused(act, wrong):
    with pytest.raises((ValidationError, Unprocessable)):
        act(lambda: save_settings("ledger", {"numbers": wrong}), "admin")


@pytest.mark.parametrize("who", ["a", "west"])
def test_the_journal_is_for_staff_of_all_regions(transfer, as_user, who):
    answer = as_user(who).get("/alpha/ledger/journal.csv")
    assert answer.status_code in (403, 404) or list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))) == []
