"""What partners say of their capacity, as routing reads it."""

from datetime import UTC, datetime

import pytest

from core.errors import Unprocessable

OTHER = {"domain": None, "registration_no": None, "contact_phone": None, "contact_email": None}
OPEN = {"weekdays": [], "opens": 0, "closes": 24, "per_week": None}


@pytest.fixture
def says(make_record, program):
    return lambda name, **values: make_record("leads.capacity", by="manager", owner=program.partner(name), **{**OPEN, **values})


@pytest.fixture
def routed(publish, lead, work, copies):
    def run(times):
        publish({"rules": [{"name": "all", "method": "longest_wait", "wait_limit": 0, "wait_width": 60}]})
        for number in range(times):
            lead(company=f"Firm {number} Ltd", **OTHER)
            work()
        return [copy["partner_id"] for copy in copies()]

    return run


def test_who_is_full_gets_no_lead(says, routed, program):
    says("a", most_open=0, since=None)
    assert program.partner("a") not in routed(3)


def test_of_several_the_one_that_began_last_counts(says, routed, program):
    says("a", most_open=0, since=None)
    says("a", most_open=9, since="2020-01-01")
    says("a", most_open=0, since="2099-01-01")
    assert program.partner("a") in routed(3)


def test_a_second_territory_that_is_the_same_is_refused_in_words(make_record, program):
    same = {"owner": program.partner("a"), "field": "city", "value": "Bonn"}
    make_record("leads.territory", by="manager", **same)
    with pytest.raises(Unprocessable) as refused:
        make_record("leads.territory", by="manager", **same)
    assert [(error["pointer"], error["code"]) for error in refused.value.errors] == [("/value", "not-unique")]


@pytest.fixture
def calendar_of(make_record):
    """`calendar_of("2026-10-01")`: a calendar of the program with these days off, Saturday and Sunday too."""

    def make(*days, slug="china"):
        made = make_record("policies.calendar", by="admin", slug=slug, label="China", weekend=["6", "7"])
        for day in days:
            make_record("policies.calendar_day", by="admin", calendar_id=str(made), day=day, kind="off", label="Holiday", edition=1)

    return make


def test_on_a_holiday_of_its_calendar_a_partner_gets_no_lead(says, calendar_of, routed, program, time_machine):
    time_machine.move_to(datetime(2026, 10, 1, 10, tzinfo=UTC), tick=False)
    calendar_of("2026-10-01")
    says("a", most_open=None, since=None, holidays="china")
    assert program.partner("a") not in routed(3)


def test_on_a_working_day_it_does(says, calendar_of, routed, program, time_machine):
    time_machine.move_to(datetime(2026, 10, 2, 10, tzinfo=UTC), tick=False)
    calendar_of("2026-10-01")
    says("a", most_open=None, since=None, holidays="china")
    assert program.partner("a") in routed(3)


def test_who_says_on_which_days_it_works_keeps_only_the_holidays(says, calendar_of, routed, program, time_machine):
    time_machine.move_to(datetime(2026, 10, 3, 10, tzinfo=UTC), tick=False)
    calendar_of("2026-10-01")
    says("a", most_open=None, since=None, holidays="china", weekdays=["6"])
    assert program.partner("a") in routed(3)


def test_a_calendar_the_program_does_not_have_is_refused(says):
    with pytest.raises(Unprocessable) as refused:
        says("a", most_open=None, since=None, holidays="atlantis")
    assert [error["pointer"] for error in refused.value.errors] == ["/holidays"]


def test_the_form_offers_the_calendars_to_staff_whose_they_are(calendar_of, as_user):
    calendar_of()
    found = {by: as_user(by).get("/alpha/leads/calendars").json["items"] for by in ("manager", "a")}
    assert found == {"manager": [{"detail": "China", "value": "china"}], "a": []}
