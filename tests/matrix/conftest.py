from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from core.identity.actor import ANONYMOUS, Actor
from hansa.testing import Kit, Person
from tests.matrix.planting import Garden, plant
from tests.matrix.routes import Way, ways

PEOPLE = ("anonymous", "b", "lesser", "west", "finance", "admin", "a")
FORBIDDEN = ("anonymous", "b", "west")
"""Who has nothing at all to do with partner A."""

CURIOUS = ("b", "west", "lesser")
"""Whose lists are searched, filtered and sorted in every way there is."""


@dataclass
class Matrix:
    """The portal with A's rows planted in it, and every way into it."""

    kit: Kit
    garden: Garden
    ways: list[Way]
    actors: dict[str, Actor]

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
    yield Matrix(hansa_kit, garden, ways(hansa_kit, garden), actors)
    hansa_kit.reset()
