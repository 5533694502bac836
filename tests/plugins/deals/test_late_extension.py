"""A protection that has ended is extended where the policy says so, counted from its old end or from the grant."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.errors import Conflict

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ENDED = datetime(2026, 4, 20, 12, tzinfo=UTC)
MONTH = {"protection": {"start": "decided_on", "length": "30"}}
LATE = {**MONTH, "extend_expired": "days_left >= -30"}


@pytest.fixture(autouse=True)
def march(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def ended(time_machine, registered, move, run_timers, read):
    """A deal whose protection has ended on 1 April, under a policy; it is the 20th."""

    def make(by="a"):
        made = registered(by)
        move(made, "approve", by="manager")
        time_machine.move_to(ENDED, tick=False)
        run_timers(ENDED)
        assert (read(made)["state"], read(made)["protected_until"]) == ("expired", date(2026, 4, 2))
        return made

    return make


def test_without_that_option_it_stays_ended(ended, policy, move, as_user):
    policy(**MONTH)
    made = ended()
    with pytest.raises(Conflict, match="does not extend what has ended"):
        move(made, "request_reinstatement", reason="Budget in May.")
    assert "request_reinstatement" not in as_user("a").get(f"/alpha/deals/deal/{made}").text


@pytest.mark.parametrize(("start", "until"), [("protected_until", date(2026, 5, 2)), ("today", date(2026, 5, 21))])
def test_it_counts_from_the_old_end_or_from_the_grant(ended, policy, move, start, until):
    policy(**LATE, extension={"start": start, "length": "30", "start_day": "not_counted"})
    made = ended()
    assert move(made, "request_reinstatement", reason="Budget in May.")["state"] == "reinstating"
    found = move(made, "reinstate", by="manager")
    assert (found["state"], found["protected_until"], found["extensions"]) == ("approved", until, 1)


def test_too_late_is_too_late(ended, policy, time_machine, move):
    policy(**LATE)
    made = ended()
    time_machine.move_to(ENDED + timedelta(days=20), tick=False)
    with pytest.raises(Conflict, match="not extended any more"):
        move(made, "request_reinstatement", reason="Budget in May.")


def test_what_would_be_over_again_is_not_extended(ended, policy, move):
    policy(**LATE, extension={"start": "protected_until", "length": "5"})
    made = ended()
    with pytest.raises(Conflict, match="over again"):
        move(made, "reinstate", by="manager")


def test_it_is_extended_as_often_as_the_program_allows(ended, policy, move):
    policy(**LATE, extensions="0")
    made = ended()
    with pytest.raises(Conflict, match="as often as"):
        move(made, "reinstate", by="manager")


def test_a_request_stands_in_nobodys_way_and_is_refused_when_another_is_protected(ended, policy, registered, move):
    policy(**LATE)
    made = ended()
    move(made, "request_reinstatement", reason="Budget in May.")
    other = registered("b")
    assert move(other, "approve", by="manager")["state"] == "approved"
    with pytest.raises(Conflict) as refused:
        move(made, "reinstate", by="manager")
    assert refused.value.code == "protected"


def test_a_refused_request_is_told_and_leaves_it_ended(ended, policy, move, as_user):
    policy(**LATE)
    made = ended()
    move(made, "request_reinstatement", reason="Budget in May.")
    assert move(made, "refuse_reinstatement", by="manager", reason="Others wait.")["state"] == "expired"
    assert "Others wait." in as_user("a").get(f"/alpha/deals/deal/{made}").text


def test_staff_decides_a_late_request_at_the_workbench(ended, policy, move, as_user, read):
    policy(**LATE)
    made = ended()
    move(made, "request_reinstatement", reason="Budget in May.")
    client = as_user("manager")
    page = client.get(f"/alpha/deals/workbench?deal={made}").text
    assert f"/alpha/deals/deal/{made}/do/refuse_reinstatement" in page
    assert client.submit(f"/alpha/deals/workbench/{made}/approve", {"version": str(read(made)["version"])}).status_code == 303
    assert read(made)["state"] == "approved"


def test_nobody_edits_what_has_ended(ended, policy, read, as_user):
    policy(**LATE)
    made = ended()
    version = str(read(made)["version"])
    for by in ("a", "manager"):
        client = as_user(by)
        answer = client.patch(f"/api/v1/alpha/deals/deal/{made}", json={"need": "x"}, headers={**client.person.bearer, "If-Match": version})
        assert answer.status_code == 409


@pytest.mark.parametrize(("pause", "verdict"), [(19, "approve"), (20, "reject")])
def test_who_was_protected_before_waits_its_time_and_others_do_not(policy, registered, ended, read, pause, verdict):
    soon = {"code": "too_soon", "when": f"submitted_on < own.same_until + days({pause})", "kind": "block", "result": "reject", "missing": "no"}
    policy(**MONTH, checks=[soon])
    ended()  # 1 April was the last day, it is the 20th
    assert read(registered())["verdict"] == verdict
    assert read(registered("b", customer_name="Keel"))["verdict"] == "approve"
