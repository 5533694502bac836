"""Policies as tests write them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.entities import acting
from core.entities.scope import Scope
from core.jobs.scopes import as_system
from core.portal import portal
from hansa.testing import Kit

DATA = Path(__file__).parent / "data"


def listed(name: str) -> list[Any]:
    """Return the entries of a data file."""
    found: list[Any] = yaml.load((DATA / name).read_text(encoding="utf-8"), yaml.CSafeLoader)
    return found


@pytest.fixture
def inside(kit: Kit, db: Any, enable: Callable[..., None]) -> Iterator[Scope]:
    """The system acting in `alpha`, where the fixture plugin decides by policies."""
    enable("terms")
    scope = as_system(portal().programs.by_slug("alpha"))
    with acting.entered(scope):
        yield scope


