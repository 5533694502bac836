"""What partners say of their capacity, as routing reads it."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from core.errors import Unprocessable
from hansa import directory
from hansa.testing import Person

OTHER = {"domain": None, "registration_no": None, "contact_phone": None, "contact_email": None}
OPEN = {"weekdays": [], "per_week": None}


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


@pytest.mark.parametrize("by", ["manager", "a"])
def test_the_form_offers_the_calendars_by_name(calendar_of, as_user, by):
    calendar_of()
    assert as_user(by).get("/alpha/leads/calendars").json == {"items": [{"value": "china", "detail": "China"}]}


@pytest.mark.parametrize(("field", "value"), [("hours", "nine to five"), ("zone", "Mars/Olympus")])
def test_hours_and_zones_there_are_not_are_refused_at_their_field(says, field, value):
    with pytest.raises(Unprocessable) as refused:
        says("a", most_open=None, since=None, **{field: value})
    assert [error["pointer"] for error in refused.value.errors] == [f"/{field}"]


def test_in_its_lunch_hour_a_partner_gets_no_lead_that_cannot_wait(says, routed, program, time_machine):
    time_machine.move_to(datetime(2026, 10, 1, 12, 30, tzinfo=UTC), tick=False)
    says("a", most_open=None, since=None, hours="08:30-12:00, 13:00-17:30", zone="UTC")
    assert program.partner("a") not in routed(3)


def test_zones_are_found_as_one_types(as_user):
    found = [item["value"] for item in as_user("a").get("/alpha/leads/zones?q=new york").json["items"]]
    assert found == ["America/New_York"]


@pytest.fixture
def members(kit, program):
    """`members("a")`: the people of a partner that answer leads, by e-mail, with their memberships."""

    def read(name):
        with kit.acting(Person("admin")):
            found = directory.members(partners=[program.partner(name)])
            return {one.email: one.membership_id for one in found if one.may("leads.assignment.answer")}

    return read


@pytest.fixture
def to_people(publish, lead, work, copies):
    """`to_people(4)`: so many leads go to people; who has how many."""

    def run(times, **rule):
        publish({"rules": [{"name": "all", "targets": "person", "method": "longest_wait", "wait_limit": 0, **rule}]})
        for number in range(times):
            lead(company=f"Firm {number} Ltd", **OTHER)
            work()
        return Counter(copy["person_id"] for copy in copies())

    return run


def test_a_person_that_is_full_gets_no_lead_and_its_colleagues_do(says, to_people, members):
    [first, *others] = members("a").items()
    says("a", person=first[0], most_open=1, since=None)
    found = to_people(12)
    assert found[first[1]] == 1
    assert all(found[person] > 1 for _email, person in others)


def test_the_limit_of_the_company_holds_for_its_people_together(says, to_people, members):
    says("a", most_open=2, since=None)
    found = to_people(12)
    assert sum(found[person] for person in members("a").values()) == 2


def test_a_person_that_is_away_gets_no_lead_and_its_colleagues_do(make_record, program, to_people, members, time_machine):
    time_machine.move_to(datetime(2026, 10, 1, 10, tzinfo=UTC), tick=False)
    [first, *others] = members("a").items()
    make_record("leads.absence", by="manager", owner=program.partner("a"), person=first[0], first_day="2026-10-01", last_day="2026-10-02")
    found = to_people(8)
    assert found[first[1]] == 0
    assert all(found[person] for _email, person in others)


def test_the_days_off_of_the_company_are_those_of_its_people(make_record, says, program, to_people, members, time_machine):
    time_machine.move_to(datetime(2026, 10, 1, 10, tzinfo=UTC), tick=False)
    [first, *_others] = members("a").items()
    says("a", person=first[0], most_open=9, since=None, weekdays=["4"])
    make_record("leads.absence", by="manager", owner=program.partner("a"), first_day="2026-10-01", last_day="2026-10-02")
    found = to_people(8)
    assert not any(found[person] for person in members("a").values())


def test_hours_of_a_person_go_before_those_of_the_company(says, to_people, members, time_machine):
    time_machine.move_to(datetime(2026, 10, 1, 10, tzinfo=UTC), tick=False)
    [first, *others] = members("a").items()
    says("a", most_open=None, since=None, weekdays=["1"])
    says("a", person=first[0], most_open=None, since=None, weekdays=["4"])
    found = to_people(8)
    assert found[first[1]] > 0
    assert not any(found[person] for _email, person in others)


@pytest.mark.parametrize("of", ["b", None])
def test_only_people_of_the_company_are_named(says, members, of):
    with pytest.raises(Unprocessable) as refused:
        says("a", person=next(iter(members(of))) if of else "nobody@example.com", most_open=1, since=None)
    assert [error["pointer"] for error in refused.value.errors] == ["/person"]


def test_the_form_offers_the_people_of_ones_own_company(as_user, members):
    offered = as_user("a").get("/alpha/leads/people").get_json()["items"]
    assert {one["value"] for one in offered} >= set(members("a"))
    assert not {one["value"] for one in offered} & set(members("b"))


def test_the_page_tells_of_the_company_and_not_of_one_person(says, members, as_user):
    says("a", most_open=7, since=None)
    says("a", person=next(iter(members("a"))), most_open=3, since=None)
    page = as_user("a").get("/alpha/leads/our-capacity/").text
    assert "<dd>7</dd>" in page and "<dd>3</dd>" not in page
