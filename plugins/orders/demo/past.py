"""Two years of invoiced lines as another system would hand them over, and what partners sold on; the same for the same program."""

import random
import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from hansa import clock, current_scope, directory, records
from hansa.demo import Product, at, catalogue
from plugins.catalog.api import products
from plugins.orders.demo.words import Words
from plugins.orders.entities import LINE, PARTNER_STOCK, SELL_OUT

MONTHS, TOGETHER = 24, 400
SEASON = (6, 6, 9, 11, 13, 13, 11, 10, 9, 7, 6, 8)
"""How much is bought in each month, January first: bicycles sell in spring."""


def load(words: Words, partners: Sequence[uuid.UUID]) -> None:
    """Import the invoiced lines of all partners and the reported sales of some."""
    rng, today = random.Random(f"{current_scope().program.slug} lines"), clock.today(current_scope().program.zone)
    goods = list(catalogue())
    ids = {item.sku: item.id for item in products(skus=[one.number for one in goods])}
    begin = _months(today)
    lines = [row for at, partner in enumerate(partners) for row in _lines(rng, at, partner, begin, goods, ids, words)]
    _store(LINE, "invoiced_on", _named(lines, partners))
    _store(SELL_OUT, "sold_on", [row for partner in partners[:16] for row in _sales(rng, partner, begin[-12:], goods, ids, words)])
    for partner in partners[:6]:
        _stock(rng, partner, today, goods, ids)


def _named(lines: Sequence[tuple[uuid.UUID, dict[str, Any]]], partners: Sequence[uuid.UUID]) -> list[tuple[uuid.UUID, dict[str, Any]]]:
    """Let every second line say who of the partner sold it: people are rewarded for that."""
    sellers: dict[uuid.UUID, list[str]] = {}
    for one in directory.members(partners=partners):
        sellers.setdefault(one.partner_id, []).append(one.email)
    named = []
    for place, (partner, line) in enumerate(lines):
        some = sellers.get(partner, [])
        named.append((partner, {**line, "x_seller": some[place // 2 % len(some)]} if some and place % 2 else line))
    return named


def _months(today: date) -> list[date]:
    found = [(today.replace(day=1) - timedelta(days=1)).replace(day=1)]
    while len(found) < MONTHS:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found[::-1]


def _lines(
    rng: random.Random, at: int, partner: uuid.UUID, months: Sequence[date], goods: Sequence[Product], ids: Mapping[str, uuid.UUID], words: Words
) -> list[tuple[uuid.UUID, dict[str, Any]]]:  # fmt: skip
    """A partner buys its own part of the range, more in spring, more or less from year to year."""
    size, growth, range_ = 3 if at < 6 else 2 if at < 24 else 1, rng.uniform(0.985, 1.03), rng.sample(goods, 12)
    found: list[tuple[uuid.UUID, dict[str, Any]]] = []
    for number, month in enumerate(months):
        if rng.random() < 0.12 * (3 - size):
            continue
        invoice, day = f"{at + 1:02d}{month:%y%m}", month + timedelta(days=rng.randint(2, 26))
        for place in range(1, size + rng.randint(1, 2)):
            found.append((partner, _line(rng, f"{invoice}/{place}", day, rng.choice(range_), size * growth**number, ids, words)))
        if rng.random() < 0.06:
            found.append((partner, _returned(found[-1][1], f"{invoice}/R")))
    return found


def _line(
    rng: random.Random, key: str, day: date, good: Product, weight: float, ids: Mapping[str, uuid.UUID], words: Words
) -> dict[str, Any]:
    most = 6 if good.price > 500 else 60
    quantity = max(1, int(rng.randint(1, most) * weight * SEASON[day.month - 1] / 9))
    price = (good.price * Decimal(words.rate) * Decimal(rng.choice(("0.85", "0.9", "0.94", "1")))).quantize(Decimal("0.01"))
    paid = day + timedelta(days=rng.randint(10, 55))
    return {
        "source": "erp", "source_id": key, "kind": "goods", "invoice_no": key.partition("/")[0], "order_no": f"PO{key.partition('/')[0]}",
        "product_id": str(ids[good.number]), "sku": good.number, "quantity": str(quantity), "amount": str(price * quantity),
        "ordered_on": (day - timedelta(days=rng.randint(3, 12))).isoformat(), "invoiced_on": day.isoformat(),
        "delivered_on": (day - timedelta(days=1)).isoformat(), "due_on": (day + timedelta(days=30)).isoformat(),
        "paid_on": paid.isoformat() if paid < clock.today(current_scope().program.zone) else None, "special_price": rng.random() < 0.08,
        "customer": rng.choice(words.customers) if rng.random() < 0.35 else None,
    }  # fmt: skip


def _returned(line: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The last line comes back."""
    day = date.fromisoformat(line["invoiced_on"]) + timedelta(days=2)
    return {
        **line, "source_id": key, "kind": "return", "quantity": f"-{line['quantity']}", "amount": f"-{line['amount']}", "corrects": line["source_id"],
        "invoiced_on": day.isoformat(), "due_on": None, "paid_on": None, "delivered_on": None,
    }  # fmt: skip


def _sales(
    rng: random.Random, partner: uuid.UUID, months: Sequence[date], goods: Sequence[Product], ids: Mapping[str, uuid.UUID], words: Words
) -> list[tuple[uuid.UUID, dict[str, Any]]]:  # fmt: skip
    found = []
    for month in months:
        for place in range(1, rng.randint(2, 4)):
            good, quantity = rng.choice(goods), rng.randint(1, 9)
            price = (good.price * Decimal(words.rate) * Decimal("1.18")).quantize(Decimal("0.01"))
            found.append(
                (partner, {
                    "source_id": f"POS-{month:%y%m}-{place}", "product_id": str(ids[good.number]), "quantity": str(quantity), "amount": str(price * quantity),
                    "sold_on": (month + timedelta(days=rng.randint(0, 27))).isoformat(), "customer": rng.choice(words.customers), "country": words.country,
                })
            )  # fmt: skip
    return found


def _stock(rng: random.Random, partner: uuid.UUID, today: date, goods: Sequence[Product], ids: Mapping[str, uuid.UUID]) -> None:
    """A partner counts part of its range twice, a month ago and last week."""
    for good in rng.sample(goods, 5):
        for days in (34, 6):
            raw = {"product_id": str(ids[good.number]), "quantity": str(rng.randint(0, 40)), "counted_on": (today - timedelta(days=days)).isoformat()}
            records.create(PARTNER_STOCK, raw, partner_id=partner)


def _store(entity: Any, day: str, rows: Sequence[tuple[uuid.UUID, dict[str, Any]]]) -> None:
    """Write the rows month by month, each month when it was over: rebates ask when a row was received."""
    zone = ZoneInfo(current_scope().program.zone)
    for _month, group in groupby(sorted(rows, key=lambda row: row[1][day][:7]), key=lambda row: row[1][day][:7]):
        found = list(group)
        last = date.fromisoformat(max(row[day] for _partner, row in found)) + timedelta(days=1)
        with at(min(datetime.combine(last, time(6), zone), clock.now())):
            _write(entity, found)


def _write(entity: Any, rows: Sequence[tuple[uuid.UUID, dict[str, Any]]]) -> None:
    for start in range(0, len(rows), TOGETHER):
        some = rows[start : start + TOGETHER]
        plain = [{name: value for name, value in row.items() if value is not None} for _partner, row in some]
        records.create_many(entity, plain, each=[{"partner_id": partner} for partner, _row in some])
