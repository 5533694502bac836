"""The database of a measurement: created, migrated and seeded as an installation would be, with people signed in."""

import hashlib
import json
import os
import secrets
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
import sqlalchemy as sa

from bench.seed import seed
from core.app import create_app
from core.entities.unit import unit
from core.identity.sessions import open_session
from core.portal import portal
from core.upgrade import upgrade
from tests.postgres import create_database, server

NAME = "hansa_bench_run"
PLUGINS = ",".join(f"tests.fixture_plugins.{name}" for name in ("one", "two", "three", "four", "five"))
PG_SETTINGS = {"shared_buffers": "512MB", "work_mem": "64MB", "max_wal_size": "8GB", "max_connections": "100"}


@dataclass(frozen=True)
class Bench:
    """Where the data is and who can sign in: users `large`, `median` (partners) and `staff` (channel manager)."""

    admin_url: str
    owner_url: str
    app_url: str
    folder: str
    secret_key: str
    program: str
    partners: dict[str, str]
    users: dict[str, str]
    cookies: dict[str, str]
    fields: dict[str, str]
    token: str

    def configuration(self) -> dict[str, str]:
        """Return the configuration of the portal, as shipped, with five plugins on."""
        return {
            "database_url": self.app_url,
            "owner_url": self.owner_url,
            "data_dir": self.folder,
            "env": "production",
            "secret_key": self.secret_key,
            "plugins": PLUGINS,
            "workers": "2",
            "threads": "4",
        }

    def session_of(self, user: str) -> str:
        return hashlib.sha256(self.cookies[user].encode()).hexdigest()

    def query(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Run a statement as superuser, to check what the applications answered."""
        with psycopg.connect(_plain(self.admin_url), autocommit=True) as connection:
            cursor = connection.execute(statement, values or None)  # type: ignore[call-overload]
            return list(cursor.fetchall()) if cursor.description else []


@contextmanager
def database(kept: Path | None = None) -> Iterator[Bench]:
    """Yield a seeded database. `kept`: a file that remembers one on the server of HANSA_TEST_PG_URL, for later."""
    if kept is not None and kept.exists():
        yield Bench(**json.loads(kept.read_text()))
        return
    if kept is not None and "HANSA_TEST_PG_URL" not in os.environ:
        raise SystemExit("--keep needs HANSA_TEST_PG_URL: a server that outlives this command.")
    # the server's package writes a lock file when this process ends, after the folder is gone
    runtime = Path(tempfile.gettempdir(), f"hansa-runtime-{os.getuid()}")
    runtime.mkdir(mode=0o700, exist_ok=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    with tempfile.TemporaryDirectory(prefix="hansa-bench-") as folder:
        Path(folder).chmod(0o755)  # the server does not run as root
        with server(Path(folder) / "postgres", **PG_SETTINGS) as admin:
            made = _made(admin, str(kept.parent / "data") if kept else folder)
            if kept is not None:
                kept.write_text(json.dumps(asdict(made)))
            yield made


def _made(admin: sa.URL, folder: str) -> Bench:
    Path(folder).mkdir(exist_ok=True)
    owner, app = (url.render_as_string(hide_password=False) for url in create_database(admin, NAME))
    own = admin.set(database=NAME)
    secret_key = secrets.token_hex(32)
    portal_app = create_app(
        {
            "data_dir": folder,
            "database_url": app,
            "owner_url": owner,
            "secret_key": secret_key,
            "plugins": PLUGINS,
            "strict": True,
        }
    )
    with portal_app.app_context():
        failed = {r.plugin: r.error for r in upgrade(portal()) if r.error}
        if failed:
            raise SystemExit(f"migrations failed: {failed}")
        seeded = seed(own)
        cookies = {name: unit(lambda user=user: open_session(user)) for name, user in seeded.users.items()}  # type: ignore[misc]
    admin_url = own.render_as_string(hide_password=False)
    return Bench(
        admin_url,
        owner,
        app,
        folder,
        secret_key,
        str(seeded.program),
        {"large": str(seeded.large), "median": str(seeded.median), "staff": ""},
        {name: str(user) for name, user in seeded.users.items()},
        cookies,
        {key: str(field) for key, field in seeded.fields.items()},
        _token(admin_url, seeded.users["large"]),
    )


def _token(admin_url: str, user: uuid.UUID) -> str:
    """Make an API token of a user's membership."""
    token, secret = uuid.uuid4(), secrets.token_urlsafe(32).replace("_", "-")
    with psycopg.connect(_plain(admin_url), autocommit=True) as connection:
        connection.execute(
            "INSERT INTO core_token"
            " (program_id, id, membership_id, name, secret_hash, scopes, version, created_at, updated_at)"
            " SELECT program_id, %s, id, 'bench', %s, '[]', 1, now(), now()"
            " FROM core_membership WHERE user_id = %s",
            (token, hashlib.sha256(secret.encode()).hexdigest(), user),
        )
    return f"hansa_{token.hex}_{secret}"


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")
