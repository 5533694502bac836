import inspect

import pytest

from core.plugin_system import specs


@pytest.mark.parametrize("hook", sorted(specs.HOOKS))
def test_every_hook_is_documented_and_typed(hook):
    signature = inspect.signature(getattr(specs, hook))
    assert getattr(specs, hook).__doc__
    assert signature.return_annotation is not inspect.Signature.empty
    assert all(p.annotation is not inspect.Parameter.empty for p in signature.parameters.values())


@pytest.mark.parametrize("hook", sorted(hook for hook in specs.HOOKS if hook.startswith("register_")))
def test_boot_hooks_have_one_shape(hook):
    policy = specs.HOOKS[hook]
    assert (policy.failure, policy.many) == ("boot", True)
    assert not inspect.signature(getattr(specs, hook)).parameters


@pytest.mark.parametrize("hook", ["before_save", "before_delete", "before_transition", "program_enabled"])
def test_hooks_inside_a_transaction_can_veto_it(hook):
    assert specs.HOOKS[hook].failure == "veto"


@pytest.mark.parametrize("hook", ["restrict_query", "check_permission"])
def test_hooks_that_decide_about_access_fail_closed(hook):
    assert specs.HOOKS[hook].failure == "closed"
