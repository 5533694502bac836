from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

import pytest
import sqlalchemy as sa

from core.identity.actor import ANONYMOUS, Actor
from core.web.door import csrf
from hansa.testing import Kit, Person
from tests.matrix.planting import Garden, plant
from tests.matrix.routes import Way, ways

PEOPLE = ("anonymous", "b", "lesser", "west", "finance", "admin", "a")
FORBIDDEN = ("anonymous", "b", "west")
"""Who has nothing at all to do with partner A."""

CURIOUS = ("b", "west", "lesser")
"""Whose lists are searched, filtered and sorted in every way there is."""


@dataclass
class Walk:
    """What the answers of many addresses showed that they must not, and which of them tell a foreign record from an unknown one."""

    leaks: list[str] = field(default_factory=list)
    telling: list[str] = field(default_factory=list)
    compared: int = 0


@dataclass
class Matrix:
    """The portal with A's rows planted in it, and every way into it."""

    kit: Kit
    garden: Garden
    ways: list[Way]
    actors: dict[str, Actor]
    looking: sa.Connection
    """Open all the time: thousands of probes are followed by a look past the wall."""
    walks: dict[tuple[str, str], "Walk"] = field(default_factory=dict)
    """What came of the probes already sent, by person and kind of request: several tests judge the same answers."""

    @cached_property
    def seed(self) -> str:
        """What the forms of a visitor are bound to: a page gave it out, and any visitor may send it."""
        visitor = self.kit.client()
        visitor.get("/alpha/signin")
        cookie = visitor.get_cookie(csrf.SEED_COOKIE)
        assert cookie is not None
        return cookie.value

    def person(self, name: str) -> Person | None:
        return None if name == "anonymous" else Person(name)


@pytest.fixture(scope="module")
def matrix(hansa_kit: Kit) -> Iterator[Matrix]:
    hansa_kit.reset()
    garden = plant(hansa_kit)
    actors = {"anonymous": ANONYMOUS}
    for name in PEOPLE[1:]:
        with hansa_kit.acting(Person(name)) as scope:
            actors[name] = scope.actor
    with hansa_kit.owner.connect() as looking:
        yield Matrix(hansa_kit, garden, ways(hansa_kit, garden), actors, looking)
    hansa_kit.reset()
