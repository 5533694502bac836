"""People who receive what they sell: named by lines, eligible by their own facts, known to results by a number only."""

from datetime import date
from decimal import Decimal

import pytest

from hansa.testing import Person
from plugins.rebates.engine.people import person_of, receiver
from plugins.rebates.estimate.live import estimates, sight
from plugins.rebates.program import checking
from tests.plugins.rebates.desk import ALPHA
from tests.plugins.rebates.programs import document, program

MONTHLY = {"frequency": "month", "year": "calendar"}
JANUARY = ("2026-01-01", "2026-01-31")
ADA, BEN = Person("a"), Person("b")


def spiff(component=None, **more):
    own = {"rate": "2", "pays": "percent", "form": "bank", **(component or {})}
    return document(own, receiver="person", person="line.region", **MONTHLY, **more)


def paid_to(desk, period, day="2026-02-10"):
    return {person_of(row.receiver): row.payable for row in desk.results(desk.run(period, day)["id"])}


def test_each_person_is_paid_for_the_lines_that_name_it(desk):
    desk.publish("spiff", spiff())
    desk.line("a", "2026-01-05", "100", region=ADA.email.upper())
    desk.line("a", "2026-01-06", "50", region=ADA.email)
    desk.line("b", "2026-01-06", "1000", region=BEN.email)
    period = desk.stretch("spiff", *JANUARY)
    assert paid_to(desk, period) == {ADA.membership_id: Decimal(3), BEN.membership_id: Decimal(20)}


def test_a_line_that_names_somebody_of_another_partner_is_paid_to_nobody(desk):
    desk.publish("spiff", spiff())
    desk.line("a", "2026-01-05", "100", region=BEN.email)
    desk.line("a", "2026-01-05", "100", region="nobody@example.com")
    desk.line("a", "2026-01-05", "100")
    assert paid_to(desk, desk.stretch("spiff", *JANUARY)) == {}


def test_a_row_keeps_no_more_of_a_person_than_a_number(desk):
    desk.publish("spiff", spiff())
    desk.line("a", "2026-01-05", "100", region=ADA.email)
    (row,) = desk.results(desk.run(desk.stretch("spiff", *JANUARY), "2026-02-10")["id"])
    assert (row.partner_id, row.receiver) == (ALPHA.partner("a"), receiver(ADA.membership_id))
    assert ADA.email not in str(dict(row._mapping))


def test_what_a_person_was_too_small_for_is_carried_to_its_next_period(desk):
    desk.publish("spiff", spiff({"minimum": "5", "below_minimum": "carry"}))
    desk.line("a", "2026-01-05", "150", region=ADA.email)
    desk.line("a", "2026-02-05", "150", region=ADA.email)
    assert paid_to(desk, desk.stretch("spiff", *JANUARY)) == {ADA.membership_id: Decimal(0)}
    assert paid_to(desk, desk.stretch("spiff", "2026-02-01", "2026-02-28"), "2026-03-10") == {ADA.membership_id: Decimal(6)}


def test_people_without_the_certificate_are_left_out(desk):
    desk.publish("spiff", spiff(people={"when": 'any(c.name == "pumps" for c in person.certificates)'}))
    desk.certificate("a", ADA.email, "pumps", "2025-06-01")
    desk.line("a", "2026-01-05", "100", region=ADA.email)
    desk.line("b", "2026-01-05", "100", region=BEN.email)
    assert paid_to(desk, desk.stretch("spiff", *JANUARY)) == {ADA.membership_id: Decimal(2)}


def test_an_estimate_tells_a_person_its_own(desk):
    desk.publish("spiff", spiff())
    desk.line("a", "2026-01-05", "100", region=ADA.email)
    with desk.system("2026-01-20"):
        mine = estimates(sight([ALPHA.partner("a")], date(2026, 1, 20), person=ADA.membership_id))
        other = estimates(sight([ALPHA.partner("a")], date(2026, 1, 20), person=BEN.membership_id))
    assert [(one.person, one.partner_id, one.earned) for one in mine] == [(ADA.membership_id, ALPHA.partner("a"), 2)]
    assert other == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"person": None}, "no-person"), ({"reduced": True}, "not-reduced"),
        ({"components": [{"code": "rebate", "label": "Rebate", "rate": "2", "form": "credit_note"}]}, "not-for-people"),
    ],
)  # fmt: skip
def test_the_checker_refuses_what_people_cannot_receive(wrong, code):
    raw = {**spiff(), **wrong}
    assert code in {one.code for one in checking.check(program(None, **raw)) if one.severity == "error"}
