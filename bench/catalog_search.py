"""Searching the catalogue measured: what a buyer's page asks for a few typed words among 10,000 products, counts of families and brands included."""

import gc
import os
import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import sqlalchemy as sa

from bench import prices
from bench.calibrate import calibrate
from bench.figure import Figure
from core.db import new_id
from core.entities import acting
from core.entities.unit import unit
from core.jobs.scopes import as_system
from core.portal import portal
from plugins.catalog.models import Product
from plugins.catalog.pages import browsing
from plugins.catalog.quoting.buyers import Buyer, buyer
from plugins.catalog.quoting.products import found
from plugins.catalog.selling.days import day_of
from plugins.catalog.selling.service import judge_of

CALIBRATED, GOAL = 41.0, 60
PRODUCTS, ROUNDS = 10_000, 9
LINES = ("Trail", "Road", "City", "Cargo", "Gravel")
TYPED = ("trail 77", "carbon", "p0099", "no such words")
AT_ONCE = 1_000


def figures(admin_url: str | None = None) -> Iterator[Figure]:
    """Yield the figure: the slowest of the searches, each at its median. `admin_url`: as in `prices.figures`."""
    made = prices.on_postgres(admin_url) if admin_url else prices.on_sqlite()
    with made as (program, buyer_id), acting.entered(as_system(program)):
        _filled(program.id)
        mine, times = buyer(buyer_id, day_of()), dict[str, list[float]]()
        gc.collect()
        gc.freeze()  # as the server does before it serves
        for _round in range(ROUNDS):
            factor = CALIBRATED / calibrate()
            for typed in TYPED:
                began = time.perf_counter()
                rows = unit(partial(_searched, mine, typed))
                times.setdefault(typed, []).append((time.perf_counter() - began) * 1_000 * factor)
                _must_fit(typed, rows)
        value = max(sorted(several)[ROUNDS // 2] for several in times.values())
        yield Figure("catalog_search", value, "ms", f"<= {GOAL} ms (scaled)", value <= GOAL)


def _searched(mine: Buyer, typed: str) -> Sequence[Any]:
    wish, day = browsing.Wish(typed), day_of()
    there = browsing.conditions(wish, day)
    counted = browsing.counts(there, wish, judge_of(mine, day))
    return found(*there, *browsing.narrowed(wish, counted), order=(Product.name, Product.id), limit=browsing.PAGE)


def _must_fit(typed: str, rows: Sequence[Any]) -> None:
    if bool(rows) is (typed == "no such words"):
        raise SystemExit(f"the search for “{typed}” found {len(rows)} products")


def _filled(program: Any) -> None:
    table, common = Product.__table__, {"program_id": program, "family_path": "/", "names": [], "packs": [], "custom": {}}
    rows = []
    for number in range(PRODUCTS):
        name = f"{LINES[number % len(LINES)]} {number % 997} {'carbon' if number % 3 else 'steel'}"
        sku, brand = f"P{number:05d}", f"Brand {number % 40}"
        rows.append({**common, "id": new_id(), "sku": sku, "name": name, "brand": brand, "words": f"{sku} {name} {brand}".casefold()})
    with sa.create_engine(portal().config["owner_url"], poolclass=sa.NullPool).begin() as connection:
        for at in range(0, PRODUCTS, AT_ONCE):
            connection.execute(sa.insert(table), rows[at : at + AT_ONCE])


if __name__ == "__main__":
    for figure in figures(os.environ.get("HANSA_TEST_PG_URL")):
        print(f"{'ok' if figure.good else 'MISS':5}{figure.name:22}{figure.value:10.2f} {figure.unit}   goal {figure.goal}")
