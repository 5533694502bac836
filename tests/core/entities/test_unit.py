"""A unit is done whole or not at all, and again when the database asks for it (rules 12 and 13)."""

import sqlite3
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import DBAPIError

from core import engine
from core.entities import unit as units
from core.entities.unit import MAX_TRIES, after_commit, unit
from core.errors import Unavailable


@pytest.fixture
def at_once(monkeypatch):
    """Nobody waits between the tries."""
    monkeypatch.setattr(units.time, "sleep", lambda seconds: None)


def failing(times, sqlstate, done):
    """Work that the database refuses so many times."""

    def work():
        done.append(1)
        after_commit(lambda: done.append("committed"))
        if len(done) <= times:
            raise DBAPIError("", None, SimpleNamespace(sqlstate=sqlstate))
        return "saved"

    return work


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
def test_it_is_done_again_whole_after_a_failure_that_passes(app, at_once, sqlstate):
    done = []
    with app.app_context():
        assert unit(failing(2, sqlstate, done)) == "saved"
    assert done == [1, 1, 1, "committed"]


def test_it_is_given_up_after_five_tries(app, at_once):
    done = []
    with app.app_context(), pytest.raises(Unavailable) as given_up:
        unit(failing(99, "40001", done))
    assert (len(done), MAX_TRIES, given_up.value.code) == (5, 5, "busy")


def test_a_fault_that_does_not_pass_is_not_tried_again(app, at_once):
    done = []
    with app.app_context(), pytest.raises(DBAPIError):
        unit(failing(99, "23505", done))
    assert done == [1]


@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)])
def test_sqlite_keeps_what_was_acknowledged(tmp_path, pragma, value):
    connection = sqlite3.connect(tmp_path / "a.db")
    engine._pragmas(connection, SimpleNamespace(info={}))
    assert connection.execute(f"PRAGMA {pragma}").fetchone() == (value,)
    connection.close()
