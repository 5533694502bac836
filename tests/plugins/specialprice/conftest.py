"""A protected deal of A and a special price for it."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.entities import records
from core.entities.registry import registry
from core.entities.unit import unit
from core.programs.settings import save_settings
from core.workflow.due import run_due
from core.workflow.perform import perform
from hansa.testing import Kit, Person

LINE = {"product": "Pump", "quantity": 10, "list_price": "100.00", "requested": "85.00"}
RAW = {"counter": {"reason": "As far as we go."}, "reject": {"reason": "No."}, "revoke": {"reason": "Misuse."}}
BY = {"submit": "a", "withdraw": "a", "accept": "a", "decline": "a"}


@pytest.fixture
def act(kit: Kit) -> Callable[..., Any]:
    def run(by: str, work: Callable[[], Any]) -> Any:
        with kit.acting(Person(by)):
            return unit(work)

    return run


@pytest.fixture
def deal(make_record) -> Callable[..., uuid.UUID]:
    def make(by: str = "a", state: str = "approved", **values: Any) -> uuid.UUID:
        today, values = clock.today("Europe/Berlin"), {"customer_name": f"Customer {uuid.uuid4().hex}", **values}
        common = {
            "customer_domain": None,
            "customer_registration_no": None,
            "customer_country": None,
            "lines": [],
            "close_date": "2036-01-01",
        }
        return make_record("deals.deal", by=by, **{**common, "state": state, "protected_until": today + timedelta(days=30), **values})

    return make


@pytest.fixture
def request_for(deal, act) -> Callable[..., uuid.UUID]:
    """`request_for([LINE])`: a draft of A for a protected deal."""

    def make(*lines: dict[str, Any], deal_id: uuid.UUID | None = None, by: str = "a") -> uuid.UUID:
        raw = {"title": "Bulk order", "deal_id": str(deal_id or deal(by)), "lines": list(lines) or [LINE]}
        made: uuid.UUID = act(by, lambda: records.create(registry()["specialprice.request"], raw).id)
        return made

    return make


@pytest.fixture
def move(act) -> Callable[..., None]:
    """`move(id, "submit", "approve")`: make transitions, each by whom it belongs to."""

    def make(request_id: uuid.UUID, *names: str, by: str = "") -> None:
        for name in names:

            def work(name: str = name) -> None:
                entity = registry()["specialprice.request"]
                perform(entity, records.get(entity, request_id), name, RAW.get(name, {}))

            act(by or BY.get(name, "manager"), work)

    return make


@pytest.fixture
def offer(act) -> Callable[..., None]:
    """`offer(id, authorised="90.00")`: change the first line of what staff is about to grant."""

    def change(request_id: uuid.UUID, by: str = "manager", **values: Any) -> None:
        def work() -> None:
            entity = registry()["specialprice.request"]
            request = records.get(entity, request_id)
            records.update(entity, request, {"offer": [{**request.offer[0], **values}, *request.offer[1:]]})

        act(by, work)

    return change


@pytest.fixture
def read(kit: Kit) -> Callable[[uuid.UUID], dict[str, Any]]:
    def get(request_id: uuid.UUID) -> dict[str, Any]:
        with kit.acting(Person("admin")):
            entity = registry()["specialprice.request"]
            record = records.get(entity, request_id)
            return {column.name: getattr(record, column.name) for column in entity.table.c}

    return get


@pytest.fixture
def lines_of(kit: Kit) -> Callable[[uuid.UUID], list[Any]]:
    def get(request_id: uuid.UUID) -> list[Any]:
        table = kit.portal.registry["specialprice.allowance"].table
        with kit.owner.connect() as connection:
            return list(connection.execute(table.select().where(table.c.request_id == request_id).order_by(table.c.place)))

    return get


@pytest.fixture
def configure(kit: Kit) -> Callable[..., None]:
    def change(**values: Any) -> None:
        with kit.acting(Person("admin")):
            unit(lambda: save_settings("specialprice", values))
        kit.portal.programs.forget()

    return change


@pytest.fixture
def run_timers(kit: Kit) -> Callable[..., int]:
    def run(now: Any) -> int:
        with kit.app.app_context():
            return run_due(kit.portal.programs.by_slug("alpha"), now)

    return run
