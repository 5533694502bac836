"""A team around a deal of A's, to which B is invited."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
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
from plugins.teams import reading, services


@pytest.fixture
def act(kit: Kit) -> Callable[..., Any]:
    """`act("manager", lambda: ...)`: run code as somebody, in a unit."""

    def run(by: str, work: Callable[[], Any]) -> Any:
        with kit.acting(Person(by)):
            return unit(work)

    return run


@pytest.fixture
def deal(make_record) -> uuid.UUID:
    """A's protected deal."""
    until = clock.today("Europe/Berlin") + timedelta(days=60)
    more = {"customer_domain": None, "customer_registration_no": None, "customer_country": None, "lines": [], "close_date": "2036-01-01"}
    made: uuid.UUID = make_record(
        "deals.deal", by="a", title="Secret deal", state="approved", protected_from=until, protected_until=until, **more
    )
    return made


@pytest.fixture
def team(act, deal) -> uuid.UUID:
    raw = {"title": "Harbour project", "deal_id": str(deal), "brief": "Win it together."}
    made: uuid.UUID = act("a", lambda: records.create(registry()["teams.team"], raw).id)
    return made


@pytest.fixture
def invite(act, team, program: ProgramOfTest) -> Callable[..., uuid.UUID]:
    def make(partner: str = "b", role: str = "presales", by: str = "manager") -> uuid.UUID:
        raw = {"team_id": str(team), "role": role, "message": "Please help."}
        made: uuid.UUID = act(by, lambda: records.create(registry()["teams.seat"], raw, partner_id=program.partner(partner)).id)
        return made

    return make


@pytest.fixture
def move(act) -> Callable[..., None]:
    """`move("seat", id, "accept", by="b")`"""

    def make(kind: str, record_id: uuid.UUID, *names: str, by: str = "a") -> None:
        for name in names:
            act(by, lambda name=name: perform(registry()[f"teams.{kind}"], records.get(registry()[f"teams.{kind}"], record_id), name))

    return make


@pytest.fixture
def joined(invite, move) -> uuid.UUID:
    """B sits in the team, for presales."""
    seat = invite()
    move("seat", seat, "accept", by="b")
    return seat


@pytest.fixture
def tasks(kit: Kit, team) -> Callable[[], dict[str, Any]]:
    """The tasks of the team by stage."""

    def read() -> dict[str, Any]:
        with kit.acting(Person("admin")):
            return {t.stage: SimpleNamespace(id=t.id, state=t.state, done_by=t.done_by) for t in reading.tasks(team)}

    return read


@pytest.fixture
def turn(act, team, tasks) -> Callable[..., None]:
    """`turn("discovery", by="a")`: do the task of a stage."""

    def make(stage: str, by: str = "a", done: bool = True) -> None:
        found = tasks()[stage].id
        act(by, lambda: services.turn(records.get(registry()["teams.team"], team), found, done))

    return make


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
