"""Limits of time of a lead: each with its start, what stops it for good, reminders before and after, and what comes next."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from core.jobs.outbox import Outbox
from hansa import rules
from plugins.leads.offers import limits

START = datetime(2026, 3, 6, 10, tzinfo=UTC)
"""A Friday."""
ALL_DAYS = rules.Calendar()
ROUTE = {"rules": [{"name": "everybody", "method": "longest_wait"}]}
LONG_AGO = timedelta(days=400)


def limit(key="answer", start="sent", within=2, unit="days", then="next", until=(), before="", after="", when=None):
    found = {"key": key, "start": start, "within": within, "unit": unit, "then": then, "until": list(until), "when": when}
    return {**found, "before": before or None, "after": after or None}


def ready(**values):
    numbers = {"before": values.pop("before", ()), "after": values.pop("after", ())}
    return {**limit(**values), **numbers}


@pytest.mark.parametrize(
    ("unit", "within", "end"),
    [
        ("hours", 36, START + timedelta(hours=36)),
        ("days", 2, datetime(2026, 3, 9, tzinfo=UTC)),
        ("weeks", 1, datetime(2026, 3, 14, tzinfo=UTC)),
        ("business_days", 2, datetime(2026, 3, 11, tzinfo=UTC)),
    ],
)
def test_the_end_by_each_kind_of_day(unit, within, end):
    assert limits.end_of(ready(unit=unit, within=within), START, "UTC", ALL_DAYS) == end


def test_a_day_ends_where_the_program_is():
    assert limits.end_of(ready(within=1), START, "Asia/Shanghai", ALL_DAYS) == datetime(2026, 3, 7, 16, tzinfo=UTC)


def test_of_several_that_run_the_one_that_is_over_first_counts():
    found = limits.next_end([ready(within=5), ready(key="sooner", within=1)], "offered", {"sent": START}, "UTC", ALL_DAYS)
    assert found is not None and found[1]["key"] == "sooner"


@pytest.mark.parametrize(("start", "state"), [("accepted", "working"), ("acted", "working"), ("warned", "warned"), ("sent", "open")])
def test_a_limit_runs_from_its_event_in_its_phase(start, state):
    one = ready(start=start)
    assert limits.next_end([one], state, {start: START}, "UTC", ALL_DAYS) is not None
    assert limits.next_end([one], state, {}, "UTC", ALL_DAYS) is None
    assert limits.next_end([one], "declined", {start: START}, "UTC", ALL_DAYS) is None


def test_what_stops_a_limit_stops_it_for_good():
    one = ready(start="accepted", until=("contacted",))
    assert limits.next_end([one], "working", {"accepted": START, "contacted": START}, "UTC", ALL_DAYS) is None


def test_reminders_before_and_after():
    end, day = START + timedelta(days=9), timedelta(days=1)
    assert limits.reminders(ready(before=(1, 3)), START, end, "UTC", ALL_DAYS) == [end - day, end - 3 * day]
    assert limits.reminders(ready(after=(2, 12)), START, end, "UTC", ALL_DAYS) == [START + 2 * day]
    assert limits.reminders(ready(then="warn", after=(2,)), START, end, "UTC", ALL_DAYS) == []
    assert limits.afterwards([ready(then="warn", after=(2,)), ready(after=(5,))], START, "UTC", ALL_DAYS) == [START + 2 * day]


def test_reminders_in_business_days_skip_the_weekend():
    monday, end = START + timedelta(days=3), START + timedelta(days=10)
    assert limits.reminders(ready(unit="business_days", before=(5,), after=(1,)), START, end, "UTC", ALL_DAYS) == [monday, monday]


def test_a_partner_is_reminded_so_many_days_after_the_offer(offered, pass_time, told):
    _made, first = offered(limit(within=9, after="2"))
    pass_time(first["sent_at"] + timedelta(days=1))
    assert told() == 0
    pass_time(first["sent_at"] + timedelta(days=2, minutes=1))
    assert told() == 1
    pass_time(first["sent_at"] + timedelta(days=4))
    assert told() == 1


@pytest.fixture
def offered(publish, lead, work, copies):
    """A lead under these limits, offered to a first partner."""

    def make(*rows, lead_values=None, **document):
        publish({**ROUTE, "limits": list(rows), **document})
        made = lead(**(lead_values or {}))
        work()
        return made, copies(made)[0]

    return make


@pytest.fixture
def pass_time(timers, work):
    """Let what is due until then happen."""

    def run(until):
        timers(until)
        work()

    return run


@pytest.fixture
def told(kit):
    """How often a partner was reminded that its answer is due."""

    def count():
        with kit.owner.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).where(Outbox.__table__.c.type == "leads.assignment.answer_due"))

    return count


@pytest.fixture
def accept(move, program):
    """The partner a copy was offered to accepts it."""

    def run(copy):
        by = next(name for name in ("a", "a2", "b") if program.partner(name) == copy["partner_id"])
        return by, move("leads.assignment", copy["id"], "accept", by=by)

    return run


def test_without_an_answer_the_next_partner_is_asked(offered, pass_time, copies):
    made, first = offered(limit())
    pass_time(first["due_at"])
    found = copies(made)
    assert [copy["state"] for copy in found] == ["timed_out", "offered"]
    assert found[1]["partner_id"] != first["partner_id"]


def test_or_it_goes_to_the_pool(offered, pass_time, copies, read):
    made, first = offered(limit(then="pool"))
    pass_time(first["due_at"])
    assert read(made)["state"] == "pool"
    assert {copy["state"] for copy in copies(made)[1:]} == {"open"}


def test_or_back_to_the_vendor(offered, pass_time, copies, read):
    made, first = offered(limit(then="queue"))
    pass_time(first["due_at"])
    assert (read(made)["state"], len(copies(made))) == ("queued", 1)


def test_after_so_many_offers_it_stops(offered, pass_time, copies, read):
    made, first = offered(limit(), most_rounds=1, then="queue")
    pass_time(first["due_at"])
    assert (read(made)["state"], len(copies(made))) == ("queued", 1)


def test_the_first_action_after_acceptance_has_a_limit_of_its_own(offered, accept, pass_time, copies):
    made, copy = offered(limit(), limit("first_contact", "accepted", 3, until=("acted",)))
    _by, held = accept(copy)
    assert held["due_for"] == "first_contact"
    pass_time(held["due_at"])
    assert copies(made)[0]["state"] == "reclaimed"


def test_the_first_action_stops_it_for_good(offered, accept, move, pass_time, copies):
    made, copy = offered(limit(), limit("first_contact", "accepted", 3, until=("acted",)))
    by, held = accept(copy)
    logged = move("leads.assignment", held["id"], "log", by=by, reason="Called them.", contacted=True)
    assert logged["due_at"] is None
    pass_time(held["due_at"] + LONG_AGO)
    assert copies(made)[0]["state"] == "working"


def test_the_partner_is_reminded_before_and_after(offered, accept, pass_time, kit):
    _made, copy = offered(limit("news", "accepted", 10, then="warn", before="1, 3", after="2"), limit("end", "warned", 9))
    _by, held = accept(copy)
    for moment in (held["due_at"] - timedelta(days=3), held["due_at"] - timedelta(days=1), held["due_at"], held["due_at"] + timedelta(days=3)):
        pass_time(moment)
    with kit.owner.connect() as connection:
        told = connection.scalar(sa.select(sa.func.count()).where(Outbox.__table__.c.type == "leads.assignment.news_due"))
    assert told == 3


def test_a_warning_leaves_the_lead_for_now_and_the_limit_after_it_takes_it(offered, accept, pass_time, copies, time_machine):
    made, copy = offered(limit("news", "accepted", 10, then="warn"), limit("end", "warned", 4))
    _by, held = accept(copy)
    time_machine.move_to(held["due_at"], tick=False)
    pass_time(held["due_at"])
    warned = copies(made)[0]
    assert (warned["state"], warned["due_for"]) == ("warned", "end")
    pass_time(warned["due_at"])
    assert copies(made)[0]["state"] == "reclaimed"


def test_values_differ_by_what_the_lead_is(offered, publish, lead, work, copies):
    rows = (limit("hot", within=4, unit="hours", when='lead.value_band == "l"'), limit("usual", within=5))
    _made, hot = offered(*rows, lead_values={"value_band": "l"})
    cold = lead(value_band="s", company="Another Firm", domain=None, registration_no=None, contact_phone=None, contact_email=None)
    work()
    assert (hot["due_for"], copies(cold)[0]["due_for"]) == ("hot", "usual")


def test_a_lead_keeps_the_limits_of_the_version_it_came_under(offered, publish, accept):
    _made, copy = offered(limit("old", within=2), limit("first", "accepted", 3))
    publish({**ROUTE, "limits": [limit("new", within=9), limit("first", "accepted", 30)]})
    _by, held = accept(copy)
    assert held["due_at"] - held["accepted_at"] < timedelta(days=5)
