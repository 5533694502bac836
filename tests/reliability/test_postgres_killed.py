"""PostgreSQL is killed while eight clients write: the portal answers again by itself, and nothing acknowledged is lost."""

import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.reliability import proof
from tests.reliability.clients import Crowd
from tests.reliability.conftest import fill, on
from tests.reliability.places import until

pytestmark = pytest.mark.slow

PROMISE = 5.0
"""Seconds from the moment the database is back to the first good answer."""


@pytest.fixture
def own_place(own_server, tmp_path):
    admin = sa.make_url(own_server.get_uri()).set(drivername="postgresql+psycopg")
    return fill(on(admin, "hansa", tmp_path))


def test_the_portal_recovers_by_itself(own_place, own_server, serve, work, full, seed):
    chance, server, worker = random.Random(seed), serve(own_place), work(own_place)
    took = []
    with Crowd(server.port) as crowd:
        for _ in range(20 if full else 2):
            time.sleep(chance.uniform(0.5, 1.5))
            kill(own_server)
            own_server.ensure_postgres_running()
            before = len(crowd.done)
            took.append(until(lambda before=before: len(crowd.done) > before, "an acknowledged write", PROMISE))
    print(f"first good answers after {', '.join(f'{s:.1f}' for s in took)} s; {len(crowd.done)} deals")
    server.kill()
    worker.kill()
    proof.whole(own_place, crowd.done)


def kill(server: Any) -> None:
    """Kill the server and every process of it, as when the machine runs out of memory."""
    postmaster = server.get_pid()
    children = [int(pid) for pid in Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()]
    for pid in (postmaster, *children):
        os.kill(pid, signal.SIGKILL)
    until(lambda: not any(alive(pid) for pid in (postmaster, *children)), "the processes of the server to end")
    for lock in (server.pgdata / "postmaster.pid", server.pgdata / ".s.PGSQL.5432.lock"):
        lock.unlink(missing_ok=True)  # nobody may have fetched the dead process, and a new one would take it for alive


def alive(pid: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
