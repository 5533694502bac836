"""Price lists of the demo with their history: two editions on the shelf, a draft, one for distributors, two of a distributor's own."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

from hansa import clock, current_scope, perform, records
from hansa.demo import Product, Scope, acting_as, at, catalogue
from plugins.catalog.demo.products import SMALL, price
from plugins.catalog.demo.words import Words
from plugins.catalog.entities import CONTRACT, DEALER_LIST, DEALER_PRICE, PRICE, PRICE_LIST

FIRST, SECOND, THIRD = timedelta(days=720), timedelta(days=130), timedelta(days=40)
"""How long ago the lists came on the shelf."""
BREAKS = (("10", "0.95"), ("50", "0.9"))
Ids = Mapping[str, uuid.UUID]


def load(words: Words, ids: Ids, manager: Scope) -> None:
    """Publish the lists at their time, as the channel manager did, and leave the next edition as a draft."""
    goods = list(catalogue())
    bikes = [one for one in goods if one.category == "Bikes"]
    _published("BASE", words.lists["BASE"], _rows(goods, words, ids, "0.97"), manager, FIRST, rank=10)
    _published("BASE", words.lists["BASE"], _rows(goods, words, ids, "1"), manager, SECOND, rank=10, note=words.note)
    _published("DIST", words.lists["DIST"], _rows(bikes, words, ids, "0.88"), manager, THIRD, rank=20, kinds=["distributor"])
    with at(clock.now() - timedelta(days=1)), acting_as(manager):
        _made("BASE", words.lists["BASE"], _rows(bikes, words, ids, "1.03"), rank=10)


def _published(code: str, label: str, rows: Sequence[Mapping[str, Any]], manager: Scope, age: timedelta, **more: Any) -> None:
    with at(clock.now() - age), acting_as(manager):
        perform(PRICE_LIST, _made(code, label, rows, **more), "publish")


def _made(code: str, label: str, rows: Sequence[Mapping[str, Any]], **more: Any) -> Any:
    made = records.create(PRICE_LIST, {"code": code, "label": label, "currency": current_scope().program.currency, **more})
    records.create_many(PRICE, [{**row, "list_id": str(made.id)} for row in rows])
    return made


def _rows(goods: Sequence[Product], words: Words, ids: Ids, share: str) -> list[dict[str, Any]]:
    found = []
    for one in goods:
        plain = price(one, words, share)
        found.append({"product_id": str(ids[one.number]), "amount": str(plain)})
        if one.kind in SMALL:
            found += [
                {"product_id": str(ids[one.number]), "amount": str((plain * Decimal(off)).quantize(plain)), "from_quantity": least}
                for least, off in BREAKS
            ]
    return found


def own(words: Words, ids: Ids, distributor: Scope, dealer: uuid.UUID | None) -> None:
    """A distributor's own lists: one for all who buy from it, one for a key dealer."""
    goods, currency = [one for one in catalogue() if one.category in ("Bikes", "Accessories")][:80], current_scope().program.currency
    for code, label, share, who in (("OWN", words.own[0], "1.04", None), ("KEY", words.own[1], "1.01", dealer)):
        with at(clock.now() - THIRD), acting_as(distributor):
            rank = 20 if who else 10
            raw = {"code": code, "label": label, "currency": currency, "rank": rank, "dealer_id": str(who) if who else None}
            made = records.create(DEALER_LIST, raw)
            rows = [{"list_id": str(made.id), "product_id": str(ids[one.number]), "amount": str(price(one, words, share))} for one in goods]
            records.create_many(DEALER_PRICE, rows)


def contracts(words: Words, ids: Ids, partners: Sequence[uuid.UUID], manager: Scope) -> None:
    """Prices some partners have by contract."""
    goods = [one for one in catalogue() if one.category == "Components"][:6]
    with at(clock.now() - THIRD), acting_as(manager):
        rows = [
            {
                "reference": f"K-{2100 + at_}", "product_id": str(ids[one.number]), "amount": str(price(one, words, "0.82")),
                "currency": current_scope().program.currency, "from_quantity": "5" if at_ % 2 else "0",
            }
            for at_, one in enumerate(goods * 2)
        ]  # fmt: skip
        records.create_many(CONTRACT, rows, each=[{"partner_id": partners[at_ % len(partners)]} for at_ in range(len(rows))])
