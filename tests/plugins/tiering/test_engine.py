from datetime import date
from decimal import Decimal

import pytest

from plugins.tiering.policy.kind import LEVELS
from tests.plugins.tiering.programs import THREE, asks, judged, program

REVENUE = [asks("silver", "partner.revenue", 100), asks("gold", "partner.revenue", 300), asks("platinum", "partner.revenue", 900)]
PLAN = asks("silver", "partner.plan")


def test_the_highest_level_whose_own_requirements_hold_counts():
    policy = program(PLAN, asks("gold", "partner.revenue", 300), levels=[{"key": "silver", "label": "S"}, {"key": "gold", "label": "G"}])
    assert judged(policy, plan=False, revenue=300).result == "gold"


def test_where_every_lower_level_counts_too_one_that_fails_stops_the_climb():
    policy = program(PLAN, asks("gold", "partner.revenue", 300), ladder="every_lower")
    assert judged(policy, plan=False, revenue=300).result == "none"
    assert judged(policy, plan=True, revenue=300).result == "platinum"


@pytest.mark.parametrize(("people", "plan", "level"), [(2, True, "silver"), (2, False, "none"), (0, True, "none")])
def test_criteria_of_no_group_must_all_hold(people, plan, level):
    policy = program(PLAN, asks("silver", "partner.people", 2), levels=[{"key": "silver", "label": "S"}])
    assert judged(policy, people=people, plan=plan).result == level


@pytest.mark.parametrize(("need", "level"), [("any", "silver"), ("2", "silver"), ("all", "none")])
def test_of_a_group_as_many_must_hold_as_it_says(need, level):
    three = [
        {**asks("silver", of, value), "group": "some"}
        for of, value in (("partner.people", 2), ("partner.revenue", 5), ("partner.plan", None))
    ]
    policy = program(*three, levels=[{"key": "silver", "label": "S"}], groups=[{"name": "some", "need": need}])
    assert judged(policy, people=2, revenue=9, plan=False).result == level


def test_one_of_several_ways_is_enough_and_common_criteria_belong_to_each():
    policy = program(
        PLAN,
        asks("silver", "partner.revenue", 100, way="a"),
        asks("silver", "partner.people", 5, way="b"),
        levels=[{"key": "silver", "label": "S"}],
    )
    assert judged(policy, plan=True, revenue=0, people=5).result == "silver"
    assert judged(policy, plan=False, revenue=100, people=5).result == "none"


@pytest.mark.parametrize(
    ("test", "value", "holds"), [("at_least", 5, True), ("more_than", 5, False), ("at_most", 5, True), ("below", 5, False)]
)
def test_each_test_says_whether_its_bound_belongs_to_it(test, value, holds):
    policy = program({**asks("silver", "partner.people", value), "test": test}, levels=[{"key": "silver", "label": "S"}])
    assert (judged(policy, people=5).result == "silver") is holds


def test_a_level_may_take_less_to_keep_than_to_earn():
    policy = program(asks("silver", "partner.revenue", 100), asks("gold", "partner.revenue", 300, keep="240"), levels=THREE[:2])
    assert judged(policy, revenue=250).result == "silver"
    assert judged(policy, revenue=250, level="gold").result == "gold"


def test_a_lost_level_leads_to_the_highest_one_that_is_earned_or_kept():
    outcome = judged(program(*REVENUE), revenue=150, level="platinum")
    assert (outcome.result, outcome.values["direction"], outcome.values["failing"][0]["lack"]) == ("silver", "down", 750)


def test_a_level_by_invitation_takes_the_invitation_and_what_it_asks():
    policy = program(asks("gold", "partner.revenue", 300), levels=[{"key": "gold", "label": "G", "invitation": True}])
    assert judged(policy, revenue=400).result == "none"
    assert judged(policy, revenue=400, invited=["gold"]).result == "gold"
    assert judged(policy, revenue=200, invited=["gold"]).result == "none"


def test_what_is_not_known_earns_nothing_and_loses_nothing_and_a_person_is_asked():
    policy = program(asks("gold", "partner.revenue", 300), levels=[{"key": "gold", "label": "G"}])
    assert judged(policy).result == "none"
    kept = judged(policy, level="gold")
    assert (kept.result, kept.values["asks"]) == ("gold", ["gold_15"])


@pytest.mark.parametrize(("missing", "level"), [("no", "none"), ("yes", "gold")])
def test_a_criterion_says_what_a_missing_fact_gives(missing, level):
    policy = program(asks("gold", "partner.revenue", 300, missing=missing), levels=[{"key": "gold", "label": "G"}])
    assert judged(policy, level="gold").result == level


def test_a_criterion_may_be_a_status_in_another_track():
    policy = program(
        asks("gold", 'any(one.track == "services" and one.rank >= 2 for one in standings)'), levels=[{"key": "gold", "label": "G"}]
    )
    assert judged(policy, standings=[{"track": "services", "level": "b", "rank": 2, "since": None}]).result == "gold"
    assert judged(policy, standings=[{"track": "services", "level": "a", "rank": 1, "since": None}]).result == "none"


def test_tenure_is_counted_in_full_months():
    policy = program(asks("gold", "months_between(partner.joined_on, day)", 12), levels=[{"key": "gold", "label": "G"}])
    assert judged(policy, joined_on=date(2025, 3, 15), day=date(2026, 3, 14)).result == "none"
    assert judged(policy, joined_on=date(2025, 3, 15), day=date(2026, 3, 15)).result == "gold"


def test_a_share_is_compared_unrounded():
    policy = program(asks("gold", "percent(partner.people, partner.revenue)", "33.3333"), levels=[{"key": "gold", "label": "G"}])
    assert judged(policy, people=1, revenue=3).result == "gold"
    assert judged(policy, people=Decimal("33.3332"), revenue=100).result == "none"


def test_the_result_lists_what_is_missing_by_every_way_the_cheapest_first():
    ways = [asks("silver", "partner.revenue", 100, way="money"), asks("silver", "partner.people", 4, way="people")]
    outcome = judged(program(*ways, levels=[{"key": "silver", "label": "S"}]), revenue=20, people=3)
    assert [(way["way"], way["lacks"][0]["lack"]) for way in outcome.values["ways"]] == [("people", 1), ("money", 80)]
    assert outcome.values["cheapest"]["way"] == "people"


def test_declared_effort_decides_which_way_is_the_cheapest():
    ways = [
        asks("silver", "partner.revenue", 100, way="money", effort="1"),
        asks("silver", "partner.people", 4, way="people", effort="500"),
    ]
    outcome = judged(program(*ways, levels=[{"key": "silver", "label": "S"}]), revenue=20, people=3)
    assert outcome.values["cheapest"]["way"] == "money"


def test_of_a_group_only_as_much_is_missing_as_it_still_needs():
    three = [asks("silver", of, value, group="some") for of, value in (("partner.people", 2), ("partner.revenue", 5))] + [
        {**PLAN, "group": "some"}
    ]
    policy = program(*three, levels=[{"key": "silver", "label": "S"}], groups=[{"name": "some", "need": "2"}])
    lacks = judged(policy, people=1, revenue=9, plan=False).values["ways"][0]["lacks"]
    assert [(lack["label"], lack["lack"]) for lack in lacks] == [("partner.people", 1)]


def test_a_partner_the_program_is_not_for_is_outside():
    assert judged(program(*REVENUE, applies="partner.plan"), plan=False, revenue=1000).result == "outside"


def test_a_figure_among_the_facts_goes_before_its_formula():
    policy = program(
        asks("gold", "figure.size", 10),
        levels=[{"key": "gold", "label": "G"}],
        figures=[{"name": "size", "label": "Size", "of": "partner.people"}],
    )
    assert judged(policy, people=1, **{"figure.size": 10}).result == "gold"


def levels_checked(policy):
    return list(LEVELS.check(policy))


BAND = {"times": 'lookup({"south": 0.4, "islands": 0.25}, partner.region, default=1)'}


def by_region(**more):
    return program(asks("silver", "partner.revenue", 100, keep="80", **BAND, **more), asks("gold", "partner.revenue", 300, **BAND, **more), levels=THREE[:2])


@pytest.mark.parametrize(("region", "revenue", "level"), [("south", 39, "none"), ("south", 40, "silver"), ("south", 120, "gold"), ("north", 120, "silver")])
def test_values_may_be_multiplied_by_a_factor_of_the_partner(region, revenue, level):
    assert judged(by_region(), region=region, revenue=revenue).result == level


def test_what_is_missing_is_told_by_the_values_of_the_partner():
    found = judged(by_region(), region="islands", revenue=60)
    assert found.result == "silver"
    assert [(one["need"], one["lack"]) for one in found.values["ways"][0]["lacks"]] == [(75, 15)]


@pytest.mark.parametrize(("revenue", "level"), [(32, "silver"), (31, "none")])
def test_the_value_to_keep_a_level_is_multiplied_too(revenue, level):
    assert judged(by_region(), region="south", revenue=revenue, level="silver").result == level


@pytest.mark.parametrize(("missing", "asks_for"), [("ask", ["silver_15", "gold_15"]), ("no", [])])
def test_while_the_factor_is_not_known_the_criterion_is_as_if_a_fact_was_missing(missing, asks_for):
    found = judged(by_region(missing=missing), revenue=1000)
    assert (found.result, list(found.values["asks"])) == ("none", asks_for)


def test_values_of_other_factors_are_not_compared():
    policy = program(asks("silver", "partner.revenue", 300, **BAND), asks("gold", "partner.revenue", 100), levels=THREE[:2])
    assert [one.code for one in levels_checked(policy) if one.code in ("unreachable", "easier")] == []
    same = program(asks("silver", "partner.revenue", 300, **BAND), asks("gold", "partner.revenue", 100, **BAND), levels=THREE[:2])
    assert [one.code for one in levels_checked(same) if one.code == "unreachable"] == ["unreachable"]
