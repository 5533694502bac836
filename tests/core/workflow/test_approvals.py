import pytest

from core import audit
from core.entities.unit import unit
from core.errors import Conflict, Denied
from core.workflow.models import Vote


@pytest.fixture
def large(errand):
    return errand(amount="5000", state="sent")


def test_nobody_else_is_asked_when_the_rule_does_not_hold(errand, move, read):
    made = errand(amount="10", state="sent")
    move(made, "finish", by="manager")
    assert read(made, "state") == "done"


def test_the_first_of_several_changes_nothing_yet(large, move, read):
    assert move(large, "finish", by="manager").waits_for == ("finance",)
    assert (read(large, "state"), read(large, "version")) == ("sent", 1)


def test_the_last_of_several_makes_the_transition(large, move, read):
    move(large, "finish", by="manager")
    move(large, "finish", by="finance")
    assert read(large, "state") == "done"


def test_in_order_nobody_overtakes(large, move):
    with pytest.raises(Conflict) as refused:
        move(large, "finish", by="finance")
    assert refused.value.code == "not-your-turn"


def test_all_agree_in_any_order(large, move, read):
    move(large, "release", by="manager")
    move(large, "release", by="finance")
    assert read(large, "state") == "done"


def test_nobody_agrees_twice(large, move):
    move(large, "release", by="manager")
    with pytest.raises(Conflict) as refused:
        move(large, "release", by="manager")
    assert refused.value.code == "agreed-already"


def test_a_deputy_stands_in(large, move, read):
    move(large, "finish", by="manager")
    move(large, "finish", by="admin")
    assert read(large, "state") == "done"


def test_who_has_no_part_is_refused(large, move):
    with pytest.raises(Denied, match="agreed to by"):
        move(large, "release", by="admin")


def test_a_vote_lapses_when_what_it_was_for_changes(large, move, as_user):
    move(large, "release", by="finance")
    client = as_user("admin")
    client.patch(f"/api/v1/alpha/errands/errand/{large}", json={"amount": "9000"}, headers={**client.person.bearer, "If-Match": "1"})
    assert move(large, "release", by="manager").waits_for == ("finance",)


def test_a_vote_ends_with_the_state_it_was_for(large, move, rows):
    move(large, "release", by="finance")
    move(large, "back", by="manager", raw={"reason": "No."})
    assert all(vote.closed_at for vote in rows(Vote))


def test_who_created_it_does_not_agree_to_it(errand, move, program):
    made = errand(by="manager", owner=program.partner("a"), amount="5000", state="sent")
    with pytest.raises(Denied) as refused:
        move(made, "finish", by="manager")
    assert refused.value.code == "four-eyes"


def test_who_changed_the_amount_last_does_not_agree_to_it(large, move, as_user):
    client = as_user("manager")
    client.patch(f"/api/v1/alpha/errands/errand/{large}", json={"amount": "9000"}, headers={**client.person.bearer, "If-Match": "1"})
    with pytest.raises(Denied) as refused:
        move(large, "finish", by="manager")
    assert refused.value.code == "four-eyes"


def test_staff_reads_who_is_still_missing(large, move, as_user):
    move(large, "finish", by="manager")
    assert "Still missing: Finance" in as_user("admin").get(f"/alpha/errands/errand/{large}").text


def test_many_small_changes_later_the_last_editor_of_the_amount_is_still_barred(large, move, as_user, kit):
    browser = as_user("manager")
    browser.patch(f"/api/v1/alpha/errands/errand/{large}", json={"amount": "9000"}, headers={**browser.person.bearer, "If-Match": "1"})
    with kit.acting(browser.person):
        errands = kit.portal.registry["errands.errand"]
        entry = {"record_id": large, "record_version": 2, "partner_id": None, "changes": {"remark": [None, "x"]}}
        unit(lambda: audit.write(errands.key, "updated", [entry] * 600))
    with pytest.raises(Denied) as refused:
        move(large, "finish", by="manager")
    assert refused.value.code == "four-eyes"
