"""`--db=postgres` runs the tests on PostgreSQL: one server for the run, one database for each worker."""

import contextlib
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from hansa.testing import Database, SqliteDatabase
from tests.postgres import server
from tests.postgres_database import PostgresDatabase

pytest_plugins = ["hansa.testing.fixtures"]

# Properties are about answers; speed is measured by bench/, and a busy machine is no failure.
hypothesis.settings.register_profile("hansa", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("hansa")

SERVER = "HANSA_TEST_PG_URL"
ON_IT = {"hansa_database", "template", "own_server"}
"""What a test has, directly or by another fixture, when it meets the database of the run."""
SLOW = ("tests/matrix", "tests/core/cli", "tests/core/program_text", "tests/thirdparty", "tests/cases", "tests/reliability")
"""Folders whose tests begin with a portal of their own or walk all of it: not part of `make check`."""
LONG = ("tests/core/demo", "tests/matrix", "tests/browser", "tests/reliability")
"""What begins first, in this order: the rest is short and fills up what is left of the workers' time."""
HASTY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "jit": "off"}
"""How a server is set up whose data nobody will ask for tomorrow, and whose questions are short."""
OWN = {"database"}
"""What a test has that makes databases of its own, on both kinds of server in every run."""
RUNNING = pytest.StashKey[contextlib.ExitStack]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=("sqlite", "postgres"), default="sqlite", help="the database the portal of the tests runs on")
    parser.addoption("--quick", action="store_true", help="what needs no database, and the first test of every file that does")


def pytest_configure(config: pytest.Config) -> None:
    """Start the server in the process that controls the run; workers find its address in the environment."""
    if config.getoption("--db") != "postgres" or hasattr(config, "workerinput"):
        return
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C: no server stays behind
    running = config.stash[RUNNING] = contextlib.ExitStack()
    folder = running.enter_context(tempfile.TemporaryDirectory(prefix="hansa-tests-", ignore_cleanup_errors=True))
    os.chmod(folder, 0o755)
    admin = running.enter_context(server(Path(folder), **HASTY))
    if not os.environ.get(SERVER):  # empty names none: the session would start one in the folder it stands in
        os.environ[SERVER] = admin.set(drivername="postgresql").render_as_string(hide_password=False)
        running.callback(os.environ.pop, SERVER)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put first what takes long, and mark what is slow; on PostgreSQL leave out what meets no database, or one of its own: it would say again what it said on SQLite."""
    items.sort(key=lambda item: next((at for at, folder in enumerate(LONG) if _lies_in(item, folder)), len(LONG)))
    for item in items:
        if _lies_in(item, *SLOW):
            item.add_marker("slow")
    if config.getoption("--db") == "postgres":
        _leave_out(config, items, [item for item in items if not _fixtures(item) & ON_IT or _fixtures(item) & OWN])
    if config.getoption("--quick"):
        meeting = [item for item in items if _fixtures(item) & (ON_IT | OWN)]
        first = {item.path: item for item in reversed(meeting)}
        _leave_out(config, items, [item for item in meeting if first[item.path] is not item])


def _leave_out(config: pytest.Config, items: list[pytest.Item], without: list[pytest.Item]) -> None:
    config.hook.pytest_deselected(items=without)
    gone = set(without)
    items[:] = [item for item in items if item not in gone]


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


def _lies_in(item: pytest.Item, *folders: str) -> bool:
    return item.path.relative_to(item.config.rootpath).as_posix().startswith(folders)


def pytest_unconfigure(config: pytest.Config) -> None:
    if RUNNING in config.stash:
        config.stash[RUNNING].close()


@pytest.fixture(scope="session")
def hansa_plugins() -> tuple[str, ...]:
    return (
        "tests.fixture_plugins.audiences",
        "tests.fixture_plugins.gallery",
        "tests.fixture_plugins.errands",
        "tests.fixture_plugins.initials",
        "tests.fixture_plugins.basement",
        "tests.fixture_plugins.attic",
        "tests.fixture_plugins.ratings",
        "tests.fixture_plugins.terms",
        "tests.fixture_plugins.sales",
    )


@pytest.fixture(scope="session")
def hansa_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    if request.config.getoption("--db") == "sqlite":
        with contextlib.closing(SqliteDatabase(tmp_path_factory.mktemp("database"))) as file:
            yield file
        return
    with server(Path()) as admin:
        database = PostgresDatabase(admin)
        yield database
        database.drop()


@pytest.fixture
def postgres(kit: object, hansa_database: Database) -> PostgresDatabase:
    """The PostgreSQL database behind the portal; the test is left out on SQLite."""
    if not isinstance(hansa_database, PostgresDatabase):
        pytest.skip("row-level security is PostgreSQL's")
    return hansa_database
