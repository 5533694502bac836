from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cached_property

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import EnvironHeaders

from core.identity.actor import ANONYMOUS, Actor
from core.web.door import csrf
from hansa.testing import Kit, Person
from hansa.testing.databases import Written
from tests.matrix.asking import one_header
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

    leaks: dict[str, list[str]]
    """By the form it was asked in."""
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
    """Open all the time: it looks past the wall."""
    written: Written
    """What probes change, to see who was signed out."""
    walks: dict[tuple[str, str], "Walk"] = field(default_factory=dict)
    """What came of the probes already sent, by person and kind of request: several tests judge the same answers."""
    _tokens: dict[str, str] = field(default_factory=dict)

    @cached_property
    def seed(self) -> str:
        """What the forms of a visitor are bound to: a page gave it out, and any visitor may send it."""
        visitor = self.kit.client()
        visitor.get("/alpha/signin")
        cookie = visitor.get_cookie(csrf.SEED_COOKIE)
        assert cookie is not None
        return cookie.value

    def token(self, name: str) -> str:
        """The token in the forms of a person, or of a visitor."""
        if name not in self._tokens:
            client = self.kit.client(self.person(name))
            if name == "anonymous":
                client.set_cookie(csrf.SEED_COOKIE, self.seed)
            self._tokens[name] = client.csrf_token
        return self._tokens[name]

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
    with hansa_kit.owner.connect() as looking, closing(Written()) as written, pytest.MonkeyPatch.context() as patch:
        patch.setattr(EnvironHeaders, "getlist", one_header)  # the library's looks at all headers to find the cookies
        yield Matrix(hansa_kit, garden, ways(hansa_kit, garden), actors, looking, written)
    hansa_kit.reset()
