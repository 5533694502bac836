import pytest
import sqlalchemy as sa

from core.db import HansaSession, db
from core.plugin_system.failures import PluginFailure
from tests.broken_plugins.healthy import Note

SAVE = {"entity": None, "changes": {}, "is_new": True, "actor": None}


@pytest.fixture
def record(app):
    """A stored note, in an open transaction with one unsaved change."""
    Note.__table__.create(db.engine)
    db.session().info["unit"] = True
    db.session.add(Note(id=1, text="first"))
    db.session.commit()
    record = db.session.get(Note, 1)
    record.text = "mine"
    return record


def texts():
    return list(db.session.scalars(sa.select(Note.text).order_by(Note.id)))


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("open_transaction", "an open transaction"),
        ("changed_session", "1 new record"),
        ("committing", "must not end the transaction"),
        ("flushing", "must not write"),
        ("bad_sql", "no such table"),
    ],
)
def test_what_an_isolated_hook_leaves_behind_is_undone_and_named(load, record, name, says):
    plugins = load("healthy", name)
    before = db.session().get_transaction()
    assert plugins.call("collect_notes", plugins.active(), record=record) == [("healthy", ["fine"])]
    assert says in plugins.failures[0].traceback
    assert plugins.failures[0].plugin == name.replace("_", "")
    assert db.session().get_transaction() is before and before.is_active
    assert db.session().get_nested_transaction() is None
    db.session.commit()
    assert texts() == ["mine"] or name == "changed_session"


def test_the_change_of_a_record_is_taken_back(load, record):
    db.session.flush()
    plugins = load("healthy", "changed_session")
    plugins.call("collect_notes", plugins.active(), record=record)
    db.session.commit()
    assert texts() == ["mine"]


def test_a_writing_hook_that_fails_loses_only_its_own_rows(load, record):
    plugins = load("healthy", "writing_half")
    plugins.call("write_notes", plugins.active(), record=record)
    db.session.commit()
    assert texts() == ["mine"]


def test_a_veto_hook_cannot_commit(load, record):
    plugins = load("healthy", "committing")
    with pytest.raises(PluginFailure):
        plugins.call("before_save", plugins.active(), record={}, **SAVE)
    db.session.rollback()
    assert texts() == ["first"]


def test_a_hook_that_asks_nothing_costs_no_statement(load, record):
    plugins, seen = load("healthy"), []
    sa.event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    plugins.call("collect_notes", plugins.active(), record=record)
    assert seen == []


def test_a_transaction_a_hook_begins_for_reading_is_ended(load, app, monkeypatch):
    plugins = load("healthy")
    monkeypatch.setattr(plugins.loaded["healthy"].module, "sa", sa, raising=False)
    call = plugins._implementations("collect_notes", plugins.active())[0]
    object.__setattr__(call, "function", lambda record: [str(db.session.scalar(sa.select(1)))])
    assert plugins.call("collect_notes", plugins.active(), record=None) == [("healthy", ["1"])]
    assert not db.session().in_transaction()


def test_a_listener_left_behind_is_removed_and_named(load, record):
    plugins = load("healthy", "listener")
    assert plugins.call("collect_notes", plugins.active(), record=record) == [("healthy", ["fine"])]
    assert "after_soft_rollback" in plugins.failures[0].traceback
    spoil = plugins.loaded["listener"].module.spoil
    assert not sa.event.contains(HansaSession, "after_soft_rollback", spoil)


def test_the_session_is_as_before_after_all_hooks(load, record):
    plugins = load("healthy", "raising", "open_transaction")
    plugins.call("collect_notes", plugins.active(), record=record)
    assert "commit" not in vars(db.session()) and "begin_nested" not in vars(db.session())
    assert "hook_guard" not in db.session().info
