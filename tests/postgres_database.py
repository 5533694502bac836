"""The PostgreSQL database of one worker of a test run; the interface is `hansa.testing.databases.Database`."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from tests.postgres import APP, OWNER, create_database, one_at_a_time

TEMPLATE = "hansa_template"


class PostgresDatabase:
    """A database that only superusers write past the application; tables that were written are put back from copies."""

    beside = True

    def __init__(self, admin: sa.URL):
        self.admin = admin
        self.name = f"hansa_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
        self.url = self.owner_url = ""
        self._kept: frozenset[str] = frozenset()
        self._restoring: sa.Connection | None = None

    @contextmanager
    def preparing(self) -> Iterator[None]:
        """Make the database, one worker at a time. The first one leaves a template."""
        with one_at_a_time(self.admin) as connection:
            known = connection.scalar(sa.text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": TEMPLATE})
            owner, app = create_database(self.admin, self.name, TEMPLATE if known else None)
            self.url, self.owner_url = (url.render_as_string(hide_password=False) for url in (app, owner))
            yield
            if not known:
                connection.exec_driver_sql(f"CREATE DATABASE {TEMPLATE} OWNER {OWNER} TEMPLATE {self.name}")

    def keep(self) -> None:
        with self.superuser() as connection:
            connection.exec_driver_sql("CREATE SCHEMA kept")
            self._kept = frozenset(sa.inspect(connection).get_table_names(schema="public"))
            for table in sorted(self._kept):
                connection.exec_driver_sql(f"CREATE TABLE kept.{table} AS TABLE public.{table}")

    def restore(self, written: frozenset[str]) -> None:
        # Tests of migrations write tables of the same process in databases of their own.
        steps = "".join(
            f"DELETE FROM public.{name}; INSERT INTO public.{name} SELECT * FROM kept.{name};" for name in sorted(written & self._kept)
        )
        if self._restoring is None:
            self._restoring = sa.create_engine(self._admin_url, isolation_level="AUTOCOMMIT").connect()
            self._restoring.exec_driver_sql("SET session_replication_role = replica; SET lock_timeout = '30s'")
        self._restoring.exec_driver_sql(steps or "SELECT 1")

    def drop(self) -> None:
        if self._restoring is not None:
            self._restoring.close()
            self._restoring.engine.dispose()
        with self.superuser(self.admin) as connection:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    @contextmanager
    def superuser(self, url: sa.URL | None = None) -> Iterator[sa.Connection]:
        """Connect past every guard."""
        engine = sa.create_engine(url or self._admin_url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            yield connection

    @property
    def _admin_url(self) -> sa.URL:
        return self.admin.set(database=self.name)

    @property
    def app_url(self) -> sa.URL:
        return self.admin.set(username=APP, password="hansa", database=self.name)
