import pytest

from core.audit import Audit
from core.errors import Conflict, Denied, NotFound, Stale, Unprocessable, Veto
from core.jobs.outbox import Outbox


def test_a_transition_moves_the_record(errand, move, read):
    made = errand()
    move(made, "send")
    assert read(made, "state") == "sent"


def test_effects_are_set_with_the_state(errand, move, read):
    made = errand(state="sent")
    move(made, "finish", by="manager")
    assert (read(made, "state"), read(made, "remark")) == ("done", "finished")


def test_a_transition_is_one_new_version(errand, move, read):
    made = errand()
    move(made, "send")
    assert read(made, "version") == 2


def test_the_history_says_from_where_to_where_who_and_why(errand, move, rows, program):
    made = errand(state="sent")
    move(made, "back", by="manager", raw={"reason": "Too early."})
    [_created, change] = rows(Audit)
    assert (change.record_id, change.action, change.changes["state"], change.reason) == (made, "back", ["sent", "new"], "Too early.")
    assert (change.user_id, change.partner_id) == (program.person("manager").user_id, program.partner("a"))


def test_audit_and_event_tell_of_it_once(errand, move, rows):
    move(errand(), "send")
    assert [row.action for row in rows(Audit)] == ["created", "send"]
    assert [row.type for row in rows(Outbox)] == ["errands.errand.created", "errands.errand.send"]


def test_a_state_that_does_not_fit_is_a_conflict(errand, move):
    with pytest.raises(Conflict) as refused:
        move(errand(), "finish", by="manager")
    assert refused.value.code == "state-changed"


def test_a_second_try_is_a_conflict(errand, move):
    made = errand()
    move(made, "send")
    with pytest.raises(Conflict):
        move(made, "send", version=1)


def test_another_version_of_a_fitting_state_is_stale(errand, move):
    with pytest.raises(Stale):
        move(errand(), "send", version=7)


def test_a_guard_refuses_with_its_reason(errand, move):
    with pytest.raises(Conflict, match="It costs nothing"):
        move(errand(amount="0"), "send")


def test_missing_input_is_refused_field_by_field(errand, move):
    with pytest.raises(Unprocessable) as refused:
        move(errand(state="sent"), "back", by="manager")
    assert [error["pointer"] for error in refused.value.errors] == ["/reason"]


def test_a_plugin_may_veto(errand, move, read, kit, as_user):
    made = errand()
    as_user("a").submit(f"/alpha/errands/errand/{made}/edit", {"remark": "veto", "version": "1"})
    with pytest.raises(Veto):
        move(made, "send")
    assert read(made, "state") == "new"


@pytest.mark.parametrize(
    ("by", "name", "refusal"),
    [
        ("manager", "send", Denied),
        ("a", "finish", Denied),
        ("lesser", "send", Denied),
        ("above", "send", None),
        ("b", "send", NotFound),
        ("west", "send", NotFound),
        ("admin", "lapse", Denied),
        ("a", "fly", NotFound),
    ],
)
def test_who_may(errand, move, by, name, refusal):
    made = errand()
    if refusal is None:
        assert not move(made, name, by=by).waits_for
        return
    with pytest.raises(refusal):
        move(made, name, by=by)


def test_a_distributor_reads_and_does_not_move_what_is_below(errand, move, program):
    made = errand(by="admin", owner=program.partner("a2"))
    with pytest.raises(Denied):
        move(made, "send", by="above")
