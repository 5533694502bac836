"""Payouts are killed while they are made: none is lost, none is made twice, and the book is whole."""

import os
import random
import uuid
from collections import Counter
from decimal import Decimal
from functools import partial

import pytest
import sqlalchemy as sa

from hansa.testing import SqliteDatabase
from plugins.ledger.book.checking import check
from plugins.ledger.models import Journal
from plugins.orders.api import REBATE_BALANCE
from plugins.rebates.models import Payout
from plugins.rebates.paying.delivering import pay_balance, payable
from plugins.rebates.period import granting
from tests.plugins.rebates.desk import result
from tests.reliability.forked import killed
from tests.reliability.places import Place, text

pytestmark = pytest.mark.slow
KILLS = 30 if os.environ.get("HANSA_RELIABILITY") == "full" else 3
EACH = 8
"""Payouts for each kill."""


@pytest.fixture
def place(desk, hansa_database, tmp_path):
    sqlite = isinstance(hansa_database, SqliteDatabase)
    app = hansa_database.url if sqlite else hansa_database.app_url
    owner = text(sa.make_url(hansa_database.owner_url))
    return Place(tmp_path, text(sa.make_url(app)), owner, owner)


def pay(desk):
    """What the command does, in a process that needs no start."""
    for key in desk.by_itself(lambda: payable("balance")):
        desk.by_itself(partial(pay_balance, key))


def post(desk):
    """The same for what approved periods owe."""
    for period in desk.by_itself(granting.approved):
        for one in desk.by_itself(partial(granting.begin, period)):
            desk.by_itself(partial(granting.post, period, one))


def test_payouts_go_on_after_kills_and_are_made_once(desk, place):
    desk.approved(desk.period(), *(result(payable=f"{at + 1}", component=f"part {at}", receiver=str(uuid.UUID(int=at + 1))) for at in range(KILLS * EACH)))
    for row in desk.rows("payout"):
        desk.move("payout", row.id, "approve", "finance")
    chance = random.Random(7)
    struck = [killed(desk.kit, lambda: pay(desk), chance.uniform(0, 0.25)) for _ in range(KILLS)]
    assert any(struck)
    last = place.command("rebates", "pay", "alpha")
    assert last.returncode == 0, last.stdout + last.stderr
    rows, total = desk.rows("payout"), sum(range(1, KILLS * EACH + 1))
    assert {row.state for row in rows} == {"paid"} and sum(row.amount for row in rows) == total
    assert desk.balance(REBATE_BALANCE, "a") == total and desk.balance("rebates.owed", "a") == 0
    with desk.kit.owner.connect() as connection:
        keys = Counter(connection.scalars(sa.select(Journal.key).where(Journal.kind == "rebates.paid")))
        kept = {row.key: Decimal(row.amount) for row in connection.execute(sa.select(Payout.key, Payout.amount))}
    assert keys == Counter(f"{key}:paid" for key in kept)
    assert desk.act(check) == []


def test_posting_goes_on_after_kills_and_each_statement_is_posted_once(desk, place):
    """One partner for each statement: many periods stand for many partners, as the test's program has three."""
    months = [f"2026-{month:02}" for month in range(1, 1 + min(KILLS + 2, 12))]
    for month in months:
        days = {"starts_on": f"{month}-01", "ends_on": f"{month}-28", "cut_off_on": f"{month}-28", "calculate_on": f"{month}-28"}
        period = desk.stated(desk.period(month, **days), result(payable="10"), result("b", "5"), day="2027-02-12")
        for found in desk.rows("statement", period_id=period):
            desk.move("statement", found.id, "confirm", desk.signer(found.partner_id), day="2027-02-12", confirmed_by="Ada")
        desk.move("period", period, "approve", "finance", day="2027-02-12")
    chance = random.Random(11)
    struck = [killed(desk.kit, lambda: post(desk), chance.uniform(0, 0.1)) for _ in range(KILLS)]
    assert any(struck)
    last = place.command("rebates", "grant", "alpha")
    assert last.returncode == 0, last.stdout + last.stderr
    assert _posted(desk) == 2 * len(months) == len(desk.rows("payout"))
    assert (desk.balance("rebates.owed", "a"), desk.balance("rebates.owed", "b")) == (10 * len(months), 5 * len(months))
    assert desk.act(check) == []


def _posted(desk):
    return sum(row.granted_at is not None for row in desk.rows("statement"))
