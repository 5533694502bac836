"""What went wrong in hooks, for the admin page; and the answer a user gets."""

import logging
import traceback
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core import clock
from core.errors import Problem

log = logging.getLogger("hansa.hooks")

KEPT = 200
NOTICE_AFTER = 5


class PluginFailure(Problem):
    """A fault in a plugin aborted the change. Nothing was written; it is not the user's doing."""

    status, code, title = 500, "plugin-failed", "A plugin failed, so nothing was changed. Please tell an administrator."

    def __init__(self, plugin: str, hook: str):
        super().__init__(plugin=plugin, hook=hook)
        self.plugin, self.hook = plugin, hook


class MigrationRefused(Exception):
    """A step of a migration that would break something else; the message says what and what to do first."""


class HookMisuse(RuntimeError):
    """A hook did what a hook must not do: see the message."""


@dataclass(frozen=True)
class HookFailure:
    """One failed call; `seconds` until it failed."""

    plugin: str
    hook: str
    program: str | None
    at: datetime
    seconds: float
    traceback: str


class FailureLog(deque[HookFailure]):
    """The last failures of this process, newest last, and how many came in a row per plugin and hook."""

    def __init__(self) -> None:
        super().__init__(maxlen=KEPT)
        self._streaks: Counter[tuple[str, str]] = Counter()
        self.slowest: dict[tuple[str, str], float] = {}
        """Seconds of the longest successful call per plugin and hook."""

    def record(self, plugin: str, hook: str, given: Mapping[str, Any], error: BaseException, seconds: float) -> None:
        """Keep and log a failure."""
        text = "".join(traceback.format_exception(error))
        program = getattr(given.get("program"), "slug", None)
        self.append(HookFailure(plugin, hook, program, clock.now(), seconds, text))
        self._streaks[plugin, hook] += 1
        log.error("plugin %s failed in hook %s (program %s, %.3f s)", plugin, hook, program, seconds, exc_info=error)

    def succeeded(self, plugin: str, hook: str, seconds: float) -> None:
        """Keep the time, end a row of failures."""
        self.slowest[plugin, hook] = max(seconds, self.slowest.get((plugin, hook), 0.0))
        self._streaks.pop((plugin, hook), None)

    @property
    def notices(self) -> frozenset[str]:
        """The plugins of which one hook failed five times in a row."""
        return frozenset(plugin for (plugin, _), count in self._streaks.items() if count >= NOTICE_AFTER)
