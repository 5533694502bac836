"""Rebates measured: a quarter with a million lines, a thousand partners and fifty programs, results and explanations stored.

`python -m bench.rebates [lines]`, on SQLite, and on PostgreSQL where HANSA_TEST_PG_URL names a server. The reference, in the same run:
one plain GROUP BY of the lines by partner, product line and quarter, and a bulk insert of as many bare rows as the run stored.
"""

import gc
import os
import random
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from bench.calibrate import calibrate
from bench.figure import Figure
from core import clock
from core.app import create_app
from core.db import db
from core.entities import acting
from core.entities.scope import current
from core.entities.unit import unit
from core.identity.models import Partner, PartnerTree
from core.jobs.scopes import as_system
from core.portal import portal
from core.programs.models import Program, ProgramPlugin
from core.programs.state import ProgramState
from core.upgrade import upgrade
from plugins.orders.models import Line
from plugins.policies.versions import lifecycle
from plugins.policies.versions.kinds import kind_of
from plugins.policies.versions.publishing import publish
from plugins.rebates.engine import runs
from plugins.rebates.estimate import live
from plugins.rebates.models import Period, Result
from tests.postgres import create_database

CALIBRATED = 41.0
PARTNERS, LINES, PROGRAMS, FAMILIES = 1_000, 1_000_000, 50, 20
FULL_GOAL, FULL_SQLITE_GOAL, POST_GOAL, PAGE_GOAL = 6, 8, 8, 50
FIRST, LAST, DAYS = date(2026, 4, 1), date(2026, 6, 30), 91
NAME = "hansa_bench_rebates"
PLUGINS = ("policies", "ledger", "catalog", "orders", "rebates")
FIVE = tuple(f"p{number}" for number in range(5))
MOMENT = datetime(2026, 7, 2, 12, tzinfo=UTC)
REGIONS = ("north", "south", "east", "west")


def figures(admin_url: str) -> Iterator[Figure]:
    """Yield the figures of both databases. `admin_url`: the superuser of a PostgreSQL server."""
    yield from measured(admin_url)
    yield from measured(None)


def measured(admin_url: str | None, lines: int = LINES) -> Iterator[Figure]:
    """Yield the figures of PostgreSQL, or of SQLite where no server is named."""
    name, goal = ("rebate_full", FULL_GOAL) if admin_url else ("rebate_full_sqlite", FULL_SQLITE_GOAL)
    with opened(admin_url, lines) as program, clock.moved(MOMENT), acting.entered(as_system(program)):
        ours = calculated()
        stored = _stored()
        theirs = _reference(stored)
        print(f"{name}: {lines} lines, {stored} rows stored in {ours:.2f} s; reference {theirs:.2f} s", file=sys.stderr)
        yield Figure(name, ours / theirs, "x", f"<= {goal} x the reference", ours <= goal * theirs)
        if not admin_url:
            return
        post = sorted(_posted(number) for number in range(60))[30]
        yield Figure("rebate_post", post, "ms", f"<= {POST_GOAL} ms over an order without (scaled)", post <= POST_GOAL)
        one = sorted(_estimated(number) for number in range(60))
        yield Figure("rebate_estimate", one[57], "ms", f"p95 <= {PAGE_GOAL} ms (scaled)", one[57] <= PAGE_GOAL)


def calculated() -> float:
    """Publish the programs, calculate their periods, and return how many seconds the run took."""
    periods = unit(_filled)
    gc.collect()
    gc.freeze()  # as the server does before it serves
    began = time.perf_counter()
    runs.calculate_many(periods)
    return time.perf_counter() - began


def _posted(number: int) -> float:
    """Return how long what an order earns from five programs takes, with its lines not invoiced yet."""
    factor, began = CALIBRATED / calibrate(), time.perf_counter()
    basket = [{"product_line": f"F{at}", "kind": "goods", "amount": Decimal(100), "quantity": Decimal(1)} for at in range(5)]
    live.estimates(live.sight([uuid.UUID(int=number * 13 + 1)], LAST, FIVE), basket)
    return (time.perf_counter() - began) * 1_000 * factor


def _estimated(number: int) -> float:
    factor, began = CALIBRATED / calibrate(), time.perf_counter()
    live.live(uuid.UUID(int=number * 13 + 1), LAST)
    return (time.perf_counter() - began) * 1_000 * factor


def _stored() -> int:
    with _owner() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(Result.__table__)).scalar_one())


def _reference(count: int) -> float:
    """Return how long the database alone takes: one GROUP BY, and as many bare rows inserted and committed.

    They go into a table with the columns of the results, without keys, indexes and triggers.
    """
    grouped = sa.text(
        "SELECT partner_id, product_line, (invoiced_on >= '2026-04-01') AS q, sum(amount), sum(quantity), count(*) FROM orders__line "
        "WHERE invoiced_on >= '2026-04-01' AND invoiced_on < '2026-07-01' GROUP BY 1, 2, 3"
    )
    table = Result.__table__
    with _owner() as connection:
        known = connection.execute(sa.select(table.c.program_id, table.c.run_id, table.c.period_id).limit(1)).one()._mapping
    rows = [
        {**known, "id": uuid.UUID(int=(7 << 64) + n), "partner_id": uuid.UUID(int=n % PARTNERS + 1), "program": "bare", "component": f"c{n}", "currency": "USD"}
        for n in range(count)
    ]
    bare = sa.Table("bench_bare", sa.MetaData(), *(sa.Column(c.name, c.type) for c in table.c))
    with _owner() as connection:
        bare.create(connection)
    began = time.perf_counter()
    with _owner() as connection:
        connection.execute(grouped).all()
    with _owner() as connection:
        connection.execute(sa.insert(bare), rows)
    return time.perf_counter() - began


def _documents() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Fifty programs that differ in population, product filter, window and scale."""
    rng = random.Random(7)
    for number in range(PROGRAMS):
        families = ", ".join(f'"F{n}"' for n in sorted(rng.sample(range(FAMILIES), rng.randint(2, 12))))
        where = f"line.product_line in ({families})" + (" and not line.special_price" if number % 3 == 0 else "")
        lows = sorted(rng.sample(range(0, 400_000, 1_000), rng.randint(1, 4)))
        rates = sorted(rng.sample(range(5, 80), len(lows)))
        bands = [{"component": "rebate", "from": str(low), "rate": f"{rate // 10}.{rate % 10}"} for low, rate in zip(lows, rates, strict=True)]
        people = {0: None, 1: f'partner.region == "{rng.choice(REGIONS)}"', 2: f'partner.region != "{rng.choice(REGIONS)}"'}[number % 3]
        more = {"gate": f"measure.sales >= {rng.randint(1, 50) * 100}"} if number % 4 == 0 else {}
        yield (
            f"p{number}",
            {
                "starts_on": FIRST.isoformat(), "ends_on": LAST.isoformat(), "frequency": ("quarter", "month", "half_month")[number % 3], "year": "calendar",
                "applies": people, "measures": [{"name": "sales", "where": where}], "bands": bands,
                "components": [{"code": "rebate", "label": "Rebate", "method": ("whole", "stepped", "rolling", "total")[number % 4], **more}],
            },
        )  # fmt: skip


def _filled() -> list[Any]:
    starts = {"quarter": FIRST, "month": date(2026, 6, 1), "half_month": date(2026, 6, 16)}
    rows = []
    for slug, document in _documents():
        with clock.moved(datetime(2026, 4, 1, tzinfo=UTC)):
            publish(lifecycle.draft(lifecycle.make_policy(kind_of("rebates.program"), slug, slug), document))
        period = Period(
            program_id=current().program.id, program=slug, name=slug, starts_on=starts[str(document["frequency"])], ends_on=LAST, cut_off_on=LAST,
            calculate_on=LAST, custom={},
        )  # fmt: skip
        db.session.add(period)
        rows.append(period)
    db.session.flush()
    return rows


@contextmanager
def _owner() -> Iterator[sa.Connection]:
    with sa.create_engine(portal().config["owner_url"], poolclass=sa.NullPool).begin() as connection:
        yield connection


@contextmanager
def opened(admin_url: str | None, lines: int) -> Iterator[ProgramState]:
    """Yield the program of a portal made for this, with partners and lines."""
    with tempfile.TemporaryDirectory(prefix="hansa-rebates-") as folder:
        options = {"secret_key": "0" * 64, "env": "test", "data_dir": folder}
        if admin_url:
            owner, app = (url.render_as_string(hide_password=False) for url in create_database(sa.make_url(admin_url), NAME))
            options |= {"database_url": app, "owner_url": owner}
        with create_app(options).app_context():
            failed = {result.plugin: result.error for result in upgrade(portal()) if result.error}
            if failed:
                raise SystemExit(f"migrations failed: {failed}")
        with create_app(options).app_context():
            made = uuid.uuid4()
            _insert(made, lines, admin_url)
            yield portal().programs.fresh(made)


def _insert(made: uuid.UUID, lines: int, admin_url: str | None) -> None:
    scope = {"program_id": made}
    with _owner() as connection:
        connection.execute(sa.insert(Program.__table__).values(id=made, slug="bench", name="Bench", zone="Europe/Berlin"))
        for name in PLUGINS:
            connection.execute(sa.insert(ProgramPlugin.__table__).values(**scope, plugin=name, enabled=True))
        partners = [uuid.UUID(int=n + 1) for n in range(PARTNERS)]
        rows = [{**scope, "id": one, "name": f"Partner {at}", "kind": "reseller", "region": REGIONS[at % 4]} for at, one in enumerate(partners)]
        connection.execute(sa.insert(Partner.__table__), rows)
        tree = [{**scope, "ancestor_id": one, "descendant_id": one, "depth": 0} for one in partners]
        connection.execute(sa.insert(PartnerTree.__table__), tree)
    if admin_url:
        _copied(admin_url, made, lines)
    else:
        _written(made, lines)


_FIELDS = (
    "program_id, id, partner_id, source, source_id, kind, currency, product_line, quantity, amount, invoiced_on, special_price, region, version, created_at, "
    "updated_at, custom"
)


def _copied(admin_url: str, made: uuid.UUID, lines: int) -> None:
    """Write the lines on PostgreSQL, by the server's own user: with ids in order of time, as the portal makes them, and indexes made after."""
    statement = sa.text(f"""
        INSERT INTO orders__line ({_FIELDS})
        SELECT :program, lpad(to_hex(n), 32, '0')::uuid, ('00000000-0000-0000-0000-' || lpad(to_hex(n * 7919 % {PARTNERS} + 1), 12, '0'))::uuid, 'erp', 'L' || n,
            CASE WHEN n % 50 = 0 THEN 'return' ELSE 'goods' END, '', 'F' || (n * 31 + n / {PARTNERS}) % {FAMILIES}, (1 + n % 9) * 10000,
            CASE WHEN n % 50 = 0 THEN -1 ELSE 1 END * (100000 + n * 7919 % 50000000), date '2026-04-01' + (n * 104729 % {DAYS})::int, n % 7 = 0, 'r' || n % 3, 1,
            timestamptz '2026-04-01 00:00+00', timestamptz '2026-04-01 00:00+00', '{{}}'
        FROM generate_series(0::bigint, :lines - 1) AS n
    """)
    with sa.create_engine(sa.make_url(admin_url).set(database=NAME), poolclass=sa.NullPool).begin() as connection:
        connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        plain = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'orders__line' AND indexname LIKE 'ix%'"
        indexes = connection.execute(sa.text(plain)).all()
        for name, _made in indexes:
            connection.execute(sa.text(f"DROP INDEX {name}"))
        connection.execute(statement, {"program": made, "lines": lines})
        for _name, definition in indexes:
            connection.execute(sa.text(definition))
    with sa.create_engine(portal().config["owner_url"], poolclass=sa.NullPool, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))
    with sa.create_engine(sa.make_url(admin_url), poolclass=sa.NullPool, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(sa.text("CHECKPOINT"))  # else whoever reads next has to write what is loaded


def _written(made: uuid.UUID, lines: int) -> None:
    """Write the same lines on SQLite."""
    at = datetime(2026, 4, 1, tzinfo=UTC)
    with _owner() as connection:
        for start in range(0, lines, 50_000):
            rows = [_line(made, n, at) for n in range(start, min(start + 50_000, lines))]
            connection.execute(sa.insert(_RAW), rows)
        connection.execute(sa.text("ANALYZE"))


_RAW = sa.table("orders__line", *(sa.column(name.strip(), Line.__table__.c[name.strip()].type) for name in _FIELDS.split(",")))


def _line(made: uuid.UUID, n: int, at: datetime) -> dict[str, Any]:
    scaled = (-1 if n % 50 == 0 else 1) * (100_000 + n * 7919 % 50_000_000)
    return {
        "program_id": made, "id": uuid.UUID(int=(n << 20) + 1), "partner_id": uuid.UUID(int=n * 7919 % PARTNERS + 1), "source": "erp", "source_id": f"L{n}",
        "kind": "return" if n % 50 == 0 else "goods", "currency": "", "product_line": f"F{(n * 31 + n // PARTNERS) % FAMILIES}", "quantity": 1 + n % 9,
        "amount": Decimal(scaled).scaleb(-4), "invoiced_on": date.fromordinal(FIRST.toordinal() + n * 104729 % DAYS), "special_price": n % 7 == 0, "region": f"r{n % 3}",
        "version": 1, "created_at": at, "updated_at": at, "custom": {},
    }  # fmt: skip


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    for figure in measured(os.environ.get("HANSA_TEST_PG_URL"), count):
        print(f"{'ok' if figure.good else 'MISS':5}{figure.name:22}{figure.value:10.2f} {figure.unit}   goal {figure.goal}")
