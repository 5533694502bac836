"""What was posted stays as it was: through every door."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from core.db import db
from core.entities import records
from core.entities.registry import registry
from core.entities.system import system
from core.entities.unit import unit
from core.errors import Denied, ScopeError
from hansa.testing import Person, SqliteDatabase
from plugins.ledger.book.checking import check
from plugins.ledger.models import Account, Entry, Journal

BOOK = (Journal, Entry)


@pytest.fixture
def posted(deposit):
    return deposit("10")


def changed(model):
    return sa.update(model).values(recorded_at=sa.func.now()), sa.delete(model)


@pytest.mark.parametrize("model", BOOK)
@pytest.mark.parametrize("which", [0, 1])
def test_no_statement_of_the_session_changes_them_even_behind_the_wall(kit, posted, model, which):
    def work():
        with system("test"):
            db.session.execute(changed(model)[which])

    with kit.acting(Person("admin")), pytest.raises(ScopeError):
        unit(work)


@pytest.mark.parametrize("model", BOOK)
def test_no_changed_object_is_flushed(kit, posted, model):
    def work():
        row = db.session.scalars(sa.select(model)).first()
        row.recorded_at = row.created_at.replace(year=2020)
        db.session.flush()

    with kit.acting(Person("admin")), pytest.raises((ScopeError, DBAPIError)):
        unit(work)


@pytest.mark.parametrize("table", ["journal", "entry"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET recorded_at = created_at", "DELETE FROM {}"])
def test_the_database_itself_refuses_the_portals_role(kit, posted, hansa_database, table, statement):
    url = hansa_database.url if isinstance(hansa_database, SqliteDatabase) else hansa_database.app_url
    engine = sa.create_engine(url)
    wanted = statement.format(f"ledger__{table}")
    roles = ["none"] if isinstance(hansa_database, SqliteDatabase) else ["none", "hansa_system"]
    for role in roles:
        with engine.connect() as connection, pytest.raises(DBAPIError, match=r"append-only|permission denied"):
            if role != "none":
                connection.exec_driver_sql(f"SET ROLE {role}")
            connection.exec_driver_sql(wanted)
    engine.dispose()


@pytest.mark.parametrize("key", ["ledger.account", "ledger.journal", "ledger.entry", "ledger.hold"])
def test_no_record_door_makes_or_changes_them(kit, posted, key):
    with kit.acting(Person("admin")):
        entity = registry()[key]
        with pytest.raises(Denied):
            unit(lambda: records.create(entity, {}))
        record = db.session.scalars(sa.select(entity.model)).first()
        if record is not None:
            with pytest.raises(Denied):
                unit(lambda: records.archive(entity, records.get(entity, record.id)))


def test_the_check_finds_what_was_changed_behind_its_back(kit, deposit, act):
    deposit("10")
    with kit.owner.begin() as connection:
        connection.execute(sa.update(Account.__table__).where(Account.__table__.c.kind == "ledger.deposit").values(balance=11))
    found = act(check)
    assert len(found) == 1 and "its balance is 11" in found[0]


def test_the_check_finds_a_lost_leg_and_a_lying_hold(kit, deposit, act):
    deposit("10")
    entry = Entry.__table__
    with kit.owner.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER ledger__entry_no_delete")
        connection.execute(sa.delete(entry).where(entry.c.place == 2))
        connection.execute(sa.update(Account.__table__).values(held=3))
    found = "\n".join(act(check))
    assert "is left over" in found and "legs were posted" in found and "is held, its holds say" in found
    if kit.owner.dialect.name == "sqlite":
        assert "trigger ledger__entry_no_delete is missing" in found
