import threading

import sqlalchemy as sa

from core.plugin_system.connect import migration_engine
from core.plugin_system.state import TABLE
from core.portal import portal


def test_the_watchdog_of_a_portal_records_a_suspension_from_its_own_thread(app, kit):
    with app.app_context():
        found = portal()
    thread = threading.Thread(target=found.plugins.watchdog.on_hang, args=("audiences", "menu_items", "stack"))
    thread.start()
    thread.join(10)
    told = found.plugins.watchdog.is_suspended("audiences")
    with migration_engine(found.config["owner_url"]).begin() as connection:
        row = TABLE.c.name == "audiences"
        status = connection.scalar(sa.select(TABLE.c.status).where(row))
        connection.execute(sa.update(TABLE).where(row).values(status="active", error=None))
    assert status == "suspended" and told
    assert not found.plugins.watchdog.is_suspended("audiences")
