"""Ways to act on the program `alpha` in tests."""

from collections.abc import Callable
from typing import Any

from core.entities.scope import Scope
from core.entities.unit import unit
from core.programs.state import ProgramState
from hansa.testing import Kit, Person

ADMIN = Person("admin")


def as_admin(kit: Kit, work: Callable[[Scope], Any], program: str = "alpha") -> Any:
    """Run `work` with the admin's scope in a unit and return its result."""
    with kit.acting(Person("admin", program)) as scope:
        return unit(lambda: work(scope))


def state(kit: Kit, program: str = "alpha") -> ProgramState:
    """Return the program as the next request sees it."""
    with kit.acting(Person("admin", program)) as scope:
        return scope.program
