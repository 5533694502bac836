import pytest

from core.entities import records
from core.entities.registry import registry
from core.entities.unit import unit
from core.errors import Conflict, NotFound
from core.workflow.discarding import discard
from hansa.testing import Person

BASE = "/alpha/errands/errand"


@pytest.fixture
def throw(kit):
    def act(record_id, by="a"):
        with kit.acting(Person(by)):
            entity = registry()["errands.errand"]
            unit(lambda: discard(entity, records.get(entity, record_id)))

    return act


def test_an_owner_discards_a_draft(errand, throw, read):
    made = errand()
    throw(made)
    with pytest.raises(NotFound):
        read(made, "state")


def test_what_was_sent_is_not_discarded(errand, throw, move):
    made = errand()
    move(made, "send")
    with pytest.raises(Conflict) as refused:
        throw(made)
    assert refused.value.code == "no-draft"


def test_what_was_sent_and_came_back_keeps_its_history(errand, throw, move):
    made = errand()
    move(made, "send")
    move(made, "back", by="manager", raw={"reason": "Unclear."})
    with pytest.raises(Conflict):
        throw(made)


def test_a_competitors_draft_is_not_there(errand, throw):
    with pytest.raises(NotFound):
        throw(errand(), by="b")


@pytest.mark.parametrize("by", ["above", "lesser"])
def test_without_the_right_to_write_there_is_no_button(errand, as_user, by):
    made = errand(by="a2")
    assert f"{made}/discard/" not in as_user(by).get(f"{BASE}/{made}").text


def test_the_page_asks_first_and_then_discards(errand, as_user):
    made = errand(title="Spring sale")
    browser = as_user("a")
    assert f"{BASE}/{made}/discard/" in browser.get(f"{BASE}/{made}").text
    assert "cannot be undone" in browser.get(f"{BASE}/{made}/discard/").text
    assert browser.submit(f"{BASE}/{made}/discard/").status_code == 303
    assert browser.get(f"{BASE}/{made}").status_code == 404


def test_the_trail_keeps_that_it_was_there(errand, throw, kit):
    made = errand()
    throw(made)
    with kit.owner.connect() as connection:
        rows = connection.exec_driver_sql("SELECT action, reason FROM core_audit ORDER BY id").all()
    assert ("deleted", "draft discarded") in [tuple(row) for row in rows]
