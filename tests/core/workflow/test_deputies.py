"""Somebody away is represented in approvals, and four eyes stay two people."""

from datetime import timedelta

import pytest

from core import clock
from core.entities.unit import unit
from core.errors import Conflict, Denied, NotFound, Unprocessable
from core.identity import deputies
from hansa.testing import Person

PAGE = "/alpha/account/deputies/"


@pytest.fixture
def large(errand):
    return errand(amount="5000", state="sent")


@pytest.fixture
def away(kit):
    """`away("finance", "admin")`: somebody stands in for a person, from today for five days or later."""

    def act(person, deputy, first=0, last=5):
        with kit.acting(Person(person)) as scope:
            today = clock.today(scope.program)
            chosen = Person(deputy).membership_id
            unit(lambda: deputies.appoint(chosen, today + timedelta(first), today + timedelta(last)))

    return act


def test_a_named_person_agrees_for_another(large, move, read, away):
    away("finance", "admin")
    move(large, "release", by="manager")
    move(large, "release", by="admin")
    assert read(large, "state") == "done"


def test_only_on_the_days_agreed(large, move, away):
    away("finance", "admin", first=2)
    with pytest.raises(Denied, match="agreed to by"):
        move(large, "release", by="admin")
    with clock.moved(clock.now() + timedelta(days=3)):
        assert move(large, "release", by="admin").waits_for == ("manager",)


def test_the_last_day_counts_and_the_next_does_not(large, move, away):
    away("finance", "admin", last=1)
    with clock.moved(clock.now() + timedelta(days=2)), pytest.raises(Denied):
        move(large, "release", by="admin")


def test_who_entered_it_cannot_agree_through_a_deputy(errand, move, away, program):
    made = errand(by="manager", owner=program.partner("a"), amount="5000", state="sent")
    away("manager", "admin")
    with pytest.raises(Denied, match="agreed to by"):
        move(made, "release", by="admin")


def test_nobody_agrees_once_by_himself_and_once_by_a_deputy(large, move, away, make_user):
    make_user("double", roles=("manager", "finance"))
    away("double", "admin")
    move(large, "release", by="double")
    with pytest.raises(Denied):
        move(large, "release", by="admin")


def test_a_deputy_who_entered_it_does_not_agree(errand, move, away, program):
    made = errand(by="admin", owner=program.partner("a"), amount="5000", state="sent")
    away("finance", "admin")
    with pytest.raises(Denied) as refused:
        move(made, "release", by="admin")
    assert refused.value.code == "four-eyes"


def test_a_deputy_of_somebody_of_one_region_agrees_there_only(errand, move, away):
    made = errand(amount="5000", state="sent")
    away("west", "admin")
    with pytest.raises(Denied):
        move(made, "release", by="admin")


def test_a_token_represents_nobody(large, as_user, away):
    away("finance", "admin")
    browser = as_user("admin")
    url = f"/api/v1/alpha/errands/errand/{large}/transitions/release"
    assert browser.post(url, json={}, headers={**browser.person.bearer, "If-Match": "1"}).status_code == 403


def test_the_trail_says_for_whom(large, move, away, kit):
    away("finance", "admin")
    move(large, "release", by="admin")
    with kit.owner.connect() as connection:
        found = connection.exec_driver_sql("SELECT changes FROM core_audit WHERE action = 'agreed as deputy'").scalar()
    assert "Finance Person" in str(found)


def test_partners_have_no_deputies(kit):
    with kit.acting(Person("a")) as scope, pytest.raises(Denied):
        today = clock.today(scope.program)
        unit(lambda: deputies.appoint(Person("lesser").membership_id, today, today))


def test_nobody_of_a_partner_can_be_chosen(away):
    with pytest.raises(Unprocessable):
        away("finance", "a")


def test_two_deputies_on_one_day_are_refused(away):
    away("finance", "admin")
    with pytest.raises(Conflict):
        away("finance", "manager", first=5, last=9)


def test_both_see_it_and_either_ends_it(as_user, away):
    away("finance", "admin")
    assert "Admin Person stands in for you" in as_user("finance").get(PAGE).text
    page = as_user("admin").get(PAGE).text
    assert "You stand in for Finance Person" in page
    assert as_user("admin").submit(_dismiss(page)).status_code == 303
    assert "You have no deputy" in as_user("finance").get(PAGE).text


def test_others_cannot_end_it(as_user, away):
    away("finance", "admin")
    url = _dismiss(as_user("admin").get(PAGE).text)
    assert as_user("manager").submit(url).status_code == 404


def test_a_deputy_is_named_on_the_page(as_user):
    today = clock.today("Europe/Berlin").isoformat()
    chosen = str(Person("manager").membership_id)
    assert as_user("west").submit(PAGE, {"deputy": chosen, "first": today, "last": today}).status_code == 303
    assert "Manager Person stands in for you" in as_user("west").get(PAGE).text


def test_partners_do_not_see_the_page(as_user):
    assert as_user("a").get(PAGE).status_code == 404


def test_a_foreign_arrangement_is_not_there(kit):
    with kit.acting(Person("admin")), pytest.raises(NotFound):
        unit(lambda: deputies.dismiss(Person("admin").membership_id))


def _dismiss(page):
    return next(part.split('"')[0] for part in page.split('action="') if part.split('"')[0].endswith("/dismiss"))
