"""The desk of rebates, invoiced lines of A, and what a period pays."""

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from core.entities import records
from core.entities.registry import registry
from hansa.testing import Kit
from plugins.rebates.period import moves
from tests.plugins.rebates.desk import ALPHA, Desk


@pytest.fixture
def desk(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(kit)
    monkeypatch.setattr(moves, "runs", SimpleNamespace(calculate=made.calculate))
    return made


@pytest.fixture
def line(desk: Desk) -> Callable[..., None]:
    """`line("L-1", "2026-01-10", "80", received="2026-02-08")`: an invoiced line of A."""

    def add(source: str, day: str, amount: str = "80", partner: str = "a", received: str = "", **more: Any) -> None:
        def work() -> None:
            raw = {"source_id": source, "invoiced_on": day, "amount": amount, "currency": "EUR", **more}
            records.create(registry()["orders.line"], raw, partner_id=ALPHA.partner(partner))

        desk.act(work, "admin", received or day)

    return add


@pytest.fixture
def paid(desk: Desk) -> Callable[..., dict[str, Decimal]]:
    """`paid(period, day)`: what each partner is paid by a run."""
    return lambda period, day: desk.payable(desk.run(period, day)["id"])
