import collections
from fractions import Fraction

import pytest

from plugins.leads.routing.methods import METHODS, Asked, distance_km
from plugins.leads.routing.shares import Book
from plugins.leads.routing.targets import Room, Standing, Target

ABC = [Target("a"), Target("b"), Target("c")]


def order(method, targets, standing=None, **asked):
    ranks = METHODS[method](targets, Asked(standing or Standing(), **asked))
    return sorted(ranks, key=lambda key: (ranks[key], key))


def test_who_never_had_a_turn_comes_first_then_who_waits_longest():
    assert order("longest_wait", ABC, Standing(turns={"a": 3, "b": 1})) == ["c", "b", "a"]


@pytest.mark.parametrize(
    ("rooms", "expected"),
    [({"a": Room(3, 5), "b": Room(3, 1), "c": Room(9, 9)}, ["b", "c", "a"]), ({"a": Room(100, 0), "c": Room(1, 0)}, ["b", "a", "c"])],
)
def test_the_most_free_capacity_comes_first_and_no_limit_before_all(rooms, expected):
    assert order("most_room", ABC, Standing(rooms=rooms)) == expected


def test_the_best_score_comes_first_and_an_unknown_one_last():
    assert order("best_score", ABC, scores={"a": Fraction(1), "b": Fraction(5)}) == ["b", "a", "c"]


def test_the_largest_share_begins_and_weight_zero_is_left_out():
    targets = [Target("a"), Target("b", weight=Fraction(3)), Target("c", weight=Fraction(0))]
    assert order("weighted", targets) == ["b", "a"]


def test_shares_remember_what_was_given():
    targets = [Target("a"), Target("b")]
    assert order("weighted", targets, Standing(book=Book(2, {"a": -1, "b": 1}))) == ["b", "a"]


def test_the_nearest_comes_first_and_the_unknown_last():
    berlin, munich, shanghai = (52.52, 13.405), (48.137, 11.575), (31.23, 121.47)
    targets = [Target("s", places=(shanghai,)), Target("m", places=(munich,)), Target("x")]
    assert order("nearest", targets, place=berlin) == ["m", "s", "x"]


def test_the_nearest_branch_counts():
    berlin, munich, shanghai = (52.52, 13.405), (48.137, 11.575), (31.23, 121.47)
    targets = [Target("m", places=(munich,)), Target("s", places=(shanghai, berlin))]
    assert order("nearest", targets, place=berlin) == ["s", "m"]


def test_the_way_from_berlin_to_munich_is_504_km():
    assert distance_km((52.52, 13.405), (48.137, 11.575)) == pytest.approx(504, abs=1)


def test_the_same_seed_draws_the_same_order():
    targets = [Target(key) for key in "abcdef"]
    assert order("drawn", targets, seed="7") == order("drawn", targets, seed="7")


def test_draws_follow_the_weights():
    targets = [Target("p", weight=Fraction(3)), Target("g", weight=Fraction(1)), Target("n", weight=Fraction(0))]
    first = collections.Counter(order("drawn", targets, seed=str(i))[0] for i in range(4000))
    assert 2900 <= first["p"] <= 3100
    assert first["n"] == 0
