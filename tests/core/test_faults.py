"""What drivers and disks raise, and what the portal makes of it."""

import errno
import sqlite3
from types import SimpleNamespace

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as NoConnection

from core import faults


@pytest.fixture
def engine(tmp_path):
    made = sa.create_engine(f"sqlite:///{tmp_path / 'file.db'}", poolclass=sa.NullPool)
    with made.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE t (x)")
    return made


def raised(engine, *statements):
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        for statement in statements:
            connection.exec_driver_sql(statement)
    return caught.value


INSERT = "INSERT INTO t VALUES (zeroblob(100000))"


@pytest.mark.parametrize(
    ("statements", "status", "code"),
    [
        (("PRAGMA max_page_count=3", INSERT), 507, "storage-full"),
        (("PRAGMA query_only=ON", INSERT), 503, "read-only"),
    ],
)
def test_what_sqlite_says_is_told(engine, statements, status, code):
    problem = faults.problem_of(raised(engine, *statements))
    assert (problem.status, problem.code) == (status, code) and problem.extra["retry_after"]


UNIQUE = ("CREATE TABLE u (x PRIMARY KEY)", "INSERT INTO u VALUES (1)", "INSERT INTO u VALUES (1)")
LOST = ("PRAGMA foreign_keys=ON", "CREATE TABLE p (x PRIMARY KEY)", "CREATE TABLE c (x REFERENCES p)", "INSERT INTO c VALUES (1)")


@pytest.mark.parametrize("statements", [UNIQUE, LOST])
def test_what_collides_is_a_conflict_that_does_not_help_to_repeat(engine, statements):
    problem = faults.problem_of(raised(engine, *statements))
    assert (problem.status, problem.code, problem.extra) == (409, "collision", {})


def test_a_row_the_schema_should_have_refused_is_our_fault(engine):
    assert faults.problem_of(raised(engine, "CREATE TABLE n (x NOT NULL)", "INSERT INTO n VALUES (NULL)")) is None


def test_a_database_that_is_gone_is_told(tmp_path):
    with pytest.raises(OperationalError) as caught:
        sa.create_engine(f"sqlite:///{tmp_path / 'nowhere' / 'file.db'}").connect()
    assert faults.problem_of(caught.value).code == "database-down"


@pytest.mark.parametrize(
    ("state", "code"),
    [("53100", "storage-full"), ("25006", "read-only"), ("57P01", "database-down"), ("08006", "database-down"), ("55P03", "unavailable"), ("23505", "collision")],
)
def test_what_postgresql_says_is_told(state, code):
    error = DBAPIError("", None, SimpleNamespace(sqlstate=state))  # type: ignore[arg-type]
    assert faults.problem_of(error).code == code


def test_a_server_without_room_for_a_new_connection_is_full_not_down():
    said = psycopg.OperationalError("connection failed: FATAL:  could not write init file: No space left on device")
    assert faults.problem_of(DBAPIError("", None, said)).code == "storage-full"
    assert faults.problem_of(DBAPIError("", None, psycopg.OperationalError("connection refused"))).code == "database-down"


def test_a_lost_connection_is_told_also_when_the_way_out_fails_on_it():
    lost = DBAPIError("", None, sqlite3.Error(), connection_invalidated=True)
    try:
        try:
            raise lost
        finally:
            raise PendingRollbackError
    except PendingRollbackError as error:
        assert faults.problem_of(error).code == "database-down"


def test_a_crowd_at_the_pool_is_told():
    assert faults.problem_of(NoConnection()).status == 503


@pytest.mark.parametrize(("number", "code"), [(errno.ENOSPC, "storage-full"), (errno.EROFS, "read-only"), (errno.EIO, "unavailable")])
def test_a_full_closed_or_failing_disk_is_told(number, code):
    assert faults.problem_of(OSError(number, "")).code == code


def test_a_fault_of_the_program_is_none_of_these(engine):
    assert faults.problem_of(raised(engine, "SELECT * FROM nothing")) is None
    assert faults.problem_of(OSError(errno.ENOENT, "")) is None
    assert faults.problem_of(PendingRollbackError()) is None
