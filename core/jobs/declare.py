"""Declarations of background work and of events."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class Job:
    """Work in the background, in the scope of a program. `every`: a cron line in the program's zone, `hour` or `day`; None = queued only."""

    name: str
    func: Callable[..., Any]
    every: str | None = None
    retries: int = 5


class Event:
    """A domain event: `type` is `<plugin>.<what>`; the payload's fields are added to, never changed, within a `version`."""

    type: ClassVar[str] = ""
    version: ClassVar[int] = 1
    sample: ClassVar[dict[str, Any]] = {}
