"""One portal for a whole test run: its database filled once, its people, and ways to act as them."""

import contextlib
import uuid
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from core.app import create_app
from core.db import db
from core.entities import acting, records
from core.entities.effective import schema_of
from core.entities.registry import registry
from core.entities.scope import Scope, current
from core.entities.unit import unit
from core.identity import resolve
from core.plugin_system.connect import migration_engine
from core.portal import Portal
from core.programs.models import Program, ProgramPlugin
from core.programs.state import ProgramState
from core.upgrade import upgrade
from core.web.door import csrf
from hansa.testing import world
from hansa.testing.databases import Database, Written
from hansa.testing.samples import sample

SET_UP = frozenset({"core_program", "core_program_plugin", "core_role", "core_field", "core_site"})
"""Tables a process keeps in memory, see `core.programs.state`."""

FAST_PASSWORDS = 64
"""KiB of memory for a password's hash: enough to run, of no use outside of tests."""


def create_portal(database: Database, plugins: tuple[str, ...] = (), **config: Any) -> Flask:
    """Migrate an empty database and return an app on it, plugins included; raises AssertionError when a migration fails."""
    settings = {
        "env": "test",
        "strict": True,
        "secret_key": "test",
        "rate_limit": 0,
        "argon2_memory": FAST_PASSWORDS,
        "plugins": ",".join(plugins),
        **config,
    }
    with database.preparing():
        settings |= {"database_url": database.url, "owner_url": database.owner_url}
        app = create_app(settings)
        with app.app_context():
            failed = [result for result in upgrade(app.extensions["hansa"]) if result.error]
            db.engine.dispose()
        if failed:
            raise AssertionError("\n".join(f"{result.plugin}: {result.error}" for result in failed))
        # A plugin whose tables were missing was not asked for its pages: the portal is started again, as after any upgrade.
        return create_app(settings)


def _write_at_leisure(connection: Any, record: Any) -> None:
    """A database that lasts for one run need not survive the machine."""
    connection.execute("PRAGMA synchronous=OFF")


class Client(FlaskClient):
    """A browser of one person; without a person, of a visitor."""

    person: world.Person | None = None

    def submit(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Any:
        """Post a form as the page would: with the anti-forgery token."""
        return self.post(path, data={"csrf_token": self.csrf_token, **(data or {})}, **options)

    @property
    def csrf_token(self) -> str:
        """The token the pages of this browser carry."""
        session, seed = self.get_cookie("hansa"), self.get_cookie(csrf.SEED_COOKIE)
        bound = resolve.digest(session.value) if session else seed.value if seed else ""
        with self.application.app_context():
            return csrf.token_for(bound)


class Kit:
    """The portal of a test run and what tests do with it."""

    def __init__(self, app: Flask, database: Database, written: Written):
        self.app, self.database, self.written = app, database, written
        self.portal: Portal = app.extensions["hansa"]
        self.owner = migration_engine(database.owner_url, sa.QueuePool)
        self._filled: list[ProgramState] = []
        """The programs as every test meets them first, and what was compiled for them."""
        app.test_client_class = Client
        with app.app_context():
            if db.engine.dialect.name == "sqlite":
                for engine in (db.engine, self.owner):
                    event.listen(engine, "connect", _write_at_leisure)

    def fill(self) -> None:
        """Write the people of the tests, and take this as what every test starts with."""
        with self.owner.begin() as connection:
            world.populate(connection, self.portal.plugins.active())
        self.written.take()
        self.close()
        self.database.keep()
        with self.app.app_context():
            self._filled = [state for slug in world.PROGRAMS if (state := self.portal.programs.by_slug(slug))]
            db.session.remove()

    def reset(self) -> None:
        """Undo what was written since the last time."""
        written = self.written.take()
        if not written:
            return
        if not self.database.beside:
            self.close()
        self.database.restore(written)
        self.portal.programs.forget_rows()
        if written & SET_UP:
            self.portal.programs.forget(but=self._filled)
            self.portal.frames.forget()

    def close(self) -> None:
        """Close all connections; the next statement opens another one."""
        self.owner.dispose()
        with self.app.app_context():
            db.engine.dispose()

    def client(self, person: world.Person | None = None) -> Client:
        """Return a browser in which this person is signed in."""
        client: Any = self.app.test_client()
        client.person = person
        if person is not None:
            client.set_cookie("hansa", person.secret)
        return client  # type: ignore[no-any-return]

    @contextlib.contextmanager
    def acting(self, person: world.Person) -> Iterator[Scope]:
        """Run code as this person, as in a request: `hansa.records`, queries, services."""
        with self.app.app_context():
            resolved = resolve.by_session(person.program, person.secret)
            if resolved is None:
                raise LookupError(f"there is no program {person.program!r}")
            with acting.entered(Scope(resolved.program, resolved.actor)) as scope:
                yield scope

    def make(self, entity: str, by: world.Person, word: str, owner: uuid.UUID | None, values: dict[str, Any]) -> uuid.UUID:
        """Create a record through `records` and return its id. Values the schema does not know are set as they are."""
        with self.acting(by):
            kind = registry()[entity]
            known = schema_of(kind).load_fields
            raw = sample(schema_of(kind), word, **{k: v for k, v in values.items() if k in known})
            rest = {k: v for k, v in values.items() if k not in known}
            made: uuid.UUID = unit(lambda: records.create(kind, raw, partner_id=owner or current().actor.partner_id, **rest).id)
            return made

    def sign_in(self, person: world.Person) -> None:
        """Open the session of a person again that was closed."""
        with self.owner.begin() as connection:
            world.open_session(connection, person)

    def switch(self, plugin: str, program: world.ProgramOfTest, on: bool) -> None:
        """Switch a plugin on or off in a program, as another process would have."""
        table, programs = ProgramPlugin.__table__, Program.__table__
        with self.owner.begin() as connection:
            connection.execute(sa.delete(table).where(table.c.program_id == program.id, table.c.plugin == plugin))
            connection.execute(sa.insert(table), {"program_id": program.id, "plugin": plugin, "enabled": on})
            connection.execute(sa.update(programs).where(programs.c.id == program.id).values(revision=programs.c.revision + 1))
