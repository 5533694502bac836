"""Leads, their copies, and the policy that routes them, in the program `alpha`."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import pytest

from core.entities import records
from core.entities.registry import registry
from core.entities.unit import unit
from core.jobs.relay import relay
from core.jobs.run import run_next
from core.workflow.due import run_due
from core.workflow.perform import perform
from hansa.testing import Kit, Person
from plugins.policies.versions import lifecycle
from plugins.policies.versions.kinds import kind_of
from plugins.policies.versions.publishing import publish as publish_version


def columns(record: Any) -> dict[str, Any]:
    return {column.key: getattr(record, column.key) for column in type(record).__table__.columns}


@pytest.fixture
def lead(make_record) -> Callable[..., uuid.UUID]:
    """`lead(country="FR")`: a lead whose legal basis is confirmed; nothing is distributed before `work()`."""

    def make(**values: Any) -> uuid.UUID:
        common = {
            "consent_basis": "consent", "consent_expires": None, "brought_by": None, "contact_email": "jane@secret.example", "latitude": None,
            "longitude": None, "contact_name": "Jane Secret", "meant_for": None, "company": "Secret Holdings", "street": "9 Hidden Lane", "source": "event",
        }  # fmt: skip
        return make_record("leads.lead", by="manager", **{**common, **values})

    return make


@pytest.fixture
def work(kit: Kit) -> Callable[[], int]:
    """Deliver all events and run all background work that is due; return how many jobs that were."""

    def run() -> int:
        count = 0
        for _round in range(3):
            with kit.app.app_context():
                relay()
            while run_next(kit.app):
                count += 1
        return count

    return run


@pytest.fixture
def read(kit: Kit) -> Callable[..., dict[str, Any]]:
    """`read(lead_id)`: a lead as it is stored."""

    def get(lead_id: uuid.UUID) -> dict[str, Any]:
        with kit.acting(Person("admin")):
            return columns(records.get(registry()["leads.lead"], lead_id))

    return get


@pytest.fixture
def copies(kit: Kit) -> Callable[..., list[dict[str, Any]]]:
    """`copies(lead_id)`: all copies of a lead, in order."""

    def get(lead_id: uuid.UUID | None = None) -> list[dict[str, Any]]:
        table = registry_table(kit)
        with kit.owner.connect() as connection:
            wanted = table.select().order_by(table.c.id)
            rows = connection.execute(wanted if lead_id is None else wanted.where(table.c.lead_id == lead_id))
            return [dict(row._mapping) for row in rows]

    return get


def registry_table(kit: Kit) -> Any:
    return kit.portal.registry["leads.assignment"].table


@pytest.fixture
def move(kit: Kit) -> Callable[..., dict[str, Any]]:
    """`move("leads.assignment", id, "accept", by="a")`: make a transition; returns the record as it is then."""

    def act(key: str, record_id: uuid.UUID, name: str, *, by: str = "manager", **raw: Any) -> dict[str, Any]:
        with kit.acting(Person(by)):
            entity = registry()[key]
            unit(lambda: perform(entity, records.get(entity, record_id), name, raw))
            return columns(records.get(entity, record_id))

    return act


@pytest.fixture
def publish(kit: Kit) -> Callable[[Mapping[str, Any]], None]:
    """`publish({"rules": [...]})`: put a routing policy in force."""

    def put(document: Mapping[str, Any]) -> None:
        with kit.acting(Person("admin")):
            unit(lambda: force(document))

    return put


@pytest.fixture
def timers(kit: Kit) -> Callable[[datetime], None]:
    """`timers(moment)`: what is due by then happens."""

    def run(moment: datetime) -> None:
        with kit.acting(Person("admin")) as scope:
            program = scope.program
        with kit.app.app_context():
            run_due(program, moment)

    return run


def force(document: Mapping[str, Any]) -> None:
    kind = kind_of("leads.routing")
    policy = lifecycle.policy_named(kind.key, kind.slug) or lifecycle.make_policy(kind)
    publish_version(lifecycle.draft(policy, document))
