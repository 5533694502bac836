from datetime import UTC, datetime, timedelta

import pytest

from plugins.deals.demo.history import state_at
from plugins.deals.demo.plan import COUNT, RECENT, SHOWN, SPAN, DealPlan, plan
from plugins.deals.demo.step import Step
from plugins.deals.demo.words import ENGLISH
from plugins.deals.states import STATES

NOW = datetime(2026, 6, 30, 15, tzinfo=UTC)


def planned(seed: str = "meridian", now: datetime = NOW) -> list[DealPlan]:
    return plan(seed, now, "America/New_York", 2, 65, 600, ENGLISH.words)


def test_a_seed_always_gives_the_same_deals() -> None:
    assert planned() == planned()
    assert planned() != planned("aurora")


def test_there_are_three_thousand_over_two_years() -> None:
    found = planned()
    assert len(found) == COUNT
    assert NOW - SPAN - timedelta(days=2) < found[0].created < NOW - SPAN + timedelta(days=20)


def test_nothing_happens_after_now() -> None:
    assert all(step.at < NOW for deal in planned() for step in deal.steps)


def test_deals_are_in_every_state_but_handed_over_which_comes_of_a_conflict() -> None:
    assert {state_at(deal, NOW)["state"] for deal in planned()} == STATES.keys() - {"transferred"}


def test_who_is_behind_has_registered_what_is_protected_for_another_partner() -> None:
    found = planned()
    behind = [deal for deal in found if state_at(deal, NOW)["state"] == "not_first"]
    holders = {deal.customer: deal.partner for deal in found if state_at(deal, NOW)["state"] == "approved"}
    assert len(behind) == SHOWN
    assert all(holders[deal.customer] != deal.partner for deal in behind)


def test_the_ends_of_fiscal_quarters_are_busier() -> None:
    months = [(deal.created.month - 2) % 3 for deal in planned()]
    assert months.count(2) > 1.2 * max(months.count(0), months.count(1))


def test_steps_follow_one_another_in_time() -> None:
    for deal in planned():
        moments = [deal.created, *(step.at for step in deal.steps)]
        assert moments == sorted(moments)


@pytest.mark.parametrize("moment", [NOW - timedelta(days=n) for n in range(0, 200, 17)])
def test_no_two_protected_deals_of_the_past_have_the_same_customer(moment: datetime) -> None:
    cutoff = moment - RECENT
    held = [d.customer for d in planned(now=moment) if state_at(d, cutoff)["state"] in ("approved", "extending") and d.created < cutoff]
    assert len(held) == len(set(held)) > 100


def test_a_protection_counts_from_its_grant() -> None:
    granted = NOW - timedelta(days=50)
    deal = DealPlan(granted, 0, 0, (Step("submit", granted, "partner"), Step("approve", granted)))
    assert state_at(deal, NOW)["protected_until"] == (granted + timedelta(days=90)).date()


def test_what_was_won_says_when() -> None:
    won = [(deal, found) for deal in planned() if (found := state_at(deal, NOW))["state"] == "won"]
    assert all(found["won_on"] == deal.steps[-1].at.date() for deal, found in won)
    assert len({found["won_on"].replace(day=1) for _deal, found in won}) > 20
