"""Run one implementation of a hook: sealed, timed, watched, its result checked, its failure treated by policy."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

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

VETO: Passed = (*REFUSALS, OperationalError)
CLOSED: Passed = (Problem, OperationalError)
"""What passes through hooks of these policies as it is; an OperationalError because the unit of work may be tried again."""

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

    def run(self, calls: Sequence[Call], given: Mapping[str, Any]) -> list[Any]:
        """Run the implementations of one hook by its policy."""
        failure = calls[0].policy.failure
        if failure == "isolate":
            return [self._isolate(call, given) for call in calls]
        if failure == "boot":
            return [self.plain(call, given) for call in calls]
        passed, other = (VETO, PluginFailure) if failure == "veto" else (CLOSED, _denied)
        session = current_session()
        with sealed(session):
            return [self._or(call, given, session, passed, other) for call in calls]

    def raising(self, call: Call, given: Mapping[str, Any]) -> Any:
        """Run, record a failure and raise it."""
        start = time.monotonic()
        try:
            result = self.plain(call, given)
        except BROKEN as error:
            self._record(call, given, error, start)
            raise
        self.failures.succeeded(call.plugin, call.hook, time.monotonic() - start)
        return result

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

    def _or(self, call: Call, given: Mapping[str, Any], session: Session | None, passed: Passed, other: Callable[[str, str], Problem]) -> Any:
        """Let `passed` through (refusals, and what the unit of work retries); answer everything else with `other`."""
        start = time.monotonic()
        try:
            result = self._checked(call, given, session)
        except BROKEN as error:
            self._record(call, given, error, start, passed)
            if isinstance(error, passed):
                raise
            problem = other(call.plugin, call.hook)
            problem.add_note(_note(call))
            raise problem from error
        self.failures.succeeded(call.plugin, call.hook, time.monotonic() - start)
        return result

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

    def _record(self, call: Call, given: Mapping[str, Any], error: BaseException, start: float, but: Passed = ()) -> None:
        error.add_note(_note(call))
        if not isinstance(error, but):
            self.failures.record(call.plugin, call.hook, given, error, time.monotonic() - start)


def _denied(plugin: str, hook: str) -> Problem:
    return Denied()


def _note(call: Call) -> str:
    return f"raised by plugin {call.plugin!r} in hook {call.hook!r}"
