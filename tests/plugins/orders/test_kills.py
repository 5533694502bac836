"""Whoever places and works off orders is killed while doing so: what was acknowledged is there, once, and the book is whole."""

import os
import random
from functools import partial

import pytest

from plugins.ledger.api import CREDIT, DEPOSIT
from plugins.ledger.book.checking import check
from tests.reliability.forked import killed

pytestmark = pytest.mark.slow
KILLS = 30 if os.environ.get("HANSA_RELIABILITY") == "full" else 5
PRICE, MOST = 1000, 40
"""What a bike costs, and how many orders are wanted."""


@pytest.fixture
def worked_off(order, step):
    """Place the orders of some keys and work them off; a file takes the key of each that was acknowledged."""

    def work(keys, told=None):
        for key in keys:
            placed = order(("BIKE", 1), key=key)
            for move in ("confirm", "ship", "invoice")[("submitted", "confirmed", "shipped", "invoiced").index(placed.state) :]:
                step(placed, move)
            if told is not None:
                with told.open("a") as file:
                    file.write(f"{key}\n")

    return work


def test_orders_are_whole_and_single_whatever_was_killed(kit, act, worked_off, pay_in, limit, rows, standing, tmp_path):
    pay_in("100", DEPOSIT)
    limit(str(PRICE * MOST * 2))
    told, keys, chance = tmp_path / "told", [f"key {at}" for at in range(MOST)], random.Random(7)
    struck = []
    for _ in range(KILLS):
        done = told.read_text().split("\n") if told.exists() else []
        todo = [key for key in keys if key not in done]
        struck.append(killed(kit, partial(worked_off, todo, told), chance.uniform(0.02, 0.5)))
    worked_off(keys)
    assert any(struck)
    assert [(row.cart_key, row.state) for row in rows("order")] == [(f"key:{key}", "invoiced") for key in keys]
    assert all(len(rows(name)) == MOST for name in ("item", "shipment", "invoice", "line"))
    assert standing(CREDIT).balance == -PRICE * MOST and standing(CREDIT).held == 0
    assert act("manager", check) == []
