"""What is paid as marketing fund goes where the partner can spend it, if funds are on; else a person pays it."""

from decimal import Decimal

import pytest

from core import clock
from core.errors import Conflict
from hansa.testing import Person
from plugins.mdf.models import Allocation
from plugins.rebates.paying import delivering
from tests.plugins.rebates.desk import ALPHA, noon, result

A = ALPHA.partner("a")


@pytest.fixture
def due(desk):
    """A payout of 20 as marketing fund, approved."""

    def make(currency="USD"):
        desk.approved(desk.period(), result(payable="20", form="coop", currency=currency))
        row = desk.row("payout")
        desk.move("payout", row.id, "approve", "finance")
        return row

    return make


def deliver(desk):
    with clock.moved(noon("2026-02-12")), desk.kit.acting(Person("finance")):
        return delivering.deliver()


def layers(desk):
    table = Allocation.__table__
    with desk.kit.owner.connect() as connection:
        return connection.execute(table.select()).all()


def test_a_share_of_a_rebate_becomes_a_layer_of_the_fund(desk, due):
    row = due()
    assert deliver(desk) == 1
    (layer,) = layers(desk)
    assert (layer.partner_id, layer.amount, layer.state, layer.origin) == (A, Decimal(20), "active", "rebate")
    assert desk.balance("mdf.fund", "a", "USD", reference=str(layer.id)) == 20
    assert desk.balance("rebates.owed", "a", "USD") == 0 and desk.row("payout", id=row.id).state == "paid"


def test_it_is_put_there_once(desk, due):
    due()
    assert (deliver(desk), deliver(desk), len(layers(desk))) == (1, 0, 1)


def test_a_share_in_another_currency_becomes_a_layer_in_it(desk, due):
    row = due("EUR")
    assert deliver(desk) == 1
    (layer,) = layers(desk)
    assert (layer.amount, layer.currency, layer.state) == (Decimal(20), "EUR", "active")
    assert desk.balance("mdf.fund", "a", "EUR", reference=str(layer.id)) == 20
    assert desk.balance("rebates.owed", "a", "EUR") == 0 and desk.row("payout", id=row.id).state == "paid"


def test_without_funds_a_person_pays(desk, due, enable):
    row = due()
    enable("mdf", on=False)
    assert deliver(desk) == 0
    with pytest.raises(Conflict, match="number"):
        desk.move("payout", row.id, "confirm", "finance")
    assert desk.move("payout", row.id, "confirm", "finance", receipt="M-1")["receipt"] == "M-1"
