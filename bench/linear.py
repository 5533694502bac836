"""Rebates over ten times the lines: a run may take ten times as long at most.

As everything a run does once for a partner is in both figures, what grows more than the lines would show at once. Two sizes are run on
PostgreSQL, 100,000 and 1,000,000 lines unless HANSA_BENCH_LINES names others: `1000000,10000000` is the whole size, about 10 GB.
"""

import os
import sys
from collections.abc import Iterator

from bench.figure import Figure
from bench.rebates import MOMENT, calculated, opened
from core import clock
from core.entities import acting
from core.jobs.scopes import as_system

SIZES = "100000,1000000"
SLACK = 1.1


def figures(admin_url: str) -> Iterator[Figure]:
    """Yield how much longer more lines take, for each line. `admin_url`: the superuser of a PostgreSQL server."""
    few, many = (int(size) for size in os.environ.get("HANSA_BENCH_LINES", SIZES).split(","))
    short, long = _run(admin_url, few), _run(admin_url, many)
    growth = long / short / (many / few)
    print(f"rebate_linear: {few} lines in {short:.2f} s, {many} in {long:.2f} s", file=sys.stderr)
    yield Figure("rebate_linear", growth, "x", f"<= {SLACK} x the time, line for line", growth <= SLACK)


def _run(admin_url: str, lines: int) -> float:
    with opened(admin_url, lines) as program, clock.moved(MOMENT), acting.entered(as_system(program)):
        return calculated()


if __name__ == "__main__":
    for figure in figures(os.environ["HANSA_TEST_PG_URL"]):
        print(f"{'ok' if figure.good else 'MISS':5}{figure.name:22}{figure.value:10.2f} {figure.unit}   goal {figure.goal}")
