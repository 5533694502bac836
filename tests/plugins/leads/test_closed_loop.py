"""What becomes of leads: the ways they are closed, and where they get stuck, by rule, partner and product."""

from datetime import timedelta

import pytest

from core import clock
from hansa.testing import Person
from plugins.leads.reports import analysis

ROUTE = {"rules": [{"name": "everybody", "method": "longest_wait"}]}
DEAL = {"amount": "12000", "close_date": "2036-01-31", "reason": "Order 7"}


@pytest.fixture
def accepted(publish, lead, work, copies, move, program):
    """A lead that its partner accepted: the lead, the copy, who accepted it."""

    def make(**values):
        publish(ROUTE)
        made = lead(product="Pumps", **values)
        work()
        copy = copies(made)[0]
        by = next(name for name in ("a", "a2", "b") if program.partner(name) == copy["partner_id"])
        return made, move("leads.assignment", copy["id"], "accept", by=by), by

    return make


@pytest.fixture
def report(kit):
    def read():
        with kit.acting(Person("admin")):
            return analysis.report()

    return read


@pytest.mark.parametrize(
    ("name", "raw", "state", "deal"),
    [
        ("convert", {"mode": "deal", **DEAL}, "converted", "approved"),
        ("convert", {"mode": "both", **DEAL}, "converted", "won"),
        ("win", {"amount": "12000"}, "won", None),
    ],
)
def test_a_lead_is_closed_as_a_deal_as_won_or_as_both(accepted, move, work, read, kit, name, raw, state, deal):
    made, copy, by = accepted()
    move("leads.assignment", copy["id"], name, by=by, **raw)
    work()
    with kit.owner.connect() as connection:
        deals = [row.state for row in connection.execute(kit.portal.registry["deals.deal"].table.select())]
    assert (read(made)["state"], deals) == (state, [deal] if deal else [])


def test_what_is_won_is_counted_by_rule_partner_and_product(accepted, move, report):
    _made, copy, by = accepted()
    move("leads.assignment", copy["id"], "win", by=by, amount="500")
    found = report()
    for lines, name in ((found.rules, "everybody"), (found.products, "Pumps")):
        (line,) = lines
        assert (line.name, line.offers, line.accepted, line.closed, line.won) == (name, 1, 1, 1, 1)
    assert [line.offers for line in found.partners] == [1]


def test_how_long_leads_stand_in_a_state_is_told(accepted, as_user, time_machine):
    accepted()
    time_machine.move_to(clock.real() + timedelta(days=3), tick=False)
    page = as_user("manager").get("/alpha/leads/reports/").text
    assert "In work" in page and "3.0 days" in page
