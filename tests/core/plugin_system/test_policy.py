from decimal import Decimal

import pytest

from core.plugin_system.policy import HookPolicy, hookspec_policy, policy_of


@pytest.mark.parametrize("result", [None, [], ["a"], ("a", "b")])
def test_lists_of_the_right_items_and_none_pass(result):
    HookPolicy("boot", (str,), many=True).check(result)


@pytest.mark.parametrize("result", ["a", [1], {"a"}, 7])
def test_anything_else_is_a_type_error(result):
    with pytest.raises(TypeError):
        HookPolicy("boot", (str,), many=True).check(result)


def test_a_hook_without_result_type_must_return_nothing():
    with pytest.raises(TypeError, match="nothing"):
        HookPolicy("veto").check(True)


def test_subclasses_are_told_from_instances():
    policy = HookPolicy("boot", (Decimal,), many=True, classes=True)
    policy.check([Decimal])
    with pytest.raises(TypeError, match="subclasses of Decimal"):
        policy.check([Decimal(1)])


def test_types_may_be_named():
    with pytest.raises(TypeError, match="Decimal"):
        HookPolicy("isolate", ("decimal:Decimal",)).check(1)


def test_a_plain_specification_is_isolated_and_unchecked():
    policy_of(lambda: None).check(object())
    assert policy_of(lambda: None).failure == "isolate"


def test_a_specification_carries_its_policy():
    @hookspec_policy("closed", bool)
    def allowed() -> bool: ...

    assert policy_of(allowed) == HookPolicy("closed", (bool,))
