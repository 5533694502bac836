"""Disks that are full and databases that can only be read: no change is acknowledged that was not written, and a full disk
that is emptied is used again by the same processes."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from hansa.testing import Person
from plugins.deals.models import Deal
from tests.reliability.clients import DEALS, Answer, registration, send
from tests.reliability.places import Place, Server, until

pytestmark = pytest.mark.slow

PROMISE = 10.0
"""Seconds after which the portal works again, once there is room."""
ROOM = 4 * 2**20
"""Bytes that are left on the disk at first."""
LARGE = 512 * 2**20


class Disk:
    """A small file system in memory."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir()
        self._mount(f"size={LARGE}", "-t", "tmpfs", "tmpfs")

    def grow(self) -> None:
        self._mount(f"remount,size={LARGE}")

    def leave(self, room: int) -> None:
        """Make the disk as small as it can be with so many bytes left on it."""
        found = os.statvfs(self.folder)
        self._mount(f"remount,size={(found.f_blocks - found.f_bfree) * found.f_frsize + room}")

    def _mount(self, options: str, *words: str) -> None:
        done = subprocess.run(["mount", "-o", options, *words, str(self.folder)], capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"a small disk cannot be mounted here: {done.stderr.strip()}")

    def close(self) -> None:
        subprocess.run(["umount", "--lazy", str(self.folder)], check=False)


@pytest.fixture
def disk() -> Iterator[Disk]:
    with tempfile.TemporaryDirectory(prefix="hansa-disk-") as home:
        os.chmod(home, 0o755)
        made = Disk(Path(home) / "disk")
        yield made
        made.close()


@pytest.fixture
def small(template: Place, disk: Disk, tmp_path: Path) -> Iterator[Place]:
    """A portal whose tables are on the small disk."""
    if not template.on_postgres:
        yield template.copy(disk.folder)
        return
    space = f"hansa_small_{os.getpid()}"
    with template.admin() as connection:
        data = Path(str(connection.exec_driver_sql("SHOW data_directory").scalar()))
        os.chown(disk.folder, data.stat().st_uid, data.stat().st_gid)
        connection.exec_driver_sql(f"CREATE TABLESPACE {space} LOCATION '{disk.folder}'")
    made = template.copy(tmp_path, space)
    yield made
    made.drop()
    with template.admin() as connection:
        connection.exec_driver_sql(f"DROP TABLESPACE {space}")


def test_a_full_disk_is_told_and_once_there_is_room_work_goes_on(small, disk, serve):
    server = serve(small)
    with small.looking() as eye:  # opened before: PostgreSQL may have to write a file for a new connection
        eye.exec_driver_sql("SELECT 1")
        disk.leave(ROOM)
        done, refused = fill_up(server)
        assert (refused.status, refused.body["code"]) == (507, "storage-full")
        assert server.answers("/alpha/deals/deal/", cookie()), "what is there can still be read"
        assert set(eye.scalars(sa.select(Deal.title))) == done
    processes = server.children()
    disk.grow()
    until(lambda: register(server, "After").status == 201, "the portal to save again", PROMISE)
    assert server.children() == processes, "no process was started anew"


def test_a_database_that_can_only_be_read_is_told(place, serve):
    if not place.on_postgres:
        pytest.skip("root writes to what is read-only; the driver's own error is tested in tests/core/test_faults.py")
    server = serve(place)
    read_only(place, "on")
    refused = until_refused(server)
    assert (refused.status, refused.body["code"]) == (503, "read-only") and refused.headers["Retry-After"]
    until(lambda: server.answers("/alpha/deals/deal/", cookie()), "what is there to be read", PROMISE)
    assert titles(place) == set()
    read_only(place, "off")
    until(lambda: register(server, "After").status == 201, "the portal to save again", PROMISE)


def register(server: Server, title: str) -> Answer:
    return send(server.port, "a", DEALS, registration(title, need=os.urandom(4_500).hex()))


def fill_up(server: Server) -> tuple[set[str], Answer]:
    """Register deals until one is refused; return the titles of the others, and the refusal."""
    done: set[str] = set()
    for number in range(500):
        answer = register(server, f"Deal {number}")
        if answer.status != 201:
            return done, answer
        done.add(f"Deal {number}")
    raise AssertionError("the disk was never full")


def until_refused(server: Server) -> Answer:
    """Return the first refusal that is no lost connection."""
    answers: list[Answer] = []
    until(lambda: answers.append(register(server, "Never")) or answers[-1].body.get("code") != "database-down", "a refusal")
    return answers[-1]


def titles(place: Place) -> set[str]:
    with place.looking() as connection:
        return set(connection.scalars(sa.select(Deal.title)))


def read_only(place: Place, word: str) -> None:
    """Let the portal's new connections be of this kind, and end the present ones."""
    name = sa.make_url(place.url).database
    with place.admin() as connection:
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = {word}")
        connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


def cookie() -> dict[str, str]:
    return {"Cookie": f"hansa={Person('a').secret}"}
