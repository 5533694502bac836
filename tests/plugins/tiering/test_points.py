from datetime import date
from decimal import Decimal

import pytest

from tests.plugins.tiering.programs import asks, judged, program

GOLD = [{"key": "gold", "label": "G"}]
DAY = date(2026, 6, 30)


def counted(events, categories=({"name": "a", "label": "A"},), earning=(), **facts):
    policy = program(asks("gold", "points", 10**9), levels=GOLD, categories=list(categories), earning=list(earning))
    return judged(policy, events=events, day=DAY, **facts).values


def event(amount, kind="points", category="a", **more):
    return {
        "ref": None,
        "kind": kind,
        "category": category,
        "attribute": None,
        "amount": Decimal(amount),
        "on": date(2026, 1, 1),
        "until": None,
        **more,
    }


@pytest.mark.parametrize(("fractions", "points"), [("full", "20"), ("part", "25")])
def test_a_rate_counts_full_steps_or_in_proportion(fractions, points):
    earning = {"category": "a", "kind": "sale", "per": "1000", "points": "10", "fractions": fractions}
    assert str(counted([event(2500, "sale", None)], earning=[earning])["counted"]) == points


def test_a_multiplier_reads_the_attribute_of_the_event():
    earning = {"category": "a", "kind": "sale", "points": "1", "times": '3 if event.attribute == "cloud" else 1'}
    found = counted([event(2, "sale", None, attribute="cloud"), event(2, "sale", None, attribute="box")], earning=[earning])
    assert found["counted"] == 8


def test_an_event_is_sorted_into_categories_by_its_attributes():
    rows = [{"category": name, "kind": "sale", "points": "1", "when": f'event.attribute == "{name}"'} for name in ("a", "b")]
    both = ({"name": "a", "label": "A"}, {"name": "b", "label": "B"})
    assert counted([event(5, "sale", None, attribute="b")], both, rows)["points"] == {"a": 0, "b": 5}


def test_a_category_counts_up_to_its_cap_and_what_was_earned_is_still_told():
    found = counted([event(70), event(60)], ({"name": "a", "label": "A", "cap": "100"},))
    assert (found["earned_points"], found["points"], found["counted"]) == ({"a": 130}, {"a": 100}, 100)


@pytest.mark.parametrize(("on", "points"), [(date(2025, 7, 1), 5), (date(2025, 6, 30), 0), (date(2026, 7, 1), 0)])
def test_points_count_from_the_day_they_were_earned_until_the_same_day_months_later(on, points):
    assert counted([event(5, on=on)], ({"name": "a", "label": "A", "months": 12},))["counted"] == points


def test_the_same_thing_linked_twice_counts_once():
    assert counted([event(5, ref="x"), event(5, ref="x"), event(5, ref="y"), event(5)])["counted"] == 15


def test_a_proportional_score_goes_up_to_its_maximum():
    category = {"name": "a", "label": "A", "cap": "50", "of": "50 * partner.revenue / 1000"}
    assert counted([], (category,), revenue=Decimal(500))["counted"] == 25
    assert counted([], (category,), revenue=Decimal(5000))["counted"] == 50


def test_the_best_of_several_tracks_counts():
    both = [{"name": name, "label": name, "track": name} for name in ("a", "b")]
    policy = program(asks("gold", "points.best", 10), levels=GOLD, categories=both)
    assert judged(policy, events=[event(9), event(9, category="b")], day=DAY).result == "none"
    assert judged(policy, events=[event(2), event(10, category="b")], day=DAY).result == "gold"


def test_a_category_a_program_does_not_have_gives_nothing():
    assert counted([event(5, category="other")])["counted"] == 0
