"""Names of real companies that are easily confused, or easily missed. A third of them was never tuned with."""

import zlib
from pathlib import Path

import pytest

LINES = [
    line for line in Path(__file__).with_name("data").joinpath("hard_pairs.txt").read_text(encoding="utf-8").splitlines() if " | " in line
][1:]
HELD_OUT = [line for line in LINES if zlib.crc32(line.encode()) % 3 == 0]
KNOWN = [line for line in LINES if line not in HELD_OUT]


def wrong(judged, line):
    one, other, wanted = line.split(" | ")
    verdict = judged(one, other).verdict
    return (verdict == "same") != (wanted == "same") or (wanted == "related" and verdict != "related")


def test_there_are_enough_of_them():
    assert len(KNOWN) >= 150 and len(HELD_OUT) >= 75


@pytest.mark.parametrize("line", KNOWN)
def test_a_hard_pair_is_judged_right(judged, line):
    assert not wrong(judged, line)


def test_nearly_all_that_were_held_out_are_judged_right(judged):
    assert sum(wrong(judged, line) for line in HELD_OUT) <= len(HELD_OUT) * 0.05


def test_no_relative_that_was_held_out_is_called_the_same(judged):
    relatives = [line.split(" | ") for line in HELD_OUT if line.endswith("related")]
    assert [pair for pair in relatives if judged(pair[0], pair[1]).verdict == "same"] == []
