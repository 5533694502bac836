import pytest
import sqlalchemy as sa

from core.plugin_system.connect import writing
from core.plugin_system.migrate import Migrator
from core.plugin_system.state import TABLE, record, restore, resume, suspender
from tests.core.plugin_system import migration_kit as kit


@pytest.fixture
def migrator(database, tmp_path):
    """A site whose core has its tables, and a plugin `healthy` with one migration."""
    kit.write(tmp_path / "core", 1, "pass")
    kit.write(tmp_path / "healthy", 1, *kit.table("healthy__note"))
    migrator = Migrator(database, {"core": tmp_path / "core", "healthy": tmp_path / "healthy"}, ["healthy"])
    TABLE.create(migrator.engine)
    return migrator


def rows(migrator):
    with migrator.engine.connect() as connection:
        return {row["name"]: dict(row) for row in connection.execute(sa.select(TABLE)).mappings()}


def ready(migrator, load, **declared):
    migrator.upgrade()
    plugins = load("healthy")
    record(plugins, migrator, declared, {})
    return plugins


def test_a_plugin_with_open_migrations_is_pending(migrator, load):
    plugins = load("healthy")
    restore(plugins, migrator)
    assert plugins.loaded["healthy"].status == "pending"
    assert plugins.active() == frozenset()


def test_an_upgraded_plugin_is_active(migrator, load):
    plugins = ready(migrator, load)
    restore(plugins, migrator)
    assert plugins.active() == {"healthy"}


def test_status_revision_tables_and_permissions_are_written_down(migrator, load):
    ready(migrator, load, healthy=["healthy.note.view"])
    row = rows(migrator)["healthy"]
    assert (row["status"], row["revision"], row["tables"]) == ("active", "0001", ["healthy__note"])
    assert row["permissions"] == ["healthy.note.view"]


def test_nothing_is_written_when_nothing_changed(migrator, load):
    plugins = ready(migrator, load)
    before = rows(migrator)
    record(plugins, migrator, {}, {})
    assert rows(migrator) == before


def test_a_failed_plugin_keeps_what_is_known_of_it(migrator, load):
    plugins = ready(migrator, load, healthy=["healthy.note.view"])
    plugins.set_status("healthy", "failed", "torture")
    record(plugins, migrator, {}, {})
    row = rows(migrator)["healthy"]
    assert (row["status"], row["error"], row["permissions"]) == ("failed", "torture", ["healthy.note.view"])


def test_a_plugin_whose_package_is_gone_is_missing(migrator, load):
    ready(migrator, load)
    plugins = load("optional_hook")
    restore(plugins, migrator)
    record(plugins, migrator, {}, {})
    assert rows(migrator)["healthy"]["status"] == "missing"
    assert rows(migrator)["healthy"]["tables"] == ["healthy__note"]


def test_a_suspended_plugin_stays_so_after_a_restart_until_it_is_resumed(migrator, load, tmp_path):
    ready(migrator, load)
    suspender(migrator.engine, tmp_path)("healthy", "before_save", "the stack")
    plugins = load("healthy")
    restore(plugins, migrator, tmp_path)
    assert plugins.loaded["healthy"].status == "suspended"
    assert "the stack" in plugins.loaded["healthy"].error
    resume(plugins, migrator.engine, "healthy")
    assert plugins.active() == {"healthy"}


def test_a_suspension_during_a_locked_database_reaches_the_next_start(migrator, load, tmp_path):
    ready(migrator, load)
    with writing(migrator.engine) as connection:
        connection.execute(sa.update(TABLE).values(error="locked"))
        suspender(migrator.engine, tmp_path)("healthy", "before_save", "the stack")
    plugins = load("healthy")
    restore(plugins, migrator, tmp_path)
    assert plugins.loaded["healthy"].status == "suspended"
    assert not list(tmp_path.glob("suspended-*"))


def test_a_new_version_lifts_the_suspension(migrator, load, tmp_path):
    ready(migrator, load)
    suspender(migrator.engine, tmp_path)("healthy", "before_save", "the stack")
    with migrator.engine.begin() as connection:
        connection.execute(sa.update(TABLE).values(version="0.9"))
    plugins = load("healthy")
    restore(plugins, migrator, tmp_path)
    assert plugins.active() == {"healthy"}


def test_a_site_without_tables_starts(database, load):
    plugins, migrator = load("healthy"), Migrator(database, {})
    restore(plugins, migrator)
    record(plugins, migrator, {}, {})
    assert plugins.active() == {"healthy"}
