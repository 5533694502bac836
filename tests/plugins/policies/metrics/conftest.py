"""Lines of invoices to be measured."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from core.entities import acting
from core.entities import scope as scopes
from core.entities.scope import Scope
from core.entities.unit import unit
from core.jobs.scopes import as_system
from core.portal import portal
from hansa import records
from hansa.testing import Kit
from hansa.testing.world import PARTNERS
from plugins.policies.api import Window, values
from plugins.policies.metrics import building
from tests.fixture_plugins.sales.plugin import LINE


@pytest.fixture
def inside(kit: Kit, db: Any, enable: Callable[..., None]) -> Iterator[Scope]:
    """The system acting in `alpha`, where invoices are measured."""
    enable("sales")
    with acting.entered(as_system(portal().programs.by_slug("alpha"))) as scope:
        yield scope


@pytest.fixture
def line(inside: Scope, program: Any) -> Callable[..., Any]:
    """`line("a", "2026-01-31", "100.50", product_line="bikes")`: an invoiced line of a partner."""

    def make(partner: str, day: str | None, amount: str | None = "100", **raw: Any) -> Any:
        moment = f"{day}T12:00:00+00:00" if day else None
        given = {"title": "Line", "invoiced_on": day, "sold_at": moment, "amount": amount, **raw}
        return unit(lambda: records.create(LINE, given, partner_id=program.partner(partner)))

    return make


def enter() -> None:
    """Act as the system in the program as it is now: after a request, or after something that made another revision of it."""
    scopes.swap(as_system(portal().programs.by_slug("alpha")))


def build_all() -> list[building.Report]:
    """Make the books complete, and meet the program as it is then, as the next request does."""
    found = unit(lambda: [building.build(one) for one in building.series_of()])
    enter()
    return found


@pytest.fixture(params=["records", "kept", "folded", "built"])
def ways(request: pytest.FixtureRequest, inside: Scope) -> Callable[[], None]:
    """The ways a figure comes about: from the records; from a book kept up, or added up in months; from one built afterwards.

    Call it between writing and asking: every test that does asserts that they agree.
    """
    if request.param in ("kept", "folded"):
        build_all()
    return {"built": build_all, "folded": lambda: unit(building.fold)}.get(request.param, lambda: None)


@pytest.fixture
def figures(program: Any) -> Callable[..., Any]:
    """`figures("sales.revenue", "this year", "2026-12-31")`: the figures of partners by their names."""
    names = {program.partner(name): name for name in PARTNERS}

    def ask(key: str, window: str, day: str, **options: Any) -> dict[Any, Any]:
        enter()
        found = values([key], Window.parse(window), day=date.fromisoformat(day), **options)[key]
        return {_named(names, at): figure for at, figure in found.items()}

    return ask


def _named(names: dict[Any, str], at: Any) -> Any:
    return tuple(names.get(part, part) for part in at) if isinstance(at, tuple) else names.get(at, at)
