"""Names of firms that do not exist, written as people write them: typos, short forms, brackets, subsidiaries, namesakes."""

from pathlib import Path

import pytest

LINES = [
    line
    for line in Path(__file__).with_name("data").joinpath("made_up_pairs.txt").read_text(encoding="utf-8").splitlines()
    if line[:1] != "#"
]


@pytest.mark.parametrize("line", LINES)
def test_a_made_up_pair_is_the_same_only_where_it_is(judged, line):
    one, other, wanted = line.split(" | ")
    assert (judged(one, other).verdict == "same") == (wanted == "same")


@pytest.mark.parametrize("line", LINES)
def test_the_order_of_the_two_does_not_matter(judged, line):
    one, other, _wanted = line.split(" | ")
    assert judged(one, other)[:2] == judged(other, one)[:2]
