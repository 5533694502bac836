"""Funds measured: a fund of 10, 32 claims of 1 at one moment, 20 rounds, on both databases: exactly 10 are granted each time."""

import contextlib
import tempfile
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import sqlalchemy as sa
from flask import Flask

from bench.figure import Figure
from core import clock
from core.app import create_app
from core.entities import acting, records
from core.entities.registry import registry
from core.entities.unit import unit
from core.errors import Conflict
from core.identity.models import Partner, PartnerTree
from core.jobs.scopes import as_system
from core.portal import portal
from core.programs.models import Program, ProgramPlugin
from core.programs.state import ProgramState
from core.upgrade import upgrade
from core.workflow.perform import perform
from plugins.ledger.book import checking
from plugins.mdf.money import spending
from tests.postgres import create_database

FUND, CLAIMS, ROUNDS = 10, 32, 20
NAME = "hansa_bench_funds"
PARTNER = uuid.UUID(int=1)


def figures(admin_url: str) -> Iterator[Figure]:
    """Yield by how many claims a round missed what the fund had, and what is wrong in the book; zero is right."""
    owner, app = (url.render_as_string(hide_password=False) for url in create_database(sa.make_url(admin_url), NAME))
    for name, options in (("mdf_race", {"database_url": app, "owner_url": owner}), ("mdf_race_sqlite", {})):
        with tempfile.TemporaryDirectory(prefix="hansa-funds-") as folder, _portal({"data_dir": folder, **options}) as (program, app):
            wrong = max(abs(FUND - granted) for granted in _rounds(program, app))
            with acting.entered(as_system(program)):
                wrong += len(list(unit(checking.check)))
        yield Figure(name, wrong, "claims", f"exactly {FUND} of {CLAIMS} granted, {ROUNDS} rounds", wrong == 0)


def _rounds(program: ProgramState, app: Flask) -> Iterator[int]:
    """Yield how many were granted, round by round; what was granted is let go of between them."""
    with acting.entered(as_system(program)):
        made = unit(_filled)
    for _round in range(ROUNDS):
        granted: list[uuid.UUID] = []
        gate = threading.Barrier(CLAIMS)
        threads = [threading.Thread(target=_claim, args=(app, program, one, gate, granted)) for one in made]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with acting.entered(as_system(program)):
            for one in granted:
                unit(lambda: spending.let_go(request_id=one))  # noqa: B023 - called at once
        yield len(granted)


def _claim(app: Flask, program: ProgramState, request_id: uuid.UUID, gate: threading.Barrier, granted: list[uuid.UUID]) -> None:
    with app.app_context(), acting.entered(as_system(program)):
        gate.wait()
        with contextlib.suppress(Conflict):
            unit(lambda: spending.take(records.get(registry()["mdf.request"], request_id), Decimal(1), "reserved"))
            granted.append(request_id)


def _filled() -> list[uuid.UUID]:
    """Fund one partner and let it plan as many activities as will be claimed for."""
    known, day = registry(), clock.today("Europe/Berlin").isoformat()
    layer = records.create(known["mdf.allocation"], {"title": "Fund", "amount": str(FUND), "starts": day}, partner_id=PARTNER)
    perform(known["mdf.allocation"], layer, "allocate")
    row = {"title": "Event", "kind": "event", "starts_on": day, "ends_on": day, "asked": "1"}
    raw = {"title": "Plan", "activities": [row], "costs": [{"kind": "venue", "amount": "2"}]}
    return [one.id for one in records.create_many(known["mdf.request"], [raw] * CLAIMS, partner_id=PARTNER)]


@contextmanager
def _portal(options: dict[str, str]) -> Iterator[tuple[ProgramState, Flask]]:
    options = {"secret_key": "0" * 64, "env": "test", **options}
    with create_app(options).app_context():
        failed = {result.plugin: result.error for result in upgrade(portal()) if result.error}
        if failed:
            raise SystemExit(f"migrations failed: {failed}")
    app = create_app(options)
    with app.app_context():
        program = uuid.uuid4()
        scope = {"program_id": program}
        with sa.create_engine(portal().config["owner_url"], poolclass=sa.NullPool).begin() as connection:
            connection.execute(sa.insert(Program.__table__).values(id=program, slug="bench", name="Bench", zone="Europe/Berlin"))
            for name in ("policies", "ledger", "mdf"):
                connection.execute(sa.insert(ProgramPlugin.__table__).values(**scope, plugin=name, enabled=True))
            connection.execute(sa.insert(Partner.__table__).values(**scope, id=PARTNER, name="Partner", kind="reseller"))
            connection.execute(sa.insert(PartnerTree.__table__).values(**scope, ancestor_id=PARTNER, descendant_id=PARTNER, depth=0))
        yield portal().programs.fresh(program), app
