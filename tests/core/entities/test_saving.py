"""Many changed records of one kind are saved by a few statements, each row by the version it was read with."""

import contextlib

import pytest
import sqlalchemy as sa

from core.db import db
from core.entities import batch
from core.entities.marks import WALL
from core.entities.unit import savepoint, unit
from core.errors import Conflict, Stale
from hansa.testing import Person

ADMIN = Person("admin")


@pytest.fixture
def three(kit, make_record):
    """Three notes of one partner, as they are loaded to be changed."""
    ids = [make_record("audiences.note", by="a", word=f"Harbor{n}") for n in (1, 2, 3)]
    return lambda: batch.load(kit.portal.registry["audiences.note"], ids)


@pytest.fixture
def change(kit):
    entity = kit.portal.registry["audiences.note"]
    return lambda found, titles: batch.apply_many(entity, [(note, {"title": title}) for note, title in zip(found, titles, strict=True)])


@contextlib.contextmanager
def updates():
    seen = []
    note = lambda c, cursor, statement, values, context, many: seen.append(many) if statement.startswith("UPDATE audiences__") else None  # noqa: E731
    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)


def test_one_statement_writes_all_and_every_version_rises(kit, three, change):
    with kit.acting(ADMIN):
        with updates() as seen:
            unit(lambda: change(three(), ["One", "Two", "Three"]))
        found = three()
        assert (seen, [(n.title, n.version) for n in found]) == ([True], [("One", 2), ("Two", 2), ("Three", 2)])
        assert all(n.updated_at > n.created_at for n in found)


def test_what_did_not_change_is_not_written(kit, three, change):
    with kit.acting(ADMIN):
        unit(lambda: change(three(), ["One", "Two", "Three"]))
        unit(lambda: change(three(), ["One", "Zwei", "Drei"]))
        assert [n.version for n in three()] == [2, 3, 3]


def test_records_changed_again_in_the_unit_are_saved_again(kit, three, change):
    def twice():
        found = three()
        change(found, ["One", "Two", "Three"])
        change(found, ["Eins", "Zwei", "Drei"])

    with kit.acting(ADMIN):
        unit(twice)
        assert [(n.title, n.version) for n in three()] == [("Eins", 3), ("Zwei", 3), ("Drei", 3)]


def test_a_row_somebody_else_changed_refuses_them_all(kit, three, change):
    def late():
        found = three()
        table = type(found[0]).__table__
        other = sa.update(table).where(table.c.id == found[1].id).values(version=table.c.version + 1)
        db.session.connection().execute(other.execution_options(**WALL))
        change(found, ["One", "Two", "Three"])

    with kit.acting(ADMIN), pytest.raises(Stale):
        unit(late)
    with kit.acting(ADMIN):
        assert [(n.title, n.version) for n in three()] == [(f"Harbor{n}", 1) for n in (1, 2, 3)]


def test_what_is_undone_is_read_again(kit, three, change):
    def undone():
        found = three()
        with contextlib.suppress(Conflict), savepoint():
            change(found, ["One", "Two", "Three"])
            raise Conflict("no")
        return [(n.title, n.version) for n in found]

    with kit.acting(ADMIN):
        assert unit(undone) == [("Harbor1", 1), ("Harbor2", 1), ("Harbor3", 1)]
