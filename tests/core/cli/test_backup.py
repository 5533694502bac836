"""SECURITY.md 6a: a database copied while it is written to is whole, and starts on another machine."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.core.cli.conftest import Run


@pytest.fixture
def written(migrated: Run, tmp_path: Path) -> Iterator[threading.Event]:
    """Two rows in each transaction, from another connection, until the event is set."""
    stop, begun = threading.Event(), threading.Event()

    def write() -> None:
        with closing(sqlite3.connect(tmp_path / "hansa.db", timeout=30)) as connection:
            connection.execute("CREATE TABLE load (x)")
            while not stop.is_set():
                with connection:
                    connection.executemany("INSERT INTO load VALUES (?)", [("x" * 500,), ("y" * 500,)])
                begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    begun.wait(30)
    yield stop
    stop.set()
    writer.join()


def test_a_copy_under_load_is_whole_and_starts_elsewhere(
    migrated: Run, written: threading.Event, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = migrated("db", "backup", str(tmp_path / "copy.db"))
    assert done.exit_code == 0, done.output
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(tmp_path / "copy.db", elsewhere / "hansa.db")
    shutil.copy(tmp_path / "secret.key", elsewhere)
    with closing(sqlite3.connect(elsewhere / "hansa.db")) as copy:
        assert copy.execute("SELECT count(*) % 2 FROM load").fetchone() == (0,)
        copy.execute("DROP TABLE load")
    monkeypatch.setenv("HANSA_DATA_DIR", str(elsewhere))
    assert "Acme Partners" in migrated("program", "list").output
    assert [migrated(*words).exit_code for words in (("db", "status"), ("db", "check"), ("audit", "verify"))] == [0, 0, 0]


def test_a_copy_is_readable_by_its_owner_alone(migrated: Run, tmp_path: Path) -> None:
    migrated("db", "backup", str(tmp_path / "copy.db"))
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_is_not_written_over(migrated: Run, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("precious")
    assert migrated("db", "backup", str(tmp_path / "copy.db")).exit_code == 1
    assert (tmp_path / "copy.db").read_text() == "precious"
