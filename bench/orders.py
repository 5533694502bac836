"""Orders measured: four clients post orders of 50 lines to the end: priced with a decision and held on two accounts, shipped, invoiced,
paid out of what is held, their lines in the book of measures, and the events of all that.
"""

import gc
import multiprocessing as mp
import os
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from bench.calibrate import calibrate
from bench.figure import Figure
from core.app import create_app
from core.entities import acting, records
from core.entities.registry import registry
from core.entities.unit import unit
from core.identity.models import Partner, PartnerTree
from core.jobs.scopes import as_system
from core.portal import portal
from core.programs.models import Program, ProgramPlugin
from core.upgrade import upgrade
from core.workflow.perform import perform
from plugins.ledger.api import CASH, DEPOSIT, account, credit, debit, post
from plugins.orders.api import ORDER, place
from plugins.policies.metrics import building
from plugins.policies.metrics.known import known
from tests.postgres import create_database

CALIBRATED, GOAL = 41.0, 25
LINES, CLIENTS, SECONDS = 50, 4, 6.0
NAME = "hansa_bench_orders"
PLUGINS = ("policies", "ledger", "catalog", "orders")


def figures(admin_url: str) -> Iterator[Figure]:
    """Yield the figure; `admin_url`: the superuser of a PostgreSQL server."""
    owner, app = (url.render_as_string(hide_password=False) for url in create_database(sa.make_url(admin_url), NAME))
    program, buyers = uuid.uuid4(), [uuid.uuid4() for _client in range(CLIENTS)]
    with tempfile.TemporaryDirectory(prefix="hansa-orders-") as folder:
        options = {"secret_key": "0" * 64, "env": "test", "data_dir": folder, "database_url": app, "owner_url": owner}
        with _portal(options, program, buyers):
            unit(lambda: _filled(buyers))
            factor = CALIBRATED / calibrate()
            posted = sum(_together(options, program, buyers))
            _must_be_whole(owner, posted)
        rate = posted / SECONDS / factor
    yield Figure("order_post", rate, "orders/s", f">= {GOAL} a second, {CLIENTS} clients (scaled)", rate >= GOAL)


def _together(options: dict[str, str], program: uuid.UUID, buyers: list[uuid.UUID]) -> list[int]:
    """Run the clients at one time, each a process as the server's are; return how many orders each placed."""
    context = mp.get_context("spawn")
    begin, counted = context.Barrier(len(buyers)), context.Queue()
    clients = [context.Process(target=_client, args=(options, program, buyer, begin, counted)) for buyer in buyers]
    for one in clients:
        one.start()
    found = [counted.get(timeout=120) for _one in clients]
    for one in clients:
        one.join()
    return found


def _client(options: dict[str, str], program: uuid.UUID, buyer: uuid.UUID, begin: Any, counted: Any) -> None:
    with create_app(options).app_context(), acting.entered(as_system(portal().programs.fresh(program))):
        gc.collect()
        gc.freeze()  # as the server does before it serves
        _post(buyer, 0)
        begin.wait()
        until, count = time.perf_counter() + SECONDS, 0
        while time.perf_counter() < until:
            count += 1
            _post(buyer, count)
        counted.put(count)


def _post(buyer: uuid.UUID, number: int) -> None:
    """One order as it comes and as it is worked off: what the buyer sends, then what the seller does; two transactions."""
    rows = [{"sku": f"P{(number * 7 + at) % (2 * LINES)}", "quantity": str(1 + at % 40)} for at in range(LINES)]
    order = unit(lambda: place(buyer, rows, key=str(number), reference=f"PO-{number}", from_deposit=Decimal(100)).id)
    unit(lambda: _worked_off(order))


def _worked_off(order_id: uuid.UUID) -> None:
    order = records.get(ORDER, order_id, lock=True)
    for move in ("confirm", "ship", "invoice"):
        perform(ORDER, order, move, {})


def _must_be_whole(owner: str, posted: int) -> None:
    """Every order has its lines, their roll-ups, its postings and its events, and the book agrees with the lines."""
    counted = {
        "orders__line": LINES, "ledger__journal": 2, "core_outbox": 5, "orders__order": 1,
    }  # fmt: skip
    with sa.create_engine(owner, poolclass=sa.NullPool).connect() as connection:
        for table, least in counted.items():
            if connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) < posted * least:
                raise SystemExit(f"{table} holds less than {posted} orders bring")
    report = building.check(known().plain["orders.revenue"])
    if not report.fine:
        raise SystemExit(f"the book differs from the lines: {report}")


def _filled(buyers: list[uuid.UUID]) -> None:
    entities = registry()
    families = records.create_many(entities["catalog.family"], [{"code": f"f{n}", "name": f"Family {n}"} for n in range(10)])
    goods = [{"sku": f"P{n}", "name": f"Product {n}", "family_id": str(families[n % 10].id)} for n in range(2 * LINES)]
    products = records.create_many(entities["catalog.product"], goods)
    made = records.create(entities["catalog.price_list"], {"code": "BASE", "label": "Base", "currency": "USD"})
    rows = [{"list_id": str(made.id), "product_id": str(one.id), "amount": f"{10 + n}.50"} for n, one in enumerate(products)]
    records.create_many(entities["catalog.price"], rows)
    perform(entities["catalog.price_list"], made, "publish")
    for buyer in buyers:
        legs = [debit(account(CASH), 10**7), credit(account(DEPOSIT, buyer), 10**7)]
        post("ledger.paid_in", legs, key=f"bench:{buyer}")
        limit = {"kind": "ledger.credit", "currency": "USD", "amount": "900000000", "since": "2020-01-01", "reason": "Bench"}
        records.create(entities["ledger.limit"], limit, partner_id=buyer)


@contextmanager
def _portal(options: dict[str, str], program: uuid.UUID, buyers: list[uuid.UUID]) -> Iterator[None]:
    with create_app(options).app_context():
        failed = {result.plugin: result.error for result in upgrade(portal()) if result.error}
        if failed:
            raise SystemExit(f"migrations failed: {failed}")
    with create_app(options).app_context():
        scope = {"program_id": program}
        with sa.create_engine(portal().config["owner_url"], poolclass=sa.NullPool).begin() as connection:
            connection.execute(sa.insert(Program.__table__).values(id=program, slug="bench", name="Bench", zone="Europe/Berlin"))
            for name in PLUGINS:
                connection.execute(sa.insert(ProgramPlugin.__table__).values(**scope, plugin=name, enabled=True))
            for number, buyer in enumerate(buyers):
                connection.execute(
                    sa.insert(Partner.__table__).values(**scope, id=buyer, name=f"Buyer {number}", kind="reseller", region="east")
                )
                connection.execute(sa.insert(PartnerTree.__table__).values(**scope, ancestor_id=buyer, descendant_id=buyer, depth=0))
        with acting.entered(as_system(portal().programs.fresh(program))):
            yield


if __name__ == "__main__":
    for figure in figures(os.environ["HANSA_TEST_PG_URL"]):
        print(f"{'ok' if figure.good else 'MISS':5}{figure.name:22}{figure.value:10.2f} {figure.unit}   goal {figure.goal}")
