"""Adjustments by hand: two pairs of eyes, a reason, and one posting."""

import pytest

from core.entities import records
from core.entities.registry import registry
from core.errors import Conflict, Denied, Unprocessable
from core.workflow.perform import perform
from hansa.testing import ProgramOfTest
from plugins.ledger import api

A = ProgramOfTest("alpha").partner("a")


@pytest.fixture
def adjustment(make_record):
    def make(by="finance", **values):
        common = {"title": "Freight", "kind": api.DEPOSIT, "direction": "increase", "amount": "25", "currency": "EUR", "reason": "secret", "effective_on": None}
        return make_record("ledger.adjustment", by=by, owner=A, **{**common, **values})

    return make


@pytest.fixture
def move(act):
    def make(record_id, name, by, raw=None):
        def work():
            entity = registry()["ledger.adjustment"]
            return perform(entity, records.get(entity, record_id), name, raw or {})

        return act(work, by)

    return make


def test_one_enters_another_posts(adjustment, move, balance, rows, is_whole):
    made = adjustment()
    move(made, "submit", "finance")
    move(made, "post", "manager")
    assert balance() == 25 and is_whole()
    journal = rows("journal")[0]
    assert (journal.memo, journal.note, journal.record_id) == ("Freight", "secret", made)
    assert rows("adjustment")[0].journal_id == journal.id


def test_who_entered_it_does_not_post_it(adjustment, move, balance):
    made = adjustment()
    move(made, "submit", "finance")
    with pytest.raises(Denied) as refused:
        move(made, "post", "finance")
    assert refused.value.code == "four-eyes" and balance() == 0


def test_nobody_posts_what_they_changed_last(adjustment, move, act, balance):
    made = adjustment()

    def change():
        entity = registry()["ledger.adjustment"]
        records.update(entity, records.get(entity, made), {"amount": "2500"})

    act(change, "manager")
    move(made, "submit", "finance")
    with pytest.raises(Denied):
        move(made, "post", "manager")
    move(made, "post", "admin")
    assert balance() == 2500


def test_a_decrease_takes_no_more_than_there_is(adjustment, move, deposit, balance, rows):
    deposit("20")
    made = adjustment(direction="decrease")
    move(made, "submit", "finance")
    with pytest.raises(Conflict):
        move(made, "post", "manager")
    assert balance() == 20 and rows("adjustment")[0].state == "submitted"


def test_a_rejected_one_posts_nothing(adjustment, move, rows):
    made = adjustment()
    move(made, "submit", "finance")
    move(made, "reject", "manager", {"reason": "no ground"})
    assert rows("journal") == []
    with pytest.raises(Conflict):
        move(made, "post", "admin")


def test_a_posted_one_is_not_changed(adjustment, move, act):
    made = adjustment()
    move(made, "submit", "finance")
    move(made, "post", "manager")

    def change():
        entity = registry()["ledger.adjustment"]
        records.update(entity, records.get(entity, made), {"amount": "1"})

    with pytest.raises(Conflict):
        act(change, "admin")


@pytest.mark.parametrize("values", [{"kind": "ledger.cash"}, {"kind": "nothing"}, {"currency": "XQX"}, {"amount": "0"}, {"amount": "-5"}, {"reason": ""}])
def test_odd_input_is_refused(adjustment, values):
    with pytest.raises(Unprocessable):
        adjustment(**values)


def test_a_partner_makes_none(adjustment, as_user):
    with pytest.raises(Denied):
        adjustment(by="a")
    assert as_user("a").get("/alpha/ledger/adjustment/").status_code == 404


def test_the_page_of_a_posted_one_leads_to_its_journal(adjustment, move, as_user, rows):
    made = adjustment()
    move(made, "submit", "finance")
    move(made, "post", "manager")
    assert f"/alpha/ledger/journal/{rows('journal')[0].id}" in as_user("manager").get(f"/alpha/ledger/adjustment/{made}").text
