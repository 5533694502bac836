"""Run one implementation of a hook: sealed, timed, watched, its result checked, its failure treated by policy."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, NoReturn

from marshmallow import ValidationError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from core.errors import Denied, Problem
from core.plugin_system.failures import FailureLog, HookMisuse, PluginFailure
from core.plugin_system.isolation import SessionGuard, current_session, sealed
from core.plugin_system.listeners import ListenerWatch
from core.plugin_system.policy import HookPolicy
from core.plugin_system.watchdog import Watchdog

Passed = tuple[type[Exception], ...]

REFUSALS: Passed = (Problem, ValidationError)
"""What a plugin raises on purpose."""

BROKEN = (Exception, SystemExit)
"""What counts as a failure; libraries call sys.exit."""


@dataclass(frozen=True)
class Call:
    """An implementation to run: a plugin's function, `arguments` being those of the hook it asks for."""

    hook: str
    policy: HookPolicy
    plugin: str
    root: str
    function: Callable[..., Any]
    arguments: tuple[str, ...]


class Runner:
    """Runs calls and remembers how they went."""

    def __init__(self, watchdog: Watchdog, *, strict: bool):
        self.watchdog, self.strict = watchdog, strict
        self.failures = FailureLog()
        self.listeners = ListenerWatch()
        self._by_policy = {"veto": self._veto, "closed": self._closed, "isolate": self._isolate, "boot": self.plain}

    def run(self, call: Call, given: Mapping[str, Any]) -> Any:
        """Run by the policy of the hook."""
        return self._by_policy[call.policy.failure](call, given)

    def raising(self, call: Call, given: Mapping[str, Any]) -> Any:
        """Run, record a failure and raise it."""
        with self._recorded(call, given):
            return self.plain(call, given)

    def plain(self, call: Call, given: Mapping[str, Any]) -> Any:
        """Run and check; failures are the caller's."""
        session = current_session()
        with sealed(session):
            return self._checked(call, given, session)

    def _checked(self, call: Call, given: Mapping[str, Any], session: Session | None) -> Any:
        watched = self.watchdog.running(call.plugin, call.hook) if call.policy.watched else nullcontext()
        try:
            with watched:
                result = call.function(**{name: given[name] for name in call.arguments})
        finally:
            left = self.listeners.take_back(call.root, session) if call.policy.failure != "boot" else []
        if left:
            raise HookMisuse(f"the hook left listeners behind: {', '.join(left)}")
        call.policy.check(result)
        return result

    def _veto(self, call: Call, given: Mapping[str, Any]) -> Any:
        return self._or(call, given, (*REFUSALS, OperationalError), lambda: PluginFailure(call.plugin, call.hook))

    def _closed(self, call: Call, given: Mapping[str, Any]) -> Any:
        return self._or(call, given, (Problem, OperationalError), Denied)

    def _or(self, call: Call, given: Mapping[str, Any], passed: Passed, other: Callable[[], Problem]) -> Any:
        """Let `passed` through (refusals, and what the unit of work retries); answer everything else with `other`."""
        try:
            with self._recorded(call, given, but=passed):
                return self.plain(call, given)
        except passed:
            raise
        except BROKEN as error:
            self._raise(other(), call, error)

    def _raise(self, problem: Problem, call: Call, cause: BaseException) -> NoReturn:
        problem.add_note(_note(call))
        raise problem from cause

    def _isolate(self, call: Call, given: Mapping[str, Any]) -> Any:
        session, start = current_session(), time.monotonic()
        guard = SessionGuard(session, writes=call.policy.writes) if session is not None else nullcontext()
        try:
            with guard:
                result = self._checked(call, given, session)
        except BROKEN as error:
            self._record(call, given, error, start)
            if self.strict:
                raise
            return None
        self.failures.succeeded(call.plugin, call.hook, time.monotonic() - start)
        return result

    @contextmanager
    def _recorded(self, call: Call, given: Mapping[str, Any], but: Passed = ()) -> Iterator[None]:
        start = time.monotonic()
        try:
            yield
        except BROKEN as error:
            self._record(call, given, error, start, but)
            raise
        self.failures.succeeded(call.plugin, call.hook, time.monotonic() - start)

    def _record(self, call: Call, given: Mapping[str, Any], error: BaseException, start: float, but: Passed = ()) -> None:
        error.add_note(_note(call))
        if not isinstance(error, but):
            self.failures.record(call.plugin, call.hook, given, error, time.monotonic() - start)


def _note(call: Call) -> str:
    return f"raised by plugin {call.plugin!r} in hook {call.hook!r}"
