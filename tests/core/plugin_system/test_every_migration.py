import pytest
import sqlalchemy as sa

from core.plugin_system.migrate import Migrator
from hansa.testing import Kit


@pytest.fixture
def migrator(database: sa.URL, hansa_kit: Kit) -> Migrator:
    return Migrator.of(database, hansa_kit.portal.plugins.loaded)


@pytest.mark.slow
def test_every_migration_goes_up_down_and_up_again(migrator: Migrator) -> None:
    assert [result for result in migrator.upgrade() if result.error] == []
    for name in reversed(migrator.order):
        migrator.downgrade(name)
    assert [name for name in sa.inspect(migrator.engine).get_table_names() if name != "sqlite_sequence"] == []
    assert [result for result in migrator.upgrade() if result.error] == []
    assert migrator.check() == []
