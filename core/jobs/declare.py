"""Declarations of background work and of events."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

LINES = {"hour": "0 * * * *", "day": "0 0 * * *"}
"""Words for schedules, as cron lines."""


@dataclass(frozen=True)
class Job:
    """Work in the background: `func(program, **payload)`, run as the system in the scope of a program.

    `every`: a cron line in the program's zone, `hour` or `day`; None = queued only. `retries`: further tries after a
    failure, with growing waits, before the job is shown as dead. `atomic`: what the function writes and the note that
    it is done are one transaction; a function that talks to other servers sets it to False, opens its own units and
    must bear being repeated. `site`: once for the whole site, `func(None)`, without a scope.
    """

    name: str
    func: Callable[..., Any]
    every: str | None = None
    retries: int = 5
    atomic: bool = True
    site: bool = False


@dataclass(frozen=True, kw_only=True)
class Event:
    """A domain event. A subclass declares one: `type` is `<plugin>.<what>`; the payload's fields are added to, never changed,
    within a `version`; `sample` is a payload. An instance is what `on_event` hears.

    `changes` of a payload are fields its partner may read; what else changed is under `internal` and is for the vendor's
    people only. What leaves the portal, or reaches a partner, is `shared`.
    """

    type: str = ""
    version: int = 1
    sample: ClassVar[dict[str, Any]] = {}
    id: uuid.UUID
    program_id: uuid.UUID
    entity: str
    record_id: uuid.UUID | None = None
    record_version: int | None = None
    actor: Mapping[str, Any] = field(default_factory=dict)
    occurred_at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shared(self) -> Mapping[str, Any]:
        """The payload without what is for the vendor's people only."""
        return {name: value for name, value in self.payload.items() if name != "internal"}
