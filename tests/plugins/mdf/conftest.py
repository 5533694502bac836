"""A fund of A with money in it, and what moves plans and claims along."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from werkzeug.datastructures import FileStorage

from core import clock
from core.entities import acting, files, records
from core.entities.registry import registry
from core.entities.unit import unit
from core.jobs.scopes import as_system
from core.jobs.worker import drain
from core.workflow.due import run_due
from core.workflow.perform import perform
from hansa.testing import Kit, Person, ProgramOfTest
from plugins.ledger.book import checking
from plugins.ledger.models import Account
from plugins.policies.versions import lifecycle, publishing
from plugins.policies.versions.kinds import kind_of

BY = {
    "submit": "a", "wait": "a", "recall": "a", "cancel": "a", "report": "a", "check_in": "a", "close": "a", "dispute": "a", "allocate": "finance",
    "activate": "finance",
}  # fmt: skip
WHY = {"reason": "Because."}
RAW = {
    "return_it": WHY, "reject": WHY, "decline": WHY, "cancel": WHY, "ask_proof": WHY, "dispute": WHY, "reverse": WHY,
    "pay": {"payment": "transfer", "payment_ref": "TR-1"}, "credit": {"payment": "credit_note", "payment_ref": "CN-1"},
}  # fmt: skip


def day(offset: int = 0) -> date:
    return clock.today("Europe/Berlin") + timedelta(days=offset)  # the zone of the programs


@pytest.fixture
def act(kit: Kit) -> Callable[..., Any]:
    def run(by: str, work: Callable[[], Any]) -> Any:
        with kit.acting(Person(by)):
            return unit(work)

    return run


@pytest.fixture
def move(kit: Kit, act) -> Callable[..., None]:
    """`move("mdf.request", id, "submit", "approve")`: make transitions, each by whom it belongs to; background work is done."""

    def make(key: str, record_id: uuid.UUID, *names: str, by: str = "", **raw: Any) -> None:
        for name in names:

            def work(name: str = name) -> None:
                entity = registry()[key]
                perform(entity, records.get(entity, record_id), name, {**RAW.get(name, {}), **raw})

            act(by or BY.get(name, "manager"), work)
            drain(kit.app)

    return make


@pytest.fixture
def read(kit: Kit) -> Callable[[str, uuid.UUID], dict[str, Any]]:
    def get(key: str, record_id: uuid.UUID) -> dict[str, Any]:
        with kit.acting(Person("admin")):
            entity = registry()[key]
            record = records.get(entity, record_id)
            return {column.name: getattr(record, column.name) for column in entity.table.c}

    return get


@pytest.fixture
def budget(act, move) -> Callable[..., uuid.UUID]:
    def make(amount: str = "10000", **values: Any) -> uuid.UUID:
        raw = {"title": "Marketing", "amount": amount, "starts": day(-30).isoformat(), "ends": day(300).isoformat(), **values}
        made: uuid.UUID = act("manager", lambda: records.create(registry()["mdf.budget"], raw).id)
        move("mdf.budget", made, "approve", "activate", by="finance")
        return made

    return make


@pytest.fixture
def layer(kit: Kit, act, move, budget) -> Callable[..., uuid.UUID]:
    """`layer("1000", last=30)`: an active allocation of A out of a budget."""

    def make(amount: str = "1000", *, last: int = 200, partner: str = "a", budget_id: uuid.UUID | None = None) -> uuid.UUID:
        raw = {
            "title": "Fund", "amount": amount, "starts": day(-10).isoformat(), "last_day": day(last).isoformat(), "budget_id": str(budget_id or budget()),
        }  # fmt: skip
        owner = ProgramOfTest("alpha").partner(partner)
        made: uuid.UUID = act("manager", lambda: records.create(registry()["mdf.allocation"], raw, partner_id=owner).id)
        move("mdf.allocation", made, "allocate")
        return made

    return make


@pytest.fixture
def layer_in(act, move) -> Callable[..., uuid.UUID]:
    """`layer_in("100", pool, currency="EUR")`: an active allocation of A out of a budget, in the currency of that unless said."""

    def make(amount: str, pool: uuid.UUID, last: int = 200, allocate: bool = True, **values: Any) -> uuid.UUID:
        raw = {"title": "Fund", "amount": amount, "starts": day(-10).isoformat(), "last_day": day(last).isoformat(), "budget_id": str(pool), **values}
        owner = ProgramOfTest("alpha").partner("a")
        made: uuid.UUID = act("manager", lambda: records.create(registry()["mdf.allocation"], raw, partner_id=owner).id)
        if allocate:
            move("mdf.allocation", made, "allocate")
        return made

    return make


@pytest.fixture
def rated(act) -> Callable[..., None]:
    """`rated("1.25")`: one euro is so many dollars, the currency of the program, from today on."""

    def enter(rate: str, base: str = "EUR", quote: str = "USD") -> None:
        raw = {"base": base, "quote": quote, "rate": rate, "since": day().isoformat(), "kind": "mid"}
        act("admin", lambda: records.create(registry()["ledger.rate"], raw))

    return enter


@pytest.fixture
def by_system(kit: Kit) -> Callable[[Callable[[], Any]], Any]:
    """`by_system(work)`: run it as background work is run."""

    def run(work: Callable[[], Any]) -> Any:
        with kit.app.app_context(), acting.entered(as_system(kit.portal.programs.by_slug("alpha"))):
            return unit(work)

    return run


@pytest.fixture
def plan(act) -> Callable[..., uuid.UUID]:
    """`plan(asked="400", cost="1000")`: a draft of A with one activity."""

    def make(by: str = "a", asked: str = "400", cost: str = "1000", kind: str = "event", **values: Any) -> uuid.UUID:
        row = {
            "title": values.pop("name", "Open day"), "kind": kind, "venue": values.pop("venue", "Town hall"), "asked": asked,
            "starts_on": values.pop("starts_on", day()).isoformat(), "ends_on": values.pop("ends_on", day(1)).isoformat(),
        }  # fmt: skip
        raw = {"title": "Spring", "activities": [row], "costs": [{"activity": 1, "kind": "venue", "amount": cost}], **values}
        made: uuid.UUID = act(by, lambda: records.create(registry()["mdf.request"], raw).id)
        return made

    return make


@pytest.fixture
def activity_of(kit: Kit) -> Callable[[uuid.UUID], Any]:
    def get(request_id: uuid.UUID) -> Any:
        table = kit.portal.registry["mdf.activity"].table
        with kit.owner.connect() as connection:
            return connection.execute(table.select().where(table.c.request_id == request_id).order_by(table.c.place)).first()

    return get


@pytest.fixture
def approved(plan, move, activity_of) -> Callable[..., uuid.UUID]:
    """`approved(asked="400")`: the activity of an approved plan of A, `approved("b")` of B."""

    def make(by: str = "a", **values: Any) -> uuid.UUID:
        made = plan(by=by, **values)
        move("mdf.request", made, "submit", by=by)
        move("mdf.request", made, "approve")
        found: uuid.UUID = activity_of(made).id
        return found

    return make


@pytest.fixture
def claim(act, move) -> Callable[..., uuid.UUID]:
    """`claim(activity, net="800")`: a claim of A, submitted and checked."""

    def make(activity_id: uuid.UUID, net: str = "800", submit: bool = True, by: str = "a", **row: Any) -> uuid.UUID:
        receipt = {
            "vendor": "Hall Ltd",
            "number": f"R-{uuid.uuid4().hex[:8]}",
            "issued_on": day().isoformat(),
            "kind": "venue",
            "net": net,
            **row,
        }
        raw = {"title": "Hall", "activity_id": str(activity_id), "receipts": [receipt]}
        made: uuid.UUID = act(by, lambda: records.create(registry()["mdf.claim"], raw).id)
        if submit:
            move("mdf.claim", made, "submit", by=by)
        return made

    return make


@pytest.fixture
def verified(approved, move) -> Callable[..., uuid.UUID]:
    """`verified("b")`: an activity of B that was held, and its proof accepted."""

    def make(by: str = "a", **values: Any) -> uuid.UUID:
        made = approved(by, **values)
        move("mdf.activity", made, "report", by=by, held_on=day().isoformat())
        move("mdf.activity", made, "verify")
        return made

    return make


@pytest.fixture
def attach(act) -> Callable[..., None]:
    def add(key: str, record_id: uuid.UUID, content: bytes, name: str, kind: str, by: str = "a") -> None:
        upload = FileStorage(BytesIO(content), name)
        act(by, lambda: files.attach(registry()[key], records.get(registry()[key], record_id), upload, kind=kind))

    return add


@pytest.fixture
def funds(kit: Kit) -> Callable[[uuid.UUID], tuple[Decimal, Decimal]]:
    """`funds(layer)`: balance and what is held of a layer, as the book keeps it."""

    def get(layer_id: uuid.UUID) -> tuple[Decimal, Decimal]:
        table = Account.__table__
        with kit.owner.connect() as connection:
            row = connection.execute(table.select().where(table.c.kind == "mdf.fund", table.c.reference == str(layer_id))).one()
        return row.balance, row.held

    return get


@pytest.fixture
def run_timers(kit: Kit) -> Callable[..., int]:
    def run(now: Any) -> int:
        with kit.app.app_context():
            return run_due(kit.portal.programs.by_slug("alpha"), now)

    return run


@pytest.fixture
def sound(kit: Kit) -> Callable[[], list[Any]]:
    """`sound()`: what is wrong in the book; nothing, if all is well."""

    def check() -> list[Any]:
        with kit.acting(Person("admin")):
            return list(unit(checking.check))

    return check


@pytest.fixture
def configure_fund(kit: Kit, act) -> Callable[..., None]:
    """`configure_fund(share="75")`: publish the policy of the only fund, in force since long."""

    def publish(slug: str = "mdf.program", **document: Any) -> None:
        def work() -> None:
            policy = lifecycle.make_policy(kind_of("mdf.program"), slug, slug)
            version = lifecycle.draft(policy, document)
            publishing.publish(version, clock.now() - timedelta(days=400), correct=True)

        act("admin", work)
        kit.portal.programs.forget()

    return publish
