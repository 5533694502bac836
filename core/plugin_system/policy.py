"""What a failing hook does, and what a hook may return."""

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, TypeVar

Failure = Literal["boot", "veto", "isolate", "closed"]
Function = TypeVar("Function", bound=Callable[..., Any])

_ATTRIBUTE = "hansa_policy"


@dataclass(frozen=True)
class HookPolicy:
    """The rules of one hook.

    `failure`: *boot* marks the plugin failed, *veto* aborts the transaction, *isolate* is recorded and the others go
    on, *closed* denies. `result`: the permitted types, as classes or as "module:name" (none = the hook returns
    nothing); `many`: a list of them; `classes`: subclasses, not instances. `writes`: an isolated hook that may write.
    `watched`: the watchdog suspends the plugin when the hook hangs.
    """

    failure: Failure = "isolate"
    result: tuple[type | str, ...] = ()
    many: bool = False
    classes: bool = False
    writes: bool = False
    watched: bool = True

    @cached_property
    def types(self) -> tuple[type, ...]:
        """The permitted types. Names are resolved on first use: specifications are imported first of all."""
        return tuple(pkgutil.resolve_name(kind) if isinstance(kind, str) else kind for kind in self.result)

    def check(self, result: Any) -> None:
        """Raise TypeError when a hook returned something else than its specification says; None is always allowed."""
        if result is None:
            return
        if self.many and not isinstance(result, list | tuple):
            raise TypeError(f"the hook must return a list, not {type(result).__name__}")
        for item in result if self.many else (result,):
            if not self._fits(item):
                raise TypeError(f"the hook must return {self._expected()}, not {item!r:.80}")

    def _fits(self, item: Any) -> bool:
        return isinstance(item, type) and issubclass(item, self.types) if self.classes else isinstance(item, self.types)

    def _expected(self) -> str:
        names = " or ".join(kind.__name__ for kind in self.types) or "nothing"
        return ("subclasses of " if self.classes else "") + names


def hookspec_policy(failure: Failure = "isolate", *result: type | str, **options: bool) -> Callable[[Function], Function]:
    """Give a hook specification its policy. Without it a hook is isolated and may return anything."""

    def attach(function: Function) -> Function:
        setattr(function, _ATTRIBUTE, HookPolicy(failure, result, **options))
        return function

    return attach


def policy_of(function: Callable[..., Any]) -> HookPolicy:
    """Return the policy given by `hookspec_policy`, or the default one."""
    policy: HookPolicy = getattr(function, _ATTRIBUTE, HookPolicy("isolate", (object,)))
    return policy
