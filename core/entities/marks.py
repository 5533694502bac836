"""The marks by which the wall knows statements: those the core wrote, and those with criteria inside."""

from dataclasses import dataclass


class Trusted:
    """Execution option `hansa_wall` of a statement the core wrote with care for who may see what."""


@dataclass(frozen=True)
class Checked:
    """Execution option `hansa_wall` of a statement that has the criteria of actors of this reach inside."""

    reach: str


MARK = Trusted()
WALL = {"hansa_wall": MARK}
