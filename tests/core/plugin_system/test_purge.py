import json

import pytest
import sqlalchemy as sa

from core.plugin_system.connect import migration_engine
from core.plugin_system.failures import MigrationRefused
from core.plugin_system.purge import purge
from core.plugin_system.state import TABLE


@pytest.fixture
def engine(database):
    """The tables of a plugin `gone`, one row in each, and of another that only lies beside it."""
    engine = migration_engine(database)
    TABLE.create(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE gone__deal (id INTEGER PRIMARY KEY, name VARCHAR(20))")
        connection.exec_driver_sql("CREATE TABLE gone__line (id INTEGER, deal INTEGER REFERENCES gone__deal (id))")
        connection.exec_driver_sql("CREATE TABLE gone__alembic (version_num VARCHAR(32))")
        connection.exec_driver_sql("CREATE TABLE goneby__deal (id INTEGER)")
        connection.exec_driver_sql("INSERT INTO gone__deal VALUES (1, '返利')")
        connection.exec_driver_sql("INSERT INTO gone__line VALUES (5, 1)")
    return engine


def names(engine):
    return set(sa.inspect(engine).get_table_names())


def test_the_tables_go_and_the_rows_are_kept_in_a_file(engine, tmp_path):
    assert purge(engine, "gone", tmp_path / "gone.jsonl") == 2
    assert names(engine) == {"goneby__deal", "core_plugin"}
    lines = [json.loads(line) for line in (tmp_path / "gone.jsonl").read_text().splitlines()]
    assert {"table": "gone__deal", "row": {"id": 1, "name": "返利"}} in lines


def test_nothing_goes_while_others_point_at_it(engine, tmp_path):
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE other__x (d INTEGER REFERENCES gone__deal (id))")
    with pytest.raises(MigrationRefused, match="other__x"):
        purge(engine, "gone", tmp_path / "gone.jsonl")
    assert "gone__deal" in names(engine)


def test_nothing_goes_when_the_rows_cannot_be_kept(engine, tmp_path):
    (tmp_path / "gone.jsonl").touch()
    with pytest.raises(FileExistsError):
        purge(engine, "gone", tmp_path / "gone.jsonl")
    assert "gone__deal" in names(engine)


def test_the_core_is_not_a_plugin(engine, tmp_path):
    with pytest.raises(MigrationRefused):
        purge(engine, "core", tmp_path / "x.jsonl")


def test_rows_behind_row_level_security_are_kept_too(pg_url, tmp_path):
    admin = migration_engine(pg_url)
    TABLE.create(admin)
    with admin.begin() as connection:
        connection.exec_driver_sql("DROP ROLE IF EXISTS gone_owner")
        connection.exec_driver_sql("CREATE ROLE gone_owner LOGIN")
        connection.exec_driver_sql("GRANT ALL ON SCHEMA public TO gone_owner")
        connection.exec_driver_sql("ALTER TABLE core_plugin OWNER TO gone_owner")
    owner = migration_engine(pg_url.set(username="gone_owner"))
    with owner.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE gone__deal (id INTEGER PRIMARY KEY)")
        connection.exec_driver_sql("INSERT INTO gone__deal VALUES (1)")
        connection.exec_driver_sql("ALTER TABLE gone__deal ENABLE ROW LEVEL SECURITY")
        connection.exec_driver_sql("ALTER TABLE gone__deal FORCE ROW LEVEL SECURITY")
    assert purge(owner, "gone", tmp_path / "gone.jsonl") == 1
