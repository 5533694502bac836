from pathlib import Path

import pytest
import sqlalchemy as sa

from core.plugin_system.failures import MigrationRefused
from core.plugin_system.migrate import Migrator
from core.plugin_system.standing import versions_of
from tests.core.plugin_system import migration_kit as kit

FAILING = Path(__file__).parents[2] / "broken_plugins" / "failing_migration" / "migrations" / "versions"


@pytest.fixture
def migrator(database, tmp_path):
    """Plugins base <- user, and loner, each with one table."""
    sources = {name: tmp_path / name for name in ("base", "user", "loner")}
    for name, folder in sources.items():
        kit.write(folder, 1, *kit.table(f"{name}__thing", "base__thing" if name == "user" else None))
    return Made(database, sources, ["base", "loner", "user"], {"user": ["base"]})


class Made(Migrator):
    """A migrator without the core's own tables."""

    def __init__(self, *args):
        super().__init__(*args)
        self.order.remove("core")
        self.requires = {name: needs - {"core"} for name, needs in self.requires.items() if name != "core"}


def revisions(migrator):
    return {status.plugin: status.current for status in migrator.status()}


def test_all_plugins_are_upgraded_in_order_each_with_its_own_version_table(migrator):
    results = migrator.upgrade()
    assert [(r.plugin, r.before, r.after, r.error) for r in results] == [(name, None, "0001", None) for name in ("base", "loner", "user")]
    assert sa.inspect(migrator.engine).has_table("base__alembic")
    assert migrator.tables("base") == ["base__thing"]


def test_a_plugin_is_pending_until_it_is_upgraded(migrator):
    assert all(status.pending for status in migrator.status())
    migrator.upgrade()
    assert not any(status.pending for status in migrator.status())


def test_an_upgrade_repeated_changes_nothing(migrator):
    migrator.upgrade()
    assert [(r.before, r.after) for r in migrator.upgrade()] == [("0001", "0001")] * 3


def test_a_failed_migration_leaves_nothing_and_stops_only_its_dependants(migrator, tmp_path):
    half = 'op.create_table("base__half", sa.Column("id", sa.Integer())); raise RuntimeError("torture")'
    kit.write(migrator.sources["base"], 2, half)
    results = {r.plugin: r for r in migrator.upgrade()}
    assert "torture" in results["base"].error and "base" in results["user"].error
    assert revisions(migrator) == {"base": None, "loner": "0001", "user": None}
    assert migrator.tables("base") == []


def test_the_failing_plugin_in_the_repository_is_isolated(database):
    migrator = Made(database, {"failingmigration": FAILING})
    assert "torture" in migrator.upgrade()[0].error
    assert migrator.tables("failingmigration") == []


def test_a_new_run_works_after_a_failure(migrator):
    kit.write(migrator.sources["base"], 2, 'raise RuntimeError("torture")')
    migrator.upgrade()
    kit.write(migrator.sources["base"], 2, "pass")
    assert not [r for r in migrator.upgrade() if r.error]


def test_a_plugin_whose_package_is_gone_disturbs_nobody(migrator, database):
    migrator.upgrade()
    rest = Made(database, {"loner": migrator.sources["loner"]})
    assert revisions(rest) == {"loner": "0001"}


def test_a_plugin_goes_down_to_nothing_and_up_again(migrator):
    migrator.upgrade()
    assert migrator.downgrade("loner").after is None
    assert not [name for name in sa.inspect(migrator.engine).get_table_names() if name.startswith("loner")]
    assert migrator.upgrade("loner")[0].after == "0001"


def test_a_plugin_others_need_stays(migrator):
    migrator.upgrade()
    with pytest.raises(MigrationRefused, match="user"):
        migrator.downgrade("base")
    assert revisions(migrator)["base"] == "0001"


def test_a_plugin_the_tables_of_a_stranger_point_at_stays(migrator, database):
    migrator.upgrade()
    rest = Made(database, {"base": migrator.sources["base"]})
    with pytest.raises(MigrationRefused, match="user__thing"):
        rest.downgrade("base")


def test_the_next_revision_is_numbered_and_needs_nothing_of_the_application(database, tmp_path):
    kit.model("made")
    try:
        migrator = Made(database, {"made": tmp_path / "made"})
        path = migrator.revision("made", "First tables")
        text = path.read_text()
        assert path.name == "0001_first_tables.py"
        assert "core" not in text and "UtcDateTime" not in text
        assert "sa.DateTime(timezone=True)" in text
        assert "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')" in text
        assert migrator.upgrade()[0].error is None
        assert migrator.check() == []
        assert migrator.revision("made", "Nothing new") is None
        assert migrator.downgrade("made").after is None
    finally:
        kit.forget("made__")


def test_a_second_revision_changes_a_table_that_has_rows(database, tmp_path):
    thing = kit.model("made")
    try:
        migrator = Made(database, {"made": tmp_path / "made"})
        migrator.revision("made", "First")
        migrator.upgrade()
        thing.__table__.append_column(sa.Column("note", sa.String(), nullable=True))
        assert "add_column" in str(migrator.check())
        assert migrator.revision("made", "Note").name == "0002_note.py"
        assert (migrator.upgrade()[0].after, migrator.check()) == ("0002", [])
    finally:
        kit.forget("made__")


def test_drift_is_only_looked_for_in_the_tables_of_the_plugin(migrator):
    migrator.upgrade()
    with migrator.engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE stranger (id INTEGER)")
    assert [name for name, _ in migrator.check("loner")] == ["loner"]
    assert "stranger" not in str(migrator.check("loner"))


def test_a_migration_that_breaks_foreign_keys_is_refused_on_sqlite(tmp_path):
    folder = tmp_path / "base"
    kit.write(folder, 1, *kit.table("base__thing"))
    kit.write(
        folder,
        2,
        'op.execute("CREATE TABLE base__part (o INTEGER REFERENCES base__thing(id))"); op.execute("INSERT INTO base__part VALUES (7)")',
    )
    result = Made(f"sqlite:///{tmp_path / 'site.db'}", {"base": folder}).upgrade()[0]
    assert "base__part" in result.error and result.after is None


def test_two_processes_do_not_migrate_at_once(pg_url, monkeypatch, tmp_path):
    kit.write(tmp_path / "base", 1, *kit.table("base__thing"))
    migrator = Made(pg_url, {"base": tmp_path / "base"})
    monkeypatch.setattr("core.plugin_system.connect.LOCK_TIMEOUT", "100ms")
    with migrator.engine.connect() as other:
        other.exec_driver_sql("SELECT pg_advisory_lock(4826733901)")
        with pytest.raises(sa.exc.OperationalError, match="lock timeout"):
            migrator.upgrade()
    assert migrator.upgrade()[0].after == "0001"


def test_the_lock_is_free_again_after_a_failure(pg_url):
    migrator = Made(pg_url, {"failingmigration": FAILING})
    migrator.upgrade()
    with migrator.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT pg_try_advisory_lock(4826733901)"))


def test_the_migrations_of_a_package_are_found(load):
    plugins = load("failing_migration", "healthy")
    assert versions_of(plugins.loaded["failingmigration"]) == FAILING
    assert versions_of(plugins.loaded["healthy"]) is None
