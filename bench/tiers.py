"""Levels measured: ten thousand partners judged by a program of six levels with eight criteria each, every decision stored."""

import gc
import os
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

import sqlalchemy as sa

from bench.calibrate import calibrate
from bench.figure import Figure
from core import clock
from core.app import create_app
from core.entities import acting, records
from core.entities.registry import registry
from core.entities.unit import unit
from core.identity.models import Partner, PartnerTree
from core.jobs.scopes import as_system
from core.portal import portal
from core.programs.models import Program, ProgramPlugin
from core.programs.state import ProgramState
from core.upgrade import upgrade
from plugins.policies.models import Decision, Fact
from plugins.policies.versions import lifecycle
from plugins.policies.versions.kinds import kind_of
from plugins.policies.versions.publishing import publish
from plugins.tiering.standing import programs, reviewing
from tests.postgres import create_database

CALIBRATED = 41.0
ALL_GOAL, ONE_GOAL = 10, 20
PARTNERS, LEVELS, CRITERIA, TOGETHER, ROUNDS = 10_000, 6, 8, 500, 30
NAME = "hansa_bench_tiers"
TRACK = "sales"


def figures(admin_url: str | None = None) -> Iterator[Figure]:
    """Yield the figures. `admin_url`: the superuser of a PostgreSQL server; without it they are measured on SQLite."""
    with _postgres(admin_url) if admin_url else _sqlite() as (program, partners), acting.entered(as_system(program)):
        unit(_filled)
        day = clock.today("Europe/Berlin")
        gc.collect()
        gc.freeze()  # as the server does before it serves
        factor, began = CALIBRATED / calibrate(), time.perf_counter()
        for start in range(0, len(partners), TOGETHER):
            some = partners[start : start + TOGETHER]
            unit(lambda: reviewing.review(TRACK, some, day))  # noqa: B023 - called at once
        value = (time.perf_counter() - began) * factor
        _must_be_whole(partners)
        yield Figure("tier_all", value, "s", f"<= {ALL_GOAL} s (scaled)", value <= ALL_GOAL)
        one = sorted(_one(partner, day) for partner in partners[:ROUNDS])[ROUNDS // 2]
        yield Figure("tier_one", one, "ms", f"<= {ONE_GOAL} ms (scaled)", one <= ONE_GOAL)


def _one(partner: uuid.UUID, day: date) -> float:
    """Return how long one partner takes, decision included: it has none yet of a track of its own."""
    factor, began = CALIBRATED / calibrate(), time.perf_counter()
    unit(lambda: reviewing.review("second", [partner], day))
    return (time.perf_counter() - began) * 1_000 * factor


def _must_be_whole(partners: list[uuid.UUID]) -> None:
    """Every partner has a stored decision, and every level came out."""
    with sa.create_engine(portal().config["owner_url"], poolclass=sa.NullPool).connect() as connection:
        rows = connection.execute(sa.select(Decision.__table__.c.result, sa.func.count()).group_by(Decision.__table__.c.result)).all()
    if sum(count for _result, count in rows) != len(partners) or len(rows) != LEVELS + 1:
        raise SystemExit(f"the measured review is not whole: {rows}")


def _document() -> Mapping[str, Any]:
    """Six levels; of each one's eight criteria six are figures in the first group, of which four must hold, and two are asked of all."""
    levels = [{"key": f"l{n}", "label": f"Level {n}"} for n in range(1, LEVELS + 1)]
    criteria = [
        {
            "level": f"l{n}", "code": f"m{m}", "label": f"Measure {m}", "of": f"partner.m{m}", "value": str(n * 100),
            "group": "most" if m < CRITERIA - 2 else "sure",
        }
        for n in range(1, LEVELS + 1)
        for m in range(CRITERIA)
    ]  # fmt: skip
    # Reviewed, but with no change due on this day: what is measured is judging and keeping why.
    other = str((clock.now().month + 5) % 12 + 1)
    return {"levels": levels, "criteria": criteria, "groups": [{"name": "most", "need": "4"}], "up_check": "months", "up_months": [other]}


def _filled() -> None:
    for m in range(CRITERIA):
        records.create(registry()["policies.fact_kind"], {"name": f"m{m}", "subject": "partner", "type": "number", "label": f"Measure {m}"})
    for slug in (TRACK, "second"):
        publish(lifecycle.draft(lifecycle.make_policy(kind_of(programs.KEY), slug, slug), _document()))


Made = tuple[ProgramState, list[uuid.UUID]]


@contextmanager
def _sqlite() -> Iterator[Made]:
    with tempfile.TemporaryDirectory(prefix="hansa-tiers-") as folder, _portal({"data_dir": folder}) as made:
        yield made


@contextmanager
def _postgres(admin_url: str) -> Iterator[Made]:
    owner, app = (url.render_as_string(hide_password=False) for url in create_database(sa.make_url(admin_url), NAME))
    options = {"database_url": app, "owner_url": owner}
    with tempfile.TemporaryDirectory(prefix="hansa-tiers-") as folder, _portal({"data_dir": folder, **options}) as made:
        yield made


@contextmanager
def _portal(options: dict[str, str]) -> Iterator[Made]:
    options = {"secret_key": "0" * 64, "env": "test", **options}
    with create_app(options).app_context():
        failed = {result.plugin: result.error for result in upgrade(portal()) if result.error}
        if failed:
            raise SystemExit(f"migrations failed: {failed}")
    with create_app(options).app_context():
        made, partners = uuid.uuid4(), [uuid.UUID(int=n + 1) for n in range(PARTNERS)]
        with sa.create_engine(portal().config["owner_url"], poolclass=sa.NullPool).begin() as connection:
            _insert(connection, made, partners)
        yield portal().programs.fresh(made), partners


def _insert(connection: sa.Connection, made: uuid.UUID, partners: list[uuid.UUID]) -> None:
    """Write the program, its partners, and eight facts of each."""
    scope = {"program_id": made}
    connection.execute(sa.insert(Program.__table__).values(id=made, slug="bench", name="Bench", zone="Europe/Berlin"))
    for name in ("policies", "tiering"):
        connection.execute(sa.insert(ProgramPlugin.__table__).values(**scope, plugin=name, enabled=True))
    rows = [{**scope, "id": one, "name": f"Partner {at}", "kind": "reseller"} for at, one in enumerate(partners)]
    connection.execute(sa.insert(Partner.__table__), rows)
    connection.execute(
        sa.insert(PartnerTree.__table__), [{**scope, "ancestor_id": one, "descendant_id": one, "depth": 0} for one in partners]
    )
    for start in range(0, len(partners), TOGETHER):
        connection.execute(
            sa.insert(Fact.__table__), [row for at in range(start, start + TOGETHER) for row in _facts(made, at, partners[at])]
        )


def _facts(made: uuid.UUID, at: int, partner: uuid.UUID) -> Iterator[dict[str, Any]]:
    for m in range(CRITERIA):
        yield {
            "program_id": made, "id": uuid.uuid4(), "subject": "partner", "partner_id": partner, "who": None, "key": str(partner), "name": f"m{m}",
            "value": str((at % 7) * 100 + 99 * (at % 2) + m), "effective_from": date(2020, 1, 1), "source_id": f"{at}-{m}",
        }  # fmt: skip


if __name__ == "__main__":
    for figure in figures(os.environ.get("HANSA_TEST_PG_URL")):
        print(f"{'ok' if figure.good else 'MISS':5}{figure.name:22}{figure.value:10.2f} {figure.unit}   goal {figure.goal}")
