"""What a partner wrote in its orders is erased; quantities, amounts and days stay."""

import sqlalchemy as sa

from core.entities import records
from core.entities.registry import registry
from core.identity.models import Partner
from core.personal import erasing, subject


def test_words_go_and_amounts_stay(order, step, rows, kit, act, program, make_record):
    placed = order(("BIKE", 2), reference="PO-SECRET", ship_to="Secret Street 1", note="Ask for Ms Secret")
    for name in ("confirm", "ship", "invoice"):
        step(placed, name)
    make_record(
        "orders.sell_out",
        by="a",
        source_id="SECRET-1",
        product_id=str(rows("item")[0].product_id),
        customer="Secret Ltd",
        currency="USD",
        unit=None,
    )
    with kit.owner.begin() as connection:
        connection.execute(sa.update(Partner.__table__).where(Partner.id == program.partner("a")).values(status="terminated"))

    def erase():
        erasing.erase(subject.partner(records.get(registry()["core.partner"], program.partner("a"))))

    act("admin", erase)
    left = [*rows("order"), *rows("line"), *rows("sell_out"), *rows("shipment")]
    assert "secret" not in " ".join(str(value) for row in left for value in row).lower()
    assert rows("order")[0].amount == rows("line")[0].amount == 2000 and rows("order")[0].number == placed.number
