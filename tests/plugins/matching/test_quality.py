"""Labelled pairs made from data and kinds of noise the engine was not tuned with."""

import pytest

from bench.matching import verdict
from bench.matching_pairs import LANGUAGES, labelled


@pytest.fixture(scope="module", params=LANGUAGES)
def judged_pairs(request):
    return request.param, [(pair, verdict(pair) == "same") for pair in labelled(request.param, held_out=True)]


def test_f1_is_high_enough(judged_pairs):
    language, pairs = judged_pairs
    right = sum(same and pair.label == "same" for pair, same in pairs)
    wrong = sum(same != (pair.label == "same") for pair, same in pairs)
    assert 2 * right / (2 * right + wrong) >= (0.95 if language == "zh" else 0.98)


def test_no_relative_is_called_the_same(judged_pairs):
    _language, pairs = judged_pairs
    assert [pair for pair, same in pairs if same and pair.label == "related"] == []


def test_both_halves_share_no_pair():
    tuned, kept = (set(labelled("en", held_out=held)) for held in (False, True))
    assert not tuned & kept
