"""A book to post to: deposits of A and B, money received, and ways to act as somebody."""

import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from core.entities.unit import unit
from hansa.testing import Kit, Person, ProgramOfTest
from plugins.ledger import api
from plugins.ledger.book.checking import check

PROGRAM = ProgramOfTest("alpha")


@pytest.fixture
def act(kit: Kit) -> Callable[..., Any]:
    """`act(work, by="manager")`: run work in a unit as somebody."""

    def run(work: Callable[[], Any], by: str = "manager") -> Any:
        with kit.acting(Person(by)):
            return unit(work)

    return run


@pytest.fixture
def deposit(act) -> Callable[..., Any]:
    """`deposit("100", "a")`: money received from a partner."""

    def pay(amount: Any, partner: str = "a", key: str = "", by: str = "manager", kind: str = api.DEPOSIT, **more: Any) -> Any:
        def work() -> Any:
            own, cash = api.account(kind, PROGRAM.partner(partner), "EUR"), api.account(api.CASH, currency="EUR")
            legs = [api.debit(cash, Decimal(amount)), api.credit(own, Decimal(amount))]
            return api.post("test.paid", legs, key=key or uuid.uuid4().hex, **more)

        return act(work, by)

    return pay


@pytest.fixture
def spend(act) -> Callable[..., Any]:
    """`spend("30", "a")`: the partner's deposit pays for something."""

    def take(amount: Any, partner: str = "a", key: str = "", by: str = "manager", kind: str = api.DEPOSIT, **more: Any) -> Any:
        def work() -> Any:
            own, cash = api.account(kind, PROGRAM.partner(partner), "EUR"), api.account(api.CASH, currency="EUR")
            legs = [api.debit(own, Decimal(amount)), api.credit(cash, Decimal(amount))]
            return api.post("test.spent", legs, key=key or uuid.uuid4().hex, **more)

        return act(work, by)

    return take


@pytest.fixture
def balance(act) -> Callable[..., Decimal]:
    def read(partner: str = "a", kind: str = api.DEPOSIT, **when: Any) -> Decimal:
        found: Decimal = act(lambda: api.balance(api.account(kind, PROGRAM.partner(partner), "EUR"), **when))
        return found

    return read


@pytest.fixture
def rows(kit: Kit) -> Callable[[str], list[Any]]:
    """`rows("entry")`: the rows of a table, as the owner of the database sees them."""

    def read(name: str) -> list[Any]:
        table = kit.portal.registry[f"ledger.{name}"].table
        with kit.owner.connect() as connection:
            return list(connection.execute(table.select().order_by(table.c.id)))

    return read


@pytest.fixture
def account_id(rows) -> Callable[..., uuid.UUID]:
    def find(partner: str = "a", kind: str = api.DEPOSIT) -> uuid.UUID:
        found: uuid.UUID = next(row.id for row in rows("account") if row.kind == kind and row.holder_id == PROGRAM.partner(partner))
        return found

    return find


@pytest.fixture
def is_whole(act) -> Callable[[], bool]:
    """The book recomputed from its entries shows no difference."""

    def judge() -> bool:
        found = act(check)
        assert found == []
        return True

    return judge
