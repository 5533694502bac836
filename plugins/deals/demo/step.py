"""One step of a deal of the demo, and the words people use in it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Step:
    """A transition at a moment. `by`: partner, staff or system."""

    name: str
    at: datetime
    by: str = "staff"
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Words:
    """What people write, in the language of the program."""

    question: str
    refusal: str
    extension: str
    no_extension: str
    won: str
    lost: str
    duplicate: str
    second: str
    amendment: str
    wider: str
