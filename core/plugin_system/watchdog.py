"""Knows which hook runs in which thread, and ends the process when one hangs: a thread cannot be stopped otherwise."""

import logging
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass

log = logging.getLogger("hansa.watchdog")

EXIT_CODE = 70

OnHang = Callable[[str, str, str], None]
IsSuspended = Callable[[str], bool]


@dataclass
class Running:
    """A hook call that has not ended; `since` in seconds of the monotonic clock."""

    plugin: str
    hook: str
    since: float
    thread: int
    warned: bool = False
    reported: bool = False

    def stack(self) -> str:
        frame = sys._current_frames().get(self.thread)
        return "".join(traceback.format_stack(frame)) if frame else ""


class _Marked:
    """Notes a run while its block lasts, and the outer one again afterwards."""

    __slots__ = ("_outer", "_run", "_running")

    def __init__(self, running: dict[int, Running], plugin: str, hook: str):
        self._running, self._run = running, Running(plugin, hook, time.monotonic(), threading.get_ident())

    def __enter__(self) -> None:
        self._outer = self._running.get(self._run.thread)
        self._running[self._run.thread] = self._run

    def __exit__(self, *error: object) -> None:
        if self._outer is None:
            del self._running[self._run.thread]
        else:
            self._running[self._run.thread] = self._outer


class Watchdog:
    """Warns about a hook after `warn_after` seconds; after `hang_after` calls `on_hang(plugin, hook, stack)` and exits.

    The process ends with status 70 and is respawned by the server; `on_hang` has recorded the suspension before. When another process
    has recorded it, which `is_suspended` tells, a call that is overdue is not waited for: it may have begun as that one gave way.
    """

    def __init__(
        self,
        on_hang: OnHang | None = None,
        *,
        warn_after: float = 2.0,
        hang_after: float = 20.0,
        leave: Callable[[int], object] = os._exit,
    ):
        self.on_hang, self.warn_after, self.hang_after, self.leave = on_hang, warn_after, hang_after, leave
        self.is_suspended: IsSuspended = lambda plugin: False
        self._running: dict[int, Running] = {}
        self._stop = threading.Event()
        self._enabled, self._pid = False, 0

    def start(self) -> None:
        """Watch from now on. A forked process starts its own thread at its first hook."""
        self._enabled = True
        self._stop.clear()

    def stop(self) -> None:
        self._enabled, self._pid = False, 0
        self._stop.set()

    def running(self, plugin: str, hook: str) -> "_Marked":
        """Mark the block as a run of this hook in the present thread."""
        if self._enabled and self._pid != os.getpid():
            self._spawn()
        return _Marked(self._running, plugin, hook)

    def look(self) -> None:
        """Judge the hooks that run now; called by the thread about ten times per `warn_after`."""
        for run in list(self._running.values()):
            seconds = time.monotonic() - run.since
            if seconds > self.hang_after and not run.reported:
                self._report(run, seconds)
            elif seconds > self.warn_after and not run.reported:
                self._overdue(run, seconds)

    def _overdue(self, run: Running, seconds: float) -> None:
        if not run.warned:
            run.warned = True
            log.warning("plugin %s, hook %s runs for %.1f s\n%s", run.plugin, run.hook, seconds, run.stack())
        if self.is_suspended(run.plugin):
            run.reported = True
            log.critical("plugin %s was suspended by another process while its hook %s runs here, for %.1f s", run.plugin, run.hook, seconds)
            self.leave(EXIT_CODE)

    def _report(self, run: Running, seconds: float) -> None:
        run.reported, stack = True, run.stack()
        log.critical("plugin %s hangs in hook %s for %.1f s and is suspended\n%s", run.plugin, run.hook, seconds, stack)
        try:
            if self.on_hang is not None:
                self.on_hang(run.plugin, run.hook, stack)
        except Exception:
            log.exception("the suspension of plugin %s could not be recorded", run.plugin)
        self.leave(EXIT_CODE)

    def _spawn(self) -> None:
        self._pid = os.getpid()
        threading.Thread(target=self._watch, name="hansa-watchdog", daemon=True).start()

    def _watch(self) -> None:
        while not self._stop.wait(self.warn_after / 10):
            self.look()
