"""A run is killed by the system while it calculates, again and again: what is written in the end is what one left alone writes."""

import os
import random
import time

import pytest

from plugins.rebates.engine import runs
from tests.plugins.rebates.programs import document
from tests.reliability.forked import killed

pytestmark = pytest.mark.slow
KILLS = 30 if os.environ.get("HANSA_RELIABILITY") == "full" else 5


def figures(desk, run):
    return [(row.partner_id, row.component, row.earned, row.payable, row.unrounded, row.told) for row in desk.results(run)]


def test_runs_go_on_after_kills_and_write_the_same_bytes(desk, kit, monkeypatch):
    desk.publish("bonus", document(None, ((0, 1), (500, 3)), frequency="month", year="calendar"))
    for at in range(12):
        desk.line(("a", "b", "a2")[at % 3], f"2026-01-{at + 1:02}", f"{77 + at}.{at}3")
    period = desk.stretch("bonus", "2026-01-01", "2026-01-31")
    monkeypatch.setattr(runs, "TOGETHER", 1)
    began = time.monotonic()
    whole = desk.run(period, "2026-02-10", holds=False)
    length, chance = time.monotonic() - began, random.Random(7)
    struck = [killed(kit, lambda: desk.run(period, "2026-02-10", holds=False), chance.uniform(0, length)) for _ in range(KILLS)]
    desk.run(period, "2026-02-10", holds=False)
    assert any(struck)
    assert {(run.state, run.results_hash) for run in desk.runs()} == {("done", whole["results_hash"])}
    assert all(figures(desk, run.id) == figures(desk, whole["id"]) for run in desk.runs())
