"""The checker: each faulty policy of the list is found with the right words, nothing is found in a sound one."""

from typing import Any

import pytest

from core.entities.scope import Scope
from plugins.policies.checking.checker import check
from tests.fixture_plugins.terms import TERMS
from tests.plugins.policies.conftest import listed


@pytest.mark.parametrize("case", [pytest.param(case, id=case["title"]) for case in listed("faulty.yaml")])
def test_the_fault_is_found(inside: Scope, case: Any) -> None:
    wanted = case["finds"]
    found = [(one.severity, one.code, one.words()) for one in check(TERMS, case["document"])]
    assert any(
        severity == wanted["severity"] and (not wanted["code"] or code == wanted["code"]) and wanted["names"] in words
        for severity, code, words in found
    ), found


@pytest.mark.parametrize("case", [pytest.param(case, id=case["title"]) for case in listed("faulty.yaml")])
def test_nothing_else_is_found_beside_the_fault(inside: Scope, case: Any) -> None:
    assert {one.severity for one in check(TERMS, case["document"])} == {case["finds"]["severity"]}


@pytest.mark.parametrize("case", [pytest.param(case, id=case["title"]) for case in listed("sound.yaml")])
def test_nothing_is_found_in_a_sound_policy(inside: Scope, case: Any) -> None:
    assert [(one.code, one.place, one.words()) for one in check(TERMS, case["document"])] == []


def test_the_lists_have_thirty_each() -> None:
    assert len(listed("faulty.yaml")) >= 30
    assert len(listed("sound.yaml")) >= 30
