"""`python -m bench.run`: measure the portal against the reference and write `bench/results.json`."""

import argparse
import json
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench import (
    catalog_search,
    figures,
    funds,
    leads,
    linear,
    load,
    matching,
    metrics,
    orders,
    prices,
    rebates,
    rules,
    servers,
    tiers,
    workloads,
)
from bench.calibrate import calibrate
from bench.database import Bench, database
from bench.reference import ENGINE, SERVER
from bench.servers import Server
from bench.workloads import GOALS, LIST, Workload, our_headers, reference_headers
from core.config import Config
from core.engine import engine_options

RESULTS = Path(__file__).with_name("results.json")
ROUNDS, CONNECTIONS = 3, 16
UNUSED = "catalog,conflicts,leads,ledger,mdf,orders,rebates,specialprice,teams,tiering"
"""What the list figures do without: they are measured with five plugins beside deals, what it requires, and the platform's own."""
STATEMENTS = {"list": 4, "fragment": 4, "detail": 7, "save": 12, "home": 12}


@dataclass(frozen=True)
class Result:
    """One row of the results; `ratio` is null where the goal is an absolute figure. `goal` is for the reader."""

    name: str
    value: float
    unit: str
    reference: float | None
    ratio: float | None
    goal: str
    good: bool

    def line(self) -> str:
        """Return the row as people read it."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        verdict = "ok" if self.good else "MISS"
        return f"{verdict:5}{self.name:22}{self.value:10.2f} {self.unit:12}{ratio:>7}   goal {self.goal}"

    def row(self) -> dict[str, str | float | None]:
        """Return what stands in the file."""
        names = ("name", "value", "unit", "reference", "ratio")
        return {name: getattr(self, name) for name in names}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="measure these rows only")
    parser.add_argument("--seconds", type=float, default=4.0, help="length of one measurement, three rounds each (default 4)")
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="FILE",
        help="use the database this file remembers, or make it; needs HANSA_TEST_PG_URL",
    )
    given = parser.parse_args()
    print(f"calibrate {calibrate():.1f} ms (goals are set for 41 ms)")
    with database(given.keep) as bench:
        _same_pool(bench)
        for result in _measured(bench, set(given.only), given.seconds):
            _keep(result)
            print(result.line(), flush=True)
    print(f"calibrate {calibrate():.1f} ms")


def _keep(result: Result) -> None:
    """Write a row into the file in the place of the one of its name: what was not measured keeps its last figure."""
    kept = {row["name"]: row for row in json.loads(RESULTS.read_text())} if RESULTS.exists() else {}
    kept[result.name] = result.row()
    RESULTS.write_text(json.dumps(list(kept.values()), indent=1) + "\n")


ENGINES: Mapping[Any, tuple[str, ...]] = {
    leads: ("route_one", "route_batch", "shares"),  # the shortest first: after a million customers the server cleans up in the background
    matching: ("match_pairs", "match_search", "match_quality"),
    prices: ("price_quote",),
    catalog_search: ("catalog_search",),
    metrics: ("metric_window", "metric_one"),
    orders: ("order_post",),
    tiers: ("tier_all", "tier_one"),
    rebates: ("rebate_full", "rebate_post", "rebate_estimate", "rebate_full_sqlite"),
    linear: ("rebate_linear",),
    funds: ("mdf_race", "mdf_race_sqlite"),
}
"""Modules whose `figures(url)` measure an engine in absolute figures, and the rows each gives."""


def _same_pool(bench: Bench) -> None:
    """The comparison is fair only while both use the same pool, connection options and numbers of processes."""
    config = Config.load(bench.configuration(), {})
    if engine_options(config) != ENGINE or {"processes": config["workers"], "threads": config["threads"]} != SERVER:
        raise SystemExit("the portal's pool or server differs from that of the frozen reference")


def _measured(bench: Bench, only: set[str], seconds: float) -> Iterable[Result]:
    def wanted(*names: str) -> bool:
        return not only or bool(only & set(names))

    settings = Path(bench.folder) / "reference.json"
    page, mine, theirs = LIST + workloads.FILTERED, our_headers(bench, "large"), reference_headers(bench, "large")
    their_page = LIST + workloads.REFERENCE_PATHS[""]
    with servers.ours(bench.configuration(), page, mine) as portal:
        _write(settings, bench, portal)
        with servers.reference("reference_insert", settings, their_page, theirs) as reference:
            yield from _rates(bench, portal, reference, only, seconds)
        if wanted("slow_clients"):
            value = figures.slow_clients(portal, bench)
            yield Result("slow_clients", value, "s", None, None, "< 1 s", value < 1)
    if wanted("memory_pss"):
        with servers.ours(bench.configuration(), page, mine) as portal:
            value = figures.memory(portal, bench)
        yield Result("memory_pss", value, "MB", None, None, "<= 260 MB", value <= 260)
    if wanted("cold_start", "cold_start_all"):
        base = figures.cold_start(lambda: servers.reference("reference", settings, their_page, theirs))
        for name, without in (("cold_start", UNUSED), ("cold_start_all", "")):
            started = {**bench.configuration(), "without": without}
            value = figures.cold_start(partial(servers.ours, started, page, mine))
            yield Result(name, value, "s", base, value / base, "<= 3 x", value / base <= 3)
    for part, names in ENGINES.items():
        if wanted(*names):
            for figure in part.figures(bench.admin_url):
                yield Result(figure.name, figure.value, figure.unit, None, None, figure.goal, figure.good)
    if wanted("statements"):
        for name, number in figures.statements(bench).items():
            yield Result(
                f"statements_{name}",
                number,
                "statements",
                None,
                None,
                f"<= {STATEMENTS[name]}",
                number <= STATEMENTS[name],
            )
    if wanted("rule_eval", "rule_explain"):
        for name, rate, scaled in rules.rates(seconds):
            goal = rules.GOALS[name]
            yield Result(name, scaled, "per second", rate, None, f">= {goal:,}", scaled >= goal)
    if wanted("rule_sql"):
        value, base, ratio = rules.sql(bench)
        yield Result("rule_sql", value, "ms", base, ratio, f"<= {rules.GOALS['rule_sql']} x", ratio <= rules.GOALS["rule_sql"])


def _write(settings: Path, bench: Bench, portal: Server) -> None:
    known = {
        "database_url": bench.app_url,
        "secret_key": bench.secret_key,
        "fields": bench.fields,
        "search": workloads.searched(bench, portal),
    }
    settings.write_text(json.dumps(known))


def _rates(bench: Bench, portal: Server, reference: Server, only: set[str], seconds: float) -> Iterable[Result]:
    for workload in workloads.pages(bench, portal):
        if not only or workload.name in only:
            workloads.compare(workload, portal, reference)
            yield _rate(workload, portal, reference, seconds)
        if workload.name == "deal_list" and (not only or "deal_list_p95" in only):
            yield _p95(workload, portal, reference, seconds)
    if only and not only & {"deal_create_api", "deal_create_form"}:
        return
    for workload in workloads.creations(bench, portal):
        if not only or workload.name in only:
            before = _written(bench)
            yield _rate(workload, portal, reference, seconds)
            _told(workload, before, _written(bench))


def _rounds(
    workload: Workload, portal: Server, reference: Server, seconds: float, connections: int
) -> list[tuple[load.Report, load.Report]]:
    """Return three pairs (ours, reference), interleaved, after both have warmed up."""

    def put(server: Server, request: workloads.Request, length: float) -> load.Report:
        return load.run(load.Job(server.port, request.text, length, request.status, connections))

    def both(length: float) -> tuple[load.Report, load.Report]:
        theirs = put(reference, workload.reference, length)
        return put(portal, workload.ours, length), theirs

    both(min(seconds, 0.5))
    return [both(seconds) for _ in range(ROUNDS)]


def _rate(workload: Workload, portal: Server, reference: Server, seconds: float) -> Result:
    pairs = _rounds(workload, portal, reference, seconds, CONNECTIONS)
    ratio, goal = statistics.median(a.rate / b.rate for a, b in pairs), GOALS[workload.name]
    ours, theirs = (statistics.median(side) for side in zip(*((a.rate, b.rate) for a, b in pairs), strict=True))
    return Result(workload.name, ours, "requests/s", theirs, ratio, f">= {goal}", ratio >= goal)


def _p95(workload: Workload, portal: Server, reference: Server, seconds: float) -> Result:
    pairs = _rounds(workload, portal, reference, seconds, 2)
    ratio = statistics.median(a.p95 / b.p95 for a, b in pairs)
    ours, theirs = (statistics.median(side) for side in zip(*((a.p95, b.p95) for a, b in pairs), strict=True))
    return Result("deal_list_p95", ours, "ms", theirs, ratio, "<= 3 x", ratio <= 3)


def _written(bench: Bench) -> tuple[int, ...]:
    """Return the numbers of our new deals, of the audit rows and of the events."""
    counts = (
        f"(SELECT count(*) FROM deals__deal WHERE number LIKE 'D-%' AND title = '{workloads.NEW_DEAL['title']}')",
        "(SELECT count(*) FROM core_audit WHERE action = 'created' AND entity = 'deals.deal')",
        "(SELECT count(*) FROM core_outbox WHERE type = 'deals.deal.created')",
    )
    return tuple(int(str(n)) for n in bench.query(f"SELECT {', '.join(counts)}")[0])


def _told(workload: Workload, before: tuple[int, ...], after: tuple[int, ...]) -> None:
    grown = {b - a for a, b in zip(before, after, strict=True)}
    if len(grown) != 1 or grown == {0}:
        raise SystemExit(f"{workload.name}: deals, audit rows and events grew differently: {before} {after}")


if __name__ == "__main__":
    main()
