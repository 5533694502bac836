"""Names as people of eleven languages write them: forms moved, shortened or left out, former names, slips, and names that only look alike."""

from pathlib import Path

import pytest

LINES = [
    line.split(" | ")
    for line in Path(__file__).with_name("data").joinpath("further_pairs.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
LEAST = {"en": 0.95, "de": 0.95, "fr": 0.95, "es": 0.95, "zh": 0.95}


@pytest.fixture(scope="module")
def verdicts(judged):
    return [(*line, judged(line[1], line[2]).verdict) for line in LINES]


@pytest.mark.parametrize("language", [*LEAST, "others"])
def test_f1_is_high_enough(verdicts, language):
    mine = [(wanted, found) for spoken, _, _, wanted, found in verdicts if (spoken if spoken in LEAST else "others") == language]
    right = sum(wanted == found == "same" for wanted, found in mine)
    wrong = sum((wanted == "same") != (found == "same") for wanted, found in mine)
    assert len(mine) >= 50 and 2 * right / (2 * right + wrong) >= LEAST.get(language, 0.95)


def test_no_relative_is_called_the_same(verdicts):
    assert [line for line in verdicts if line[3] == "related" and line[4] == "same"] == []


def test_nearly_all_relatives_are_called_so(verdicts):
    relatives = [line for line in verdicts if line[3] == "related"]
    assert sum(line[4] == "related" for line in relatives) >= 0.88 * len(relatives)
