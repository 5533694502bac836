"""Programs one applies to join: who is let in and for how long, and what membership has to do with levels."""

from datetime import date

import pytest

from core import clock
from core.entities import records
from core.entities.registry import registry
from core.entities.unit import unit
from core.errors import Conflict, Denied, Unprocessable
from core.workflow.perform import perform
from hansa.testing import Person
from tests.plugins.tiering.conftest import AUTOMATIC, PROGRAM, noon

JOINED = {"by_application": True, "lasts_months": 12, **AUTOMATIC}


@pytest.fixture
def apply(desk):
    """`apply("a", day)`: apply to join the track `sales` as a person of the partner."""

    def make(who="a", day="2026-01-10", track="sales"):
        with clock.moved(noon(day)), desk.kit.acting(Person(who)):
            return unit(lambda: records.create(registry()["tiering.enrolment"], {"track": track}, partner_id=PROGRAM.partner(who)).id)

    return make


@pytest.fixture
def move(desk):
    def make(name, *, by="manager", day="2026-01-10", who="a", **raw):
        found = newest(desk, who)
        entity = registry_of(desk)
        with clock.moved(noon(day)), desk.kit.acting(Person(by)):
            unit(lambda: perform(entity, records.get(entity, found["id"]), name, raw))
        return newest(desk, who)

    return make


def registry_of(desk):
    return desk.kit.portal.registry["tiering.enrolment"]


def newest(desk, who="a"):
    return desk.rows("enrolment", partner_id=PROGRAM.partner(who))[-1]


def test_a_member_has_a_level_and_who_has_not_joined_has_none(desk, apply, move):
    desk.publish(**JOINED)
    desk.revenue("a", 400)
    desk.revenue("b", 400)
    apply()
    desk.review("2026-01-09", "a", "b")
    assert (desk.level("2026-01-09"), desk.level("2026-01-09", "b")) == (None, None)
    move("admit")
    desk.review("2026-01-11", "a", "b")
    assert (desk.level("2026-01-11"), desk.level("2026-01-11", "b")) == ("gold", None)


def test_a_membership_lasts_as_long_as_the_program_says(desk, apply, move):
    desk.publish(**JOINED)
    apply()
    found = move("admit", starts_on="2026-02-01")
    assert (found["state"], found["starts_on"], found["ends_on"]) == ("active", date(2026, 2, 1), date(2027, 1, 31))


def test_a_membership_may_have_dates_of_its_own_or_no_end(desk, apply, move):
    desk.publish(**JOINED)
    apply()
    assert move("admit", ends_on="2026-06-30")["ends_on"] == date(2026, 6, 30)
    desk.publish(track="other", by_application=True, lasts_months=0, fact=None)
    apply(track="other")
    assert move("admit")["ends_on"] is None


def test_days_in_the_wrong_order_are_refused(desk, apply, move):
    desk.publish(**JOINED)
    apply()
    with pytest.raises(Unprocessable) as refused:
        move("admit", starts_on="2026-03-01", ends_on="2026-02-01")
    assert refused.value.errors[0]["pointer"] == "/ends_on"


def test_a_partner_does_not_admit_itself(desk, apply, move):
    desk.publish(**JOINED)
    apply()
    with pytest.raises(Denied):
        move("admit", by="a")


def test_a_membership_ends_by_itself_and_the_level_follows(desk, apply, move):
    desk.publish(**JOINED)
    desk.revenue("a", 400)
    apply()
    move("admit", ends_on="2026-03-31")
    desk.review("2026-01-11")
    desk.timers("2026-03-31")
    assert newest(desk)["state"] == "active"
    desk.timers("2026-04-01")
    desk.review("2026-04-01")
    assert (newest(desk)["state"], desk.level("2026-03-31"), desk.level("2026-04-01")) == ("expired", "gold", None)


def test_a_renewal_is_asked_for_in_its_time_and_granted(desk, apply, move):
    desk.publish(**JOINED, renew_days=30)
    apply()
    move("admit", ends_on="2026-06-30")
    with pytest.raises(Unprocessable):
        move("ask_renewal", by="a", day="2026-05-30")
    assert move("ask_renewal", by="a", day="2026-05-31")["state"] == "renewing"
    found = move("renew", day="2026-06-02")
    assert (found["state"], found["ends_on"], found["renewed"]) == ("active", date(2027, 6, 30), 1)


def test_a_refused_renewal_leaves_the_membership_until_its_end(desk, apply, move):
    desk.publish(**JOINED)
    apply()
    move("admit", ends_on="2026-06-30")
    move("ask_renewal", by="a", day="2026-06-01")
    found = move("refuse", day="2026-06-02", reason="No revenue in two years")
    assert (found["state"], found["ends_on"], found["reason"]) == ("active", date(2026, 6, 30), "No revenue in two years")


def test_who_is_put_out_is_no_member_from_that_day(desk, apply, move):
    desk.publish(**JOINED)
    desk.revenue("a", 400)
    apply()
    move("admit")
    desk.review("2026-01-11")
    assert move("end", day="2026-02-01", reason="Sold the company")["ends_on"] == date(2026, 1, 31)
    desk.review("2026-02-01")
    assert desk.level("2026-02-01") is None


def test_one_application_at_a_time_and_another_after_it_was_declined(desk, apply, move):
    desk.publish(**JOINED)
    apply()
    with pytest.raises(Conflict) as refused:
        apply()
    assert refused.value.code == "enrolled"
    move("decline", reason="Not yet")
    apply(day="2026-01-12")
    assert newest(desk)["state"] == "applied"


def test_applications_are_taken_in_their_time_only(desk, apply):
    desk.publish(**JOINED, apply_from="2026-01-10", apply_until="2026-01-31")
    for day in ("2026-01-09", "2026-02-01"):
        with pytest.raises(Unprocessable):
            apply(day=day)
    apply(day="2026-01-31")


def test_a_program_without_applications_and_one_that_is_for_others_refuse(desk, apply):
    desk.publish()
    with pytest.raises(Unprocessable):
        apply()
    desk.publish(track="large", by_application=True, fact=None, applies="partner.revenue >= 1000")
    with pytest.raises(Unprocessable) as refused:
        apply(track="large")
    assert refused.value.errors[0]["pointer"] == "/track"


def test_the_partner_is_reminded_when_it_can_renew(desk, apply, move):
    desk.publish(**JOINED, renew_days=30)
    apply()
    move("admit", ends_on="2026-06-30")
    with desk.kit.owner.connect() as connection:
        rows = connection.exec_driver_sql("select kind, count(*) from core_timer where timer = 'end' group by kind order by kind").all()
    assert [tuple(row) for row in rows] == [("due", 1), ("reminder", 2)]


def test_a_partner_reads_the_terms_applies_and_sees_where_its_application_is(desk, as_user):
    desk.publish(**JOINED, terms="Two trained people, one showroom.")
    person = as_user("a")
    assert "Two trained people" in person.get("/alpha/tiering/mine/").text
    answer = person.submit("/alpha/tiering/join/sales", data={"note": "We opened a showroom."})
    assert answer.status_code == 303
    page = person.get("/alpha/tiering/mine/").text
    assert "Applied for" in page and "Apply to join" not in page
    assert newest(desk)["note"] == "We opened a showroom."


def test_another_partner_reads_nothing_of_an_application(desk, apply, as_user):
    desk.publish(**JOINED)
    made = apply()
    assert as_user("b").get(f"/alpha/tiering/enrolment/{made}").status_code == 404
