"""A conflict between A and B about deals of theirs, moved by the people it belongs to."""

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
from core.workflow.due import run_due
from core.workflow.perform import perform
from hansa.testing import Kit, Person, ProgramOfTest
from plugins.conflicts import services

SPLIT = {"outcome": "split", "share": "60", "other_share": "40", "ruling": "Both worked for it."}
RULE = {**SPLIT, "rule": "Deal policy v1, 4.2"}
RAW = {
    "triage": {"kind": "horizontal"}, "dismiss": {"reason": "No overlap."}, "propose": SPLIT, "rule": RULE, "decide_appeal": RULE,
    "apply": {"cause": "name-variant"}, "publish": {"title": "One tender", "rule": "v1, 4.2", "summary": "The credit was split."},
}  # fmt: skip


@pytest.fixture
def deal(make_record) -> Callable[..., uuid.UUID]:
    """`deal("b", state="submitted")`: a registration of that partner; protected ones for a month."""

    def make(by: str = "a", state: str = "approved", **values: Any) -> uuid.UUID:
        until = clock.today("Europe/Berlin") + timedelta(days=30) if state in ("approved", "extending") else None
        common = {
            "customer_domain": None,
            "customer_registration_no": None,
            "customer_country": None,
            "lines": [],
            "close_date": "2036-01-01",
        }
        return make_record("deals.deal", by=by, **{**common, "state": state, "protected_from": until, "protected_until": until, **values})

    return make


@pytest.fixture
def act(kit: Kit) -> Callable[..., Any]:
    """`act("manager", lambda: ...)`: run code as somebody, in a unit."""

    def run(by: str, work: Callable[[], Any]) -> Any:
        with kit.acting(Person(by)):
            return unit(work)

    return run


@pytest.fixture
def docket(deal, act) -> uuid.UUID:
    """A's deal is protected, B's in review; staff opened a conflict."""
    raw = {"subject": "One tender", "kind": "horizontal", "first_deal_id": str(deal("a")), "second_deal_id": str(deal("b", "submitted"))}
    made: uuid.UUID = act("manager", lambda: records.create(registry()["conflicts.docket"], raw).id)
    return made


@pytest.fixture
def move(act) -> Callable[..., Any]:
    """`move(id, "triage", "ask_evidence", by="manager")`: make transitions with ordinary input."""

    def make(docket_id: uuid.UUID, *names: str, by: str = "manager", **raw: Any) -> None:
        entity = registry_entity("docket")
        for name in names:
            act(by, lambda name=name: perform(entity(), records.get(entity(), docket_id), name, raw or RAW.get(name, {})))

    return make


def registry_entity(name: str) -> Callable[[], Any]:
    return lambda: registry()[f"conflicts.{name}"]


@pytest.fixture
def read(kit: Kit) -> Callable[..., dict[str, Any]]:
    """`read("conflicts.docket", id)`: a record as it is stored."""

    def get(entity: str, record_id: uuid.UUID, by: str = "admin") -> dict[str, Any]:
        with kit.acting(Person(by)):
            kind = registry()[entity]
            record = records.get(kind, record_id)
            return {column.name: getattr(record, column.name) for column in kind.table.c}

    return get


@pytest.fixture
def case(kit: Kit) -> Callable[..., Any]:
    """`case(docket_id, "b")`: the case of a partner as stored; None when there is none."""

    def find(docket_id: uuid.UUID, whose: str) -> Any:
        table = kit.portal.registry["conflicts.case"].table
        with kit.owner.connect() as connection:
            rows = connection.execute(
                table.select().where(table.c.docket_id == docket_id, table.c.partner_id == ProgramOfTest("alpha").partner(whose))
            )
            return rows.one_or_none()

    return find


@pytest.fixture
def settled(move, case, act) -> Callable[[uuid.UUID], None]:
    """Bring a conflict to an agreement that both parties accepted."""

    def settle(docket_id: uuid.UUID, **outcome: Any) -> None:
        move(docket_id, "triage", "ask_evidence", "close_evidence")
        move(docket_id, "propose", **(outcome or SPLIT))
        for by in "ab":
            act(by, lambda by=by: services.accept(records.get(registry()["conflicts.case"], case(docket_id, by).id)))
        move(docket_id, "settle")

    return settle


@pytest.fixture
def run_timers(kit: Kit) -> Callable[..., int]:
    def run(now: Any) -> int:
        with kit.app.app_context():
            return run_due(kit.portal.programs.by_slug("alpha"), now)

    return run


@pytest.fixture
def deliver(kit: Kit) -> Callable[[], None]:
    """Deliver everything that happened so far, as a worker would."""

    def run() -> None:
        with kit.app.app_context():
            relay()
        while run_next(kit.app):
            pass

    return run
