"""Measures measured: a year of revenue of 10,000 partners over 5,000,000 order lines from the book, and that of one partner.

`python -m bench.metrics [lines]`, on a PostgreSQL server of its own. The lines are those of the plugin `orders`, and the measure is its revenue.
"""

import gc
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from bench.calibrate import calibrate
from bench.figure import Figure
from core.app import create_app
from core.entities import acting
from core.entities.unit import unit
from core.jobs.scopes import as_system
from core.portal import portal
from core.programs.models import Program, ProgramPlugin
from core.programs.state import ProgramState
from core.upgrade import upgrade
from plugins.policies.api import Window, value, values
from plugins.policies.metrics import building
from plugins.policies.metrics.known import known
from tests.postgres import create_database, server

CALIBRATED = 41.0
PARTNERS, LINES, PER_ORDER, DAYS = 10_000, 5_000_000, 10, 730
ROUNDS, ASKED = 7, 200
KEY, WINDOW, DAY = "orders.revenue", "trailing 12 months", date(2026, 6, 14)
NAME = "hansa_bench_metrics"


def figures(admin_url: str, lines: int = LINES) -> Iterator[Figure]:
    """Yield the figures, after the book was proved to say what a query over the lines says, to the cent."""
    with _portal(admin_url, lines) as made:
        with acting.entered(as_system(made)):
            began = time.perf_counter()
            unit(lambda: building.build(known().plain[KEY]))
            print(f"built the book of {lines} lines in {time.perf_counter() - began:.1f} s", file=sys.stderr)
        _analyze()
        with acting.entered(as_system(portal().programs.fresh(made.id))):
            yield from _measured()


def _measured() -> Iterator[Figure]:
    window = Window.parse(WINDOW)
    _must_agree(window)
    gc.collect()
    gc.freeze()  # as the server does before it serves
    many = sorted(_timed(lambda: values([KEY], window, day=DAY)) for _round in range(ROUNDS))[ROUNDS // 2]
    yield Figure("metric_window", many / 1_000, "s", "<= 0.5 s (scaled)", many <= 500)
    partners = [_partner(n * 37 % PARTNERS) for n in range(ASKED)]
    times = sorted(_timed(partial(value, KEY, window, partner, day=DAY)) for partner in partners)
    one = times[ASKED * 95 // 100]
    print(f"metric_one: half of them within {times[ASKED // 2]:.2f} ms", file=sys.stderr)
    yield Figure("metric_one", one, "ms", "p95 <= 5 ms (scaled)", one <= 5)


def _timed(work: Callable[[], object]) -> float:
    factor, began = CALIBRATED / calibrate(), time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000 * factor


def _must_agree(window: Window) -> None:
    """The direct query is plain SQL of the owner: it knows nothing of measures."""
    start, end = window.bounds(DAY)
    asked = sa.text(
        "SELECT partner_id, sum(amount) FROM orders__line WHERE kind IN ('goods', 'service', 'charge', 'discount') "
        "AND invoiced_on >= :start AND invoiced_on < :end GROUP BY 1"
    )
    with _owner() as connection:
        direct = {row[0]: int(row[1]) for row in connection.execute(asked, {"start": start, "end": end})}
    book = {partner: int(figure * 10_000) for partner, figure in values([KEY], window, day=DAY)[KEY].items() if figure}
    if book != {partner: total for partner, total in direct.items() if total}:
        raise SystemExit("the book differs from the lines")
    report = building.check(known().plain[KEY])
    if not report.fine:
        raise SystemExit(f"the check finds {report}")


def _partner(number: int) -> uuid.UUID:
    return uuid.UUID(int=(1 << 64) + number)


@contextmanager
def _owner() -> Iterator[sa.Connection]:
    with sa.create_engine(portal().config["owner_url"], poolclass=sa.NullPool).begin() as connection:
        yield connection


def _analyze() -> None:
    with sa.create_engine(portal().config["owner_url"], poolclass=sa.NullPool, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))


@contextmanager
def _portal(admin_url: str, lines: int) -> Iterator[ProgramState]:
    owner, app = (url.render_as_string(hide_password=False) for url in create_database(sa.make_url(admin_url), NAME))
    with tempfile.TemporaryDirectory(prefix="hansa-metrics-") as folder:
        options = {"data_dir": folder, "secret_key": "0" * 64, "env": "test", "database_url": app, "owner_url": owner}
        with create_app(options).app_context():
            failed = {result.plugin: result.error for result in upgrade(portal()) if result.error}
            if failed:
                raise SystemExit(f"migrations failed: {failed}")
        with create_app(options).app_context():
            made = uuid.uuid4()
            with _owner() as connection:
                connection.execute(sa.insert(Program.__table__).values(id=made, slug="bench", name="Bench", zone="Europe/Berlin"))
                for name in ("policies", "ledger", "catalog", "orders"):
                    connection.execute(sa.insert(ProgramPlugin.__table__).values(program_id=made, plugin=name, enabled=True))
            _fill(admin_url, made, lines)
            yield portal().programs.fresh(made)


def _fill(admin_url: str, program: uuid.UUID, lines: int) -> None:
    """Partners and orders of ten lines, spread over two years; the server's own user writes them, without looking at keys."""
    url = sa.make_url(admin_url).set(database=NAME)
    values_of = {"program": program, "partners": PARTNERS, "lines": lines, "per": PER_ORDER, "days": DAYS}
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        connection.execute(_PARTNERS, values_of)
        connection.execute(_LINES, values_of)


_HEX = "lpad(to_hex({0}), 16, '0')"
_ID = f"('00000000-0000-0001-' || substr({_HEX}, 1, 4) || '-' || substr({_HEX}, 5))::uuid"
"""The id `_partner` names."""
_PARTNERS = sa.text(f"""
    INSERT INTO core_partner (program_id, id, name, kind, status, region, version, created_at, updated_at, custom)
    SELECT :program, {_ID.format("n")}, 'Partner ' || n, 'reseller', 'active', 'region ' || n % 4, 1, now(), now(), '{{}}'
    FROM generate_series(0, :partners - 1) AS n
""")
_LINES = sa.text(f"""
    INSERT INTO orders__line (program_id, id, partner_id, source, source_id, product_line, customer, region, kind, quantity, amount, currency,
        invoiced_on, special_price, version, created_at, updated_at, custom)
    SELECT :program, gen_random_uuid(), {_ID.format("p")}, 'erp', n::text, 'line ' || n % 4, 'K' || p * 10 + n % 7, 'region ' || p % 4,
        CASE WHEN n % 50 = 0 THEN 'return' WHEN n % 50 = 1 THEN 'tax' ELSE 'goods' END, 10000 * (1 + n % 9), 100000 + n * 7919 % 50000000, 'USD',
        day, n % 20 = 0, 1, day + interval '1 day', day + interval '1 day', '{{}}'
    FROM (
        SELECT n, (n / :per * 7919) % :partners AS p, date '2024-06-15' + ((n / :per * 104729) % :days)::int AS day
        FROM generate_series(0::bigint, :lines - 1) AS n
    ) AS made
""")


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    with tempfile.TemporaryDirectory(prefix="hansa-metrics-pg-", ignore_cleanup_errors=True) as data:
        Path(data).chmod(0o755)
        with server(Path(data) / "server", max_wal_size="8GB", work_mem="64MB") as admin:
            for figure in figures(admin.render_as_string(hide_password=False), count):
                print(f"{'ok' if figure.good else 'MISS':5}{figure.name:22}{figure.value:10.3f} {figure.unit}   goal {figure.goal}")
