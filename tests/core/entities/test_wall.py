import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from core.entities.unit import unit
from core.errors import Problem, ScopeError
from core.idempotency import Idempotency
from core.identity.resolve import digest
from hansa.testing import Kit, ProgramOfTest
from tests.core.entities import lawful_ways, refused_ways, writing_ways
from tests.core.entities.rows import Rows, Way
from tests.fixture_plugins.audiences.models import Note

MARK = "Bellmark"
KEPT = ("audiences__note", "audiences__reply", "core_share", "core_search", "core_session", "core_session_acting", "core_token")
STOPS = (ScopeError, Problem, sa.exc.SQLAlchemyError)
"""What may end an attempt; anything else is a mistake of the test."""


@pytest.fixture
def rows(kit: Kit, program: ProgramOfTest, make_record: Callable[..., uuid.UUID]) -> Rows:
    """A note of B, a note of A, and a reply of A that points at B's note, written by staff."""
    kept = {"key": "k", "request_hash": "", "status": 200, "headers": {}, "body": MARK, "program_id": program.id}
    with kit.owner.begin() as connection:
        connection.execute(sa.insert(Idempotency.__table__), {**kept, "principal": str(program.person("b").membership_id)})
    mine = make_record("audiences.note", by="a", word="Ashmark")
    theirs = make_record("audiences.note", by="b", word=MARK)
    reply = make_record("audiences.reply", by="admin", owner=program.partner("a"), word="Reply", about_id=str(theirs))
    with kit.acting(program.person("b")) as other, kit.acting(program.person("admin")) as vendor:
        secret = digest(program.person("b").secret)
        return Rows(mine, reply, theirs, program.partner("a"), program.partner("b"), program.id, other, vendor, secret)


@pytest.fixture
def try_as(kit: Kit, program: ProgramOfTest) -> Callable[[str, Way, Rows], str]:
    """Run a way in a unit of this person, commit, and return what it saw."""

    def attempt(name: str, way: Way, rows: Rows) -> str:
        with kit.acting(program.person(name)):
            try:
                return str(unit(lambda: way(rows)))
            except STOPS:
                return ""

    return attempt


@pytest.fixture
def contents(kit: Kit) -> Iterator[Callable[[], Any]]:
    """Return everything in the tables, read as their owner."""

    def read() -> Any:
        with kit.owner.connect() as connection:
            tables = (Note.metadata.tables[name] for name in KEPT)
            return [connection.execute(sa.select(table)).all() for table in tables]

    return read


def named(way: Way) -> str:
    return way.__name__


@pytest.mark.parametrize("way", [*lawful_ways.WAYS, *refused_ways.WAYS], ids=named)
def test_no_way_reads_another_partners_row(way: Way, rows: Rows, try_as: Callable[..., str]) -> None:
    assert MARK not in try_as("a", way, rows)


@pytest.mark.parametrize("way", [*writing_ways.WAYS, *refused_ways.WAYS], ids=named)
def test_no_way_writes_past_records(way: Way, rows: Rows, try_as: Callable[..., str], contents: Callable[[], Any]) -> None:
    before = contents()
    try_as("a", way, rows)
    assert contents() == before


@pytest.mark.parametrize("way", lawful_ways.WAYS, ids=named)
def test_lawful_queries_show_the_owner_its_row(way: Way, rows: Rows, try_as: Callable[..., str], kit: Kit) -> None:
    assert MARK in try_as("admin" if "load" in way.__name__ or "along" in way.__name__ else "b", way, rows)
