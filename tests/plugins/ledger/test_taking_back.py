"""Taking a posting back on its page: by another person, with a reason, once, and only what nothing else follows from."""

import pytest
import sqlalchemy as sa

from core.jobs.outbox import Outbox
from plugins.ledger import api
from tests.plugins.ledger.conftest import PROGRAM


@pytest.fixture
def paid(act):
    """A payment of 50.00 of A, posted by the manager."""

    def work():
        own, cash = api.account(api.DEPOSIT, PROGRAM.partner("a"), "EUR"), api.account(api.CASH, currency="EUR")
        return api.post(api.PAID_IN, [api.debit(cash, 50), api.credit(own, 50)], key="paid").id

    return act(work)


def test_another_person_takes_it_back_with_a_reason(paid, as_user, balance):
    client, path = as_user("finance"), f"/alpha/ledger/journal/{paid}"
    assert "Take it back" in client.get(path).text
    assert client.submit(f"{path}/reverse", {"reason": "Wrong partner"}).status_code == 303
    assert balance("a") == 0
    assert "Take it back" not in client.get(path).text


def test_a_second_time_changes_nothing(paid, as_user, balance):
    for _time in range(2):
        as_user("finance").submit(f"/alpha/ledger/journal/{paid}/reverse", {"reason": "Wrong partner"})
    assert balance("a") == 0


def test_without_a_reason_nothing_is_posted(paid, as_user, balance):
    assert as_user("finance").submit(f"/alpha/ledger/journal/{paid}/reverse", {"reason": " "}).status_code == 422
    assert balance("a") == 50


@pytest.mark.parametrize("who", ["manager", "a", "west"])
def test_only_those_with_the_right_take_postings_back(paid, as_user, balance, who):
    assert as_user(who).submit(f"/alpha/ledger/journal/{paid}/reverse", {"reason": "x"}).status_code in (403, 404)
    assert balance("a") == 50


def test_who_posted_it_does_not_take_it_back(act, as_user, balance):
    def work():
        own, cash = api.account(api.DEPOSIT, PROGRAM.partner("a"), "EUR"), api.account(api.CASH, currency="EUR")
        return api.post(api.PAID_IN, [api.debit(cash, 50), api.credit(own, 50)], key="own").id

    made = act(work, "finance")
    assert "Take it back" not in as_user("finance").get(f"/alpha/ledger/journal/{made}").text
    assert as_user("finance").submit(f"/alpha/ledger/journal/{made}/reverse", {"reason": "x"}).status_code == 403
    assert balance("a") == 50


def test_what_other_records_follow_from_is_corrected_there(deposit, as_user, balance):
    made = deposit("50")
    assert "Take it back" not in as_user("finance").get(f"/alpha/ledger/journal/{made.id}").text
    assert as_user("finance").submit(f"/alpha/ledger/journal/{made.id}/reverse", {"reason": "x"}).status_code == 409


def test_every_posting_is_told(paid, kit):
    with kit.owner.connect() as connection:
        wanted = sa.select(Outbox.record_id, Outbox.payload).where(Outbox.type == "ledger.journal.posted")
        row = connection.execute(wanted).one()
    assert (row.record_id, row.payload["kind"], row.payload["totals"]) == (paid, "ledger.paid_in", {"EUR": "50.0000"})
