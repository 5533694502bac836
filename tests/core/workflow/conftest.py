"""Errands of partner A, and moving them as this or that person."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from core import clock
from core.entities import records
from core.entities.registry import registry
from core.entities.unit import unit
from core.workflow.due import run_due
from core.workflow.perform import perform
from hansa.testing import Kit, Person


@pytest.fixture
def errand(make_record) -> Callable[..., uuid.UUID]:
    """`errand(amount="5000", state="sent")` makes an errand of partner A."""

    def make(*, by: str = "a", amount: str = "10", due_at: str | None = None, state: str = "new", **values: Any) -> uuid.UUID:
        return make_record("errands.errand", by=by, amount=amount, due_at=due_at, state=state, remark=None, **values)

    return make


@pytest.fixture
def move(kit: Kit) -> Callable[..., Any]:
    """`move(id, "send")`, `move(id, "finish", by="manager", version=2)`: make a transition, return the outcome."""

    def act(record_id: uuid.UUID, name: str, *, by: str = "a", raw: dict[str, Any] | None = None, version: int | None = None) -> Any:
        with kit.acting(Person(by)):
            entity = registry()["errands.errand"]
            return unit(lambda: perform(entity, records.get(entity, record_id), name, raw, version=version))

    return act


@pytest.fixture
def read(kit: Kit) -> Callable[..., Any]:
    """`read(id, "state")`: an attribute of an errand as it is stored."""

    def get(record_id: uuid.UUID, name: str) -> Any:
        with kit.acting(Person("admin")):
            return getattr(records.get(registry()["errands.errand"], record_id), name)

    return get


@pytest.fixture
def run_timers(kit: Kit, program) -> Callable[..., int]:
    """Run what is due now, or at another moment, in a program."""

    def run(slug: str = "alpha", now: datetime | None = None) -> int:
        with kit.app.app_context():
            return run_due(kit.portal.programs.by_slug(slug), now or clock.now())

    return run


@pytest.fixture
def rows(kit: Kit) -> Callable[..., list[Any]]:
    """`rows(Vote)`: all rows of a table, as its owner sees them."""

    def read_all(model: Any) -> list[Any]:
        with kit.owner.connect() as connection:
            return list(connection.execute(model.__table__.select().order_by(model.__table__.c.id)))

    return read_all
