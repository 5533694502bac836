"""Counting requests by the minute: in this process, and with the other processes for callers who are many."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

MOST_CALLERS = 50_000
"""Callers a process counts in one minute; further ones are limited by their address."""

SHARES = 8
"""A process tells the others after each eighth of a limit."""

Share = Callable[[str, int], int]


@dataclass(slots=True)
class _Count:
    total: int = 0
    untold: int = 0


@dataclass
class Counters:
    """The counts of the present minute in this process."""

    _minute: int = 0
    _counts: dict[str, _Count] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, name: str, most: int, moment: float, share: Share | None = None) -> int:
        """Count a request; returns 0, or the seconds to wait when there were more than `most` in this minute.

        `share(name, hits)` adds hits to the count of all processes and returns it.
        """
        minute, second = divmod(int(moment), 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            if name not in self._counts and len(self._counts) >= MOST_CALLERS:
                return 0
            count = self._counts.setdefault(name, _Count())
            count.total, count.untold = count.total + 1, count.untold + 1
            told = count.untold if count.total <= most and count.untold >= max(1, most // SHARES) else 0
            count.untold -= told if share else 0
        if share and told:
            count.total = max(count.total, share(f"rate:{minute}:{name}", told) + count.untold)
        return 60 - second if count.total > most else 0
