"""Fixtures for plugin authors: `pytest_plugins = ["hansa.testing.fixtures"]` in conftest.py, and name the plugin's module:

    @pytest.fixture(scope="session")
    def hansa_plugins():
        return ("acmebadges",)

Every test meets the programs `alpha` and `beta` with the people of `hansa.testing.world`; what it writes is undone.
"""

import contextlib
import gc
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import flask_sqlalchemy
import pytest
from flask import Flask

from core.db import db as database_of_core
from hansa.testing.databases import Database, SqliteDatabase, Written
from hansa.testing.kit import Client, Kit, create_portal
from hansa.testing.world import Person, ProgramOfTest, add_partner, add_person


@pytest.fixture(scope="session")
def hansa_plugins() -> tuple[str, ...]:
    """The modules of plugins to load beside the installed ones; override it."""
    return ()


@pytest.fixture(scope="session")
def hansa_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """An empty database; override it to test on another server."""
    with contextlib.closing(SqliteDatabase(tmp_path_factory.mktemp("database"))) as database:
        yield database


@pytest.fixture(scope="session")
def hansa_kit(hansa_database: Database, hansa_plugins: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kit]:
    """The portal of the run, its database migrated and filled."""
    app = create_portal(hansa_database, hansa_plugins, data_dir=str(tmp_path_factory.mktemp("data")))
    written = Written()
    kit = Kit(app, hansa_database, written)
    kit.fill()
    gc.freeze()  # What is loaded stays until the end, and is not looked through for garbage again.
    yield kit
    written.close()
    kit.close()


@pytest.fixture
def kit(hansa_kit: Kit) -> Iterator[Kit]:
    """The portal with the database as it was at the start."""
    hansa_kit.reset()
    yield hansa_kit


@pytest.fixture
def app(kit: Kit) -> Flask:
    """The portal's application."""
    return kit.app


@pytest.fixture
def client(kit: Kit) -> Client:
    """A visitor's browser."""
    return kit.client()


@pytest.fixture
def as_user(kit: Kit) -> Callable[..., Client]:
    """`as_user("b")`: the browser of a person of `alpha`, `as_user("b", "beta")` of another program."""
    return lambda name, program="alpha": kit.client(Person(name, program))


@pytest.fixture
def db(app: Flask) -> Iterator[flask_sqlalchemy.SQLAlchemy]:
    """The database within an application context; requests made meanwhile share its session."""
    with app.app_context():
        yield database_of_core
        database_of_core.session.remove()


@pytest.fixture
def program(kit: Kit) -> ProgramOfTest:
    """The program `alpha`: its ids by name."""
    return ProgramOfTest("alpha")


@pytest.fixture
def make_partner(kit: Kit, program: ProgramOfTest) -> Callable[..., uuid.UUID]:
    """`make_partner("c", region="east", parent="a")` adds a partner to `alpha` and returns its id."""

    def make(name: str, *, label: str = "", region: str | None = None, parent: str | None = None) -> uuid.UUID:
        with kit.owner.begin() as connection:
            return add_partner(connection, program, name, label or f"{name.title()} Partners", region=region, parent=parent)

    return make


@pytest.fixture
def make_user(kit: Kit, program: ProgramOfTest) -> Callable[..., Client]:
    """`make_user("carol", partner="b", roles=["partner_user"])` adds a member to `alpha` and returns her browser."""

    def make(name: str, *, partner: str | None = None, roles: tuple[str, ...] = (), region: str | None = None) -> Client:
        with kit.owner.begin() as connection:
            return kit.client(add_person(connection, program.person(name), partner=partner, roles=roles, region=region))

    return make


@pytest.fixture
def make_record(kit: Kit) -> Callable[..., uuid.UUID]:
    """`make_record("deals.deal", by="a", word="Harbor", amount="100")` creates a record with sample values, returns its id."""

    def make(
        entity: str, *, by: str = "admin", program: str = "alpha", word: str = "Sample", owner: uuid.UUID | None = None, **values: Any
    ) -> uuid.UUID:
        return kit.make(entity, Person(by, program), word, owner, values)

    return make


@pytest.fixture
def enable(kit: Kit, program: ProgramOfTest) -> Callable[..., None]:
    """`enable("deals", on=False)` switches a plugin of `alpha`."""
    return lambda plugin, *, on=True: kit.switch(plugin, program, on)


@pytest.fixture
def provide_plugin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Flask]]:
    """`provide_plugin("acmebadges")` returns an app of its own with these plugins, on a SQLite file of its own."""
    made: list[Flask] = []

    def provide(*modules: str) -> Flask:
        folder = tmp_path_factory.mktemp("provided")
        made.append(create_portal(SqliteDatabase(folder), modules, data_dir=str(folder)))
        return made[-1]

    yield provide
    for app in made:
        with app.app_context():
            database_of_core.engine.dispose()
