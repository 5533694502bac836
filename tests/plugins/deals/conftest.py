"""Deals of partner A and B, and moving them."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.entities import records
from core.entities.registry import registry
from core.entities.unit import unit
from core.jobs.relay import relay
from core.jobs.run import run_next
from core.programs.settings import save_settings
from core.workflow.due import run_due
from core.workflow.perform import perform
from hansa.testing import Kit, Person
from plugins.deals.registration.kind import REGISTRATION
from plugins.deals.states import PROTECTED
from plugins.policies.checking import checker
from plugins.policies.versions.lifecycle import draft, make_policy
from plugins.policies.versions.publishing import publish


@pytest.fixture
def deal(make_record) -> Callable[..., uuid.UUID]:
    """`deal(by="b", state="submitted", customer_name="Acme")` makes a deal of that person's partner."""

    def make(*, by: str = "a", program: str = "alpha", **values: Any) -> uuid.UUID:
        common = {"customer_domain": None, "customer_registration_no": None, "customer_country": None, "lines": []}
        return make_record("deals.deal", by=by, program=program, **{**common, **values})

    return make


@pytest.fixture
def in_state(deal: Any) -> Callable[..., uuid.UUID]:
    """A deal in a state, protected for a month where that state is of a protected one."""

    def make(state: str, **values: Any) -> uuid.UUID:
        until = clock.today("Europe/Berlin") + timedelta(days=30) if state in PROTECTED else None
        return deal(state=state, asked_fields=[], extensions=0, protected_until=until, **values)

    return make


@pytest.fixture
def move(kit: Kit) -> Callable[..., Any]:
    """`move(id, "approve", by="manager")`: make a transition and return the deal as a dict of its columns."""

    def act(deal_id: uuid.UUID, name: str, *, by: str = "a", program: str = "alpha", **raw: Any) -> dict[str, Any]:
        with kit.acting(Person(by, program)):
            entity = registry()["deals.deal"]
            unit(lambda: perform(entity, records.get(entity, deal_id), name, raw))
            return _columns(entity, deal_id)

    return act


@pytest.fixture
def read(kit: Kit) -> Callable[..., Any]:
    """`read(id)`: a deal as it is stored."""

    def get(deal_id: uuid.UUID, program: str = "alpha") -> dict[str, Any]:
        with kit.acting(Person("admin", program)):
            return _columns(registry()["deals.deal"], deal_id)

    return get


@pytest.fixture
def rows(kit: Kit) -> Callable[..., list[Any]]:
    """`rows(File)`: all rows of a table, as its owner sees them."""

    def read_all(model: Any) -> list[Any]:
        with kit.owner.connect() as connection:
            return list(connection.execute(model.__table__.select().order_by(model.__table__.c.id)))

    return read_all


@pytest.fixture
def granted(deal, move) -> Callable[..., uuid.UUID]:
    """A protected deal."""

    def make(*, by: str = "a", **values: Any) -> uuid.UUID:
        made = deal(by=by, **values)
        move(made, "submit", by=by)
        move(made, "approve", by="manager")
        return made

    return make


@pytest.fixture
def configure(kit: Kit) -> Callable[..., None]:
    """`configure(disclosure="status")` changes settings of deals in `alpha`."""

    def change(**values: Any) -> None:
        with kit.acting(Person("admin")):
            unit(lambda: save_settings("deals", values))
        kit.portal.programs.forget()

    return change


@pytest.fixture
def run_timers(kit: Kit) -> Callable[..., int]:
    """Run what is due at a moment."""

    def run(now: Any, program: str = "alpha") -> int:
        with kit.app.app_context():
            return run_due(kit.portal.programs.by_slug(program), now)

    return run


@pytest.fixture
def policy(kit: Kit) -> Callable[..., None]:
    """`policy(quota="1")`: publish a registration policy in `alpha`; warnings are accepted."""

    def put(**document: Any) -> None:
        def make() -> None:
            made = draft(make_policy(REGISTRATION), document)
            accept = {found.key: "tested" for found in checker.check(REGISTRATION, made.document)}
            publish(made, accept=accept)

        with kit.acting(Person("admin")):
            unit(make)
        kit.portal.programs.forget()

    return put


@pytest.fixture
def registered(deal: Any, move: Any) -> Callable[..., uuid.UUID]:
    """A submitted deal of one customer."""

    def make(by: str = "a", **values: Any) -> uuid.UUID:
        made = deal(by=by, **{"customer_name": "Acme Ltd.", **values})
        move(made, "submit", by=by)
        return made

    return make


@pytest.fixture
def deliver(kit: Kit) -> Callable[[], None]:
    """Deliver events and run the jobs they bring, until nothing is left."""

    def run() -> None:
        with kit.app.app_context():
            relay()
        while run_next(kit.app):
            pass

    return run


def _columns(entity: Any, deal_id: uuid.UUID) -> dict[str, Any]:
    record = records.get(entity, deal_id)
    return {column.name: getattr(record, column.name) for column in entity.table.c}
