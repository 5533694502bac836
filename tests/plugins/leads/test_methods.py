import collections
from fractions import Fraction

import pytest

from plugins.leads.methods import METHODS, Asked, distance_km
from plugins.leads.shares import Book
from plugins.leads.targets import Target


def order(method, targets, **asked):
    ranks = METHODS[method](targets, Asked(**asked))
    return sorted(ranks, key=lambda key: (ranks[key], key))


@pytest.mark.parametrize(
    ("method", "targets", "expected"),
    [
        ("longest_wait", [Target("a", turn=3), Target("b", turn=1), Target("c")], ["c", "b", "a"]),
        ("most_room", [Target("a", capacity=3, open=5), Target("b", capacity=3, open=1), Target("c", capacity=9, open=9)], ["b", "c", "a"]),
        ("most_room", [Target("a", capacity=100), Target("b")], ["b", "a"]),
        ("best_score", [Target("a", score=Fraction(1)), Target("b", score=Fraction(5)), Target("c")], ["b", "a", "c"]),
        ("weighted", [Target("a", weight=Fraction(1)), Target("b", weight=Fraction(3)), Target("c", weight=Fraction(0))], ["b", "a"]),
    ],
)
def test_the_better_comes_first(method, targets, expected):
    assert order(method, targets) == expected


def test_shares_remember_what_was_given():
    targets = [Target("a"), Target("b")]
    assert order("weighted", targets, book=Book(2, {"a": -1, "b": 1})) == ["b", "a"]


def test_the_nearest_comes_first_and_the_unknown_last():
    berlin, munich, shanghai = (52.52, 13.405), (48.137, 11.575), (31.23, 121.47)
    targets = [Target("s", place=shanghai), Target("m", place=munich), Target("x")]
    assert order("nearest", targets, place=berlin) == ["m", "s", "x"]


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
