"""`--db=postgres` runs the tests on PostgreSQL: one server for the run, one database for each worker."""

import contextlib
import os
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
RUNNING = pytest.StashKey[contextlib.ExitStack]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=("sqlite", "postgres"), default="sqlite", help="the database the portal of the tests runs on")


def pytest_configure(config: pytest.Config) -> None:
    """Start the server in the process that controls the run; workers find its address in the environment."""
    if config.getoption("--db") != "postgres" or hasattr(config, "workerinput"):
        return
    running = config.stash[RUNNING] = contextlib.ExitStack()
    folder = running.enter_context(tempfile.TemporaryDirectory(prefix="hansa-tests-", ignore_cleanup_errors=True))
    os.chmod(folder, 0o755)
    admin = running.enter_context(server(Path(folder), fsync="off", full_page_writes="off"))
    if SERVER not in os.environ:
        os.environ[SERVER] = admin.set(drivername="postgresql").render_as_string(hide_password=False)
        running.callback(os.environ.pop, SERVER)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is slow; on PostgreSQL leave out what meets no database, or one of its own: it would say again what it said on SQLite."""
    for item in items:
        if item.path.relative_to(config.rootpath).as_posix().startswith(SLOW):
            item.add_marker("slow")
    if config.getoption("--db") == "postgres":
        left_out = [item for item in items if not ON_IT & set(getattr(item, "fixturenames", ()))]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


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
    )


@pytest.fixture(scope="session")
def hansa_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    if request.config.getoption("--db") == "sqlite":
        yield SqliteDatabase(tmp_path_factory.mktemp("database"))
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
