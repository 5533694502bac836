import pytest
import sqlalchemy as sa

from core.plugin_system.connect import writing
from core.plugin_system.migrate import Migrator
from core.plugin_system.state import TABLE, follow, record, restore, resume, suspender
from core.programs.models import Site
from tests.core.plugin_system import migration_kit as kit


@pytest.fixture
def migrator(database, tmp_path):
    """A site whose core has its tables, and a plugin `healthy` with one migration."""
    kit.write(tmp_path / "core", 1, "pass")
    kit.write(tmp_path / "healthy", 1, *kit.table("healthy__note"))
    migrator = Migrator(database, {"core": tmp_path / "core", "healthy": tmp_path / "healthy"}, ["healthy"])
    for table in (TABLE, Site.__table__):
        table.create(migrator.engine)
    with migrator.engine.begin() as connection:
        connection.execute(sa.insert(Site.__table__), {"id": 1, "revision": 1, "demo": False})
    return migrator


def revision(migrator):
    with migrator.engine.connect() as connection:
        return connection.scalar(sa.select(Site.revision))


def as_started(migrator, plugins, notes=None):
    """What every process does when it starts."""
    restore(plugins, migrator, notes)
    with migrator.engine.connect() as connection:
        follow(plugins, connection)
    return plugins.loaded["healthy"]


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
    suspender(migrator.engine, tmp_path, load("healthy"))("healthy", "before_save", "the stack")
    plugin = as_started(migrator, load("healthy"))
    assert plugin.status == "suspended" and "the stack" in plugin.error
    with writing(migrator.engine) as connection:
        resume(connection, "healthy")
    assert as_started(migrator, load("healthy")).status == "active"


def test_a_process_that_runs_follows_suspension_and_resumption(migrator, load, tmp_path):
    plugins = ready(migrator, load)
    suspender(migrator.engine, tmp_path, load("healthy"))("healthy", "before_save", "the stack")
    with writing(migrator.engine) as connection:
        follow(plugins, connection)
        suspended = plugins.active()
        resume(connection, "healthy")
        follow(plugins, connection)
    assert (suspended, plugins.active()) == (frozenset(), {"healthy"})


def test_suspension_and_resumption_are_told_by_the_revision_of_the_site(migrator, load, tmp_path):
    ready(migrator, load)
    suspender(migrator.engine, tmp_path, load("healthy"))("healthy", "before_save", "the stack")
    suspended = revision(migrator)
    with writing(migrator.engine) as connection:
        resume(connection, "healthy")
    assert (suspended, revision(migrator)) == (2, 3)


def test_a_plugin_that_was_never_written_down_can_be_suspended(migrator, load, tmp_path):
    migrator.upgrade()
    suspender(migrator.engine, tmp_path, load("healthy"))("healthy", "before_save", "the stack")
    assert as_started(migrator, load("healthy")).status == "suspended"
    with migrator.engine.begin() as connection:
        assert connection.scalar(sa.select(TABLE.c.version)) == load("healthy").loaded["healthy"].info.version  # another one has a new chance


def test_a_suspension_during_a_locked_database_reaches_the_next_start(migrator, load, tmp_path):
    ready(migrator, load)
    with writing(migrator.engine) as connection:
        connection.execute(sa.update(TABLE).values(error="locked"))
        suspender(migrator.engine, tmp_path, load("healthy"))("healthy", "before_save", "the stack")
    assert as_started(migrator, load("healthy"), tmp_path).status == "suspended"
    assert not list(tmp_path.glob("suspended-*")) and revision(migrator) == 2


def test_a_new_version_lifts_the_suspension(migrator, load, tmp_path):
    ready(migrator, load)
    suspender(migrator.engine, tmp_path, load("healthy"))("healthy", "before_save", "the stack")
    with migrator.engine.begin() as connection:
        connection.execute(sa.update(TABLE).values(version="0.9"))
    assert as_started(migrator, load("healthy")).status == "active"


def test_a_site_without_tables_starts(database, load):
    plugins, migrator = load("healthy"), Migrator(database, {})
    restore(plugins, migrator)
    record(plugins, migrator, {}, {})
    assert plugins.active() == {"healthy"}
