"""Portals of their own for tests that kill: a database, a data folder, and processes started as an operator starts them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import sqlalchemy as sa

from tests.postgres import create_database

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-c", "from core.cli import main; main()")
PLUGINS = ("listening", "stalling")
UNHURRIED = 30.0


def until(found: Callable[[], object], what: str, seconds: float = UNHURRIED, every: float = 0.05) -> float:
    """Wait until something is so and return the seconds it took; both in seconds, as is `every`."""
    began = time.monotonic()
    while not found():
        assert time.monotonic() - began < seconds, f"waited {seconds} s in vain for {what}"
        time.sleep(every)
    return time.monotonic() - began


@dataclass
class Place:
    """A portal that is not running. `eye` is the URL of somebody who sees every row."""

    folder: Path
    url: str
    owner_url: str
    eye: str
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HANSA_")}
        ours = {
            "database_url": self.url, "owner_url": self.owner_url, "data_dir": str(self.folder), "secret_key": "k" * 40, "rate_limit": "0",
            "plugins": ",".join(f"tests.reliability.plugins.{name}" for name in PLUGINS), **self.settings,
        }  # fmt: skip
        tests = {"TEST_HEARD": str(self.folder / "heard"), "TEST_STALL": str(self.folder / "stall")}
        return {**kept, **tests, **{f"HANSA_{name.upper()}": value for name, value in ours.items()}}

    @property
    def on_postgres(self) -> bool:
        return self.url.startswith("postgresql")

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `hansa` with these words to its end."""
        return subprocess.run([*COMMAND, *words], cwd=ROOT, env=self.environment, capture_output=True, text=True)

    def start(self, *words: str) -> "subprocess.Popen[bytes]":
        with open(self.folder / "log", "ab") as log:
            return subprocess.Popen([*COMMAND, *words], cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True)

    def looking(self) -> sa.Connection:
        return sa.create_engine(self.eye, poolclass=sa.NullPool).connect()

    def copy(self, folder: Path, tablespace: str = "") -> "Place":
        """Return a portal with the same contents; `tablespace` says where PostgreSQL keeps its tables."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.on_postgres:
            admin = sa.make_url(self.eye).set(database="postgres")
            name = f"hansa_{os.getpid()}_{time.monotonic_ns()}"
            owner, app = create_database(admin, name, f"{sa.make_url(self.url).database}{tablespace and f' TABLESPACE {tablespace}'}")
            return Place(folder, text(app), text(owner), text(admin.set(database=name)), dict(self.settings))
        file = folder / "hansa.db"
        shutil.copyfile(str(sa.make_url(self.url).database), file)
        return Place(folder, f"sqlite:///{file}", f"sqlite:///{file}", f"sqlite:///{file}", dict(self.settings))

    def admin(self) -> sa.Connection:
        """Connect to the PostgreSQL server as its superuser, outside of the portal's database."""
        url = sa.make_url(self.eye).set(database="postgres")
        return sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool).connect()

    def drop(self) -> None:
        if self.on_postgres:
            with self.admin() as connection:
                connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {sa.make_url(self.url).database} WITH (FORCE)")


def text(url: sa.URL) -> str:
    return url.render_as_string(hide_password=False)


class Server:
    """`hansa serve` on a port that stays the same when it is killed and started again."""

    def __init__(self, place: Place):
        self.place = place
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.start()

    def start(self) -> None:
        self.process = self.place.start("serve", "--port", str(self.port))
        try:
            until(self.answers, "the server to start")
        except AssertionError:
            self.kill()
            raise

    def kill(self) -> None:
        """Kill the supervisor and all its processes at once."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.kill()

    def children(self) -> list[int]:
        return [int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()]

    def ask(self, path: str, headers: Mapping[str, str] | None = None, timeout: float = 30) -> tuple[int, str]:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=timeout)) as connection:
            connection.request("GET", path, headers=dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def answers(self, path: str = "/alpha/signin", headers: Mapping[str, str] | None = None) -> bool:
        try:
            return self.ask(path, headers, timeout=5)[0] == 200
        except (OSError, HTTPException):
            return False


class Worker:
    """`hansa worker`; on SQLite the server does its work."""

    def __init__(self, place: Place):
        self.place = place
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[bytes] | None":
        return self.place.start("worker") if self.place.on_postgres else None

    def kill_and_start(self) -> None:
        self.kill()
        self.process = self._start()

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
