"""Rows that belong together are put behind the wall, with one statement."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from core.db import db
from core.entities.notes import put, put_selected
from core.entities.system import select, system
from core.entities.unit import unit
from core.errors import ScopeError
from core.identity.models import User
from hansa.testing import Person
from plugins.ledger.models import Account

ROW = {"kind": "test.kind", "sign": 1, "currency": "EUR"}


def rows(*slots):
    return [{**ROW, "slot": slot} for slot in slots]


def behind(kit, work):
    def inside():
        with system("test"):
            return work()

    with kit.acting(Person("admin")):
        return unit(inside)


def stored(kit):
    with kit.owner.connect() as connection:
        return list(connection.scalars(sa.select(Account.__table__.c.slot).order_by(Account.__table__.c.slot)))


def test_rows_leave_in_one_statement_in_the_active_program(kit, program):
    sent = []

    def work():
        connection = db.session.connection()
        sa.event.listen(connection, "before_cursor_execute", lambda *seen: sent.append(seen[2]))
        put(Account, rows("one", "two", "three"))

    behind(kit, work)
    assert stored(kit) == ["one", "three", "two"] and len([one for one in sent if "INSERT" in one]) == 1
    with kit.owner.connect() as connection:
        assert set(connection.scalars(sa.select(Account.__table__.c.program_id))) == {program.id}


def test_a_row_that_is_there_is_left_out_where_that_is_asked_for(kit):
    behind(kit, lambda: put(Account, rows("one")))
    behind(kit, lambda: put(Account, rows("one", "two"), unless=("program_id", "slot")))
    assert stored(kit) == ["one", "two"]
    with pytest.raises(IntegrityError):
        behind(kit, lambda: put(Account, rows("two")))


@pytest.mark.parametrize("name", ["a", "admin"])
def test_nothing_is_put_before_the_wall(kit, name):
    with kit.acting(Person(name)), pytest.raises(ScopeError):
        unit(lambda: put(Account, rows("one")))
    assert stored(kit) == []


def test_only_rows_of_entities_are_put(kit):
    with pytest.raises(ScopeError):
        behind(kit, lambda: put(User, [{}]))


def doubled():
    """Every account once more, under another name."""
    plain = ("kind", "sign", "currency", "reference", "balance", "held", "seq", "version", "created_at", "updated_at")
    return select(*(getattr(Account, name) for name in plain), (Account.slot + "+").label("slot"))


def test_what_a_select_yields_is_put_in_the_active_program(kit, program):
    behind(kit, lambda: put(Account, rows("one", "two")))
    assert behind(kit, lambda: put_selected(Account, doubled())) == 2
    assert stored(kit) == ["one", "one+", "two", "two+"]
    with kit.owner.connect() as connection:
        assert set(connection.scalars(sa.select(Account.__table__.c.program_id))) == {program.id}


def test_rows_of_one_key_grow_by_what_is_selected(kit):
    behind(kit, lambda: put(Account, [{**ROW, "slot": "one", "seq": 2}]))
    for _time in (1, 2):
        behind(kit, lambda: put_selected(Account, doubled().where(Account.slot == "one"), adding=("seq",), key=("program_id", "slot")))
    with kit.owner.connect() as connection:
        assert dict(connection.execute(sa.select(Account.__table__.c.slot, Account.__table__.c.seq)).all()) == {"one": 2, "one+": 4}


def test_nothing_is_selected_and_put_before_the_wall_or_past_its_criteria(kit):
    with kit.acting(Person("admin")), pytest.raises(ScopeError):
        unit(lambda: put_selected(Account, doubled()))
    bare = sa.select(*(column for column in Account.__table__.c if column.name != "id"))
    with pytest.raises(ScopeError):
        behind(kit, lambda: put_selected(Account, bare))
