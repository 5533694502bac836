"""Orders in `alpha`: A and B buy of the vendor, A2 also of A, which sells at its own prices."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from core.entities import records
from core.entities.registry import registry
from core.entities.system import system
from core.programs.settings import save_settings
from core.workflow.perform import perform
from hansa.testing import Kit, Person
from plugins.ledger import api as ledger
from plugins.orders.api import place
from plugins.orders.tasks import SELL
from tests.plugins.catalog.conftest import act, make, move, publish, shop, work

__all__ = ["act", "make", "move", "publish", "shop", "work"]


@pytest.fixture
def setting(kit: Kit, act) -> Callable[..., None]:
    """`setting(rebate_share="30")`: change how orders work."""

    def change(**values: Any) -> None:
        act("admin", lambda: save_settings("orders", values))
        kit.portal.programs.forget()

    return change


@pytest.fixture
def own_prices(shop, make) -> Mapping[str, uuid.UUID]:
    """What A asks of those who buy from it: BIKE 1,234.50, HELMET 60."""
    made = make("dealer_list", by="above", code="OWN", label="Our dealers")
    for product, amount in (("BIKE", "1234.5"), ("HELMET", "60")):
        make("dealer_price", by="above", list_id=made, product_id=shop[product], amount=amount)
    return shop


@pytest.fixture
def order(shop, program, act) -> Callable[..., Any]:
    """`order(("BIKE", 2), by="a")`: an order that is placed; returns its columns."""

    def make_order(*lines: tuple[Any, ...], by: str = "a", buyer: str = "", seller: str | None = None, key: str = "", **more: Any) -> Any:
        rows = [
            {"sku": line[0], "quantity": str(line[1]), **({"unit": line[2]} if len(line) > 2 else {})} for line in lines or [("BIKE", 2)]
        ]
        given = {"seller": program.partner(seller) if seller else None, "key": key or uuid.uuid4().hex, **more}
        whose = program.partner(buyer or {"above": "a"}.get(by, by))
        return act(by, lambda: _columns(place(whose, rows, **given)))

    return make_order


def _columns(record: Any) -> Any:
    return _Seen({column.key: getattr(record, column.key) for column in type(record).__table__.columns})


class _Seen(dict[str, Any]):
    __getattr__ = dict.__getitem__


@pytest.fixture
def step(act) -> Callable[..., Any]:
    """`step(order, "ship", by="manager")`: make a move and return the record's columns; `above` sells as a distributor."""

    def make_move(found: Any, name: str, by: str = "manager", entity: str = "order", **raw: Any) -> Any:
        def run() -> Any:
            kind = registry()[f"orders.{entity}"]
            if by != "above":
                return _columns(perform(kind, records.get(kind, found.id), name, raw).record)
            with system(SELL):
                return _columns(perform(kind, records.get(kind, found.id), name, raw).record)

        return act(by, run)

    return make_move


@pytest.fixture
def rows(kit: Kit) -> Callable[[str], Sequence[Any]]:
    """`rows("line")`: the rows of a table, as the owner of the database sees them."""

    def read(name: str) -> Sequence[Any]:
        table = kit.portal.registry[f"orders.{name}"].table
        with kit.owner.connect() as connection:
            return list(connection.execute(table.select().order_by(table.c.id)))

    return read


@pytest.fixture
def pay_in(act, program) -> Callable[..., None]:
    """`pay_in("500", ledger.DEPOSIT)`: give A a balance."""

    def run(amount: str, kind: str, partner: str = "a") -> None:
        def post() -> None:
            own, cash = ledger.account(kind, program.partner(partner)), ledger.account(ledger.CASH)
            legs = [ledger.debit(cash, Decimal(amount)), ledger.credit(own, Decimal(amount))]
            ledger.post("test.paid", legs, key=uuid.uuid4().hex)

        act("manager", post)

    return run


@pytest.fixture
def standing(act, program) -> Callable[..., ledger.Balance]:
    def read(kind: str, partner: str = "a") -> ledger.Balance:
        found: ledger.Balance = act("manager", lambda: ledger.standing(ledger.account(kind, program.partner(partner))))
        return found

    return read


@pytest.fixture
def limit(make_record, program) -> Callable[[str], None]:
    """`limit("5000")`: the credit limit of A."""

    def give(amount: str) -> None:
        make_record(
            "ledger.limit", by="manager", owner=program.partner("a"), kind=ledger.CREDIT, amount=amount, currency="USD", since="2020-01-01"
        )

    return give


@pytest.fixture
def person() -> Callable[[str], Person]:
    return Person
