"""What must be true of a portal after whatever happened to its processes."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from core import clock
from core.audit import Audit
from core.audit_chain import AuditSeal
from core.idempotency import Idempotency
from core.jobs import queue
from core.jobs.outbox import Outbox
from core.workflow.models import TimerRow
from plugins.deals.models import Deal
from tests.reliability.places import Place, until

WAY = ("created", "submit", "approve")
STATES = ("draft", "submitted", "approved")


def settle(place: Place) -> None:
    """Let the background work come to its end, as if the leases of killed workers were over."""
    with place.looking() as connection:
        left = sa.update(queue.TABLE).where(queue.TABLE.c.state.in_(("running", "failed")))
        connection.execute(left.values(locked_until=clock.now(), run_at=clock.now()))
        connection.commit()
    worker = place.start("worker")
    try:
        until(lambda: not _open(place), "background work to end", 120, every=0.5)
    finally:
        worker.kill()
        worker.wait()


def _open(place: Place) -> int:
    outbox, sealed = Outbox.__table__, sa.select(sa.func.count()).select_from(AuditSeal.__table__)
    with place.looking() as connection:
        jobs = _count(connection, queue.TABLE, queue.TABLE.c.state.in_(queue.OPEN))
        events = _count(connection, outbox, outbox.c.relayed_at.is_(None))
        return jobs + events + _count(connection, Audit.__table__) - (connection.scalar(sealed) or 0)


def _count(connection: sa.Connection, table: Any, *where: Any) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table).where(*where)) or 0


def whole(place: Place, done: Mapping[str, str]) -> None:
    """Assert that what was acknowledged is there, once, with its trail, its events and its timers, and nothing else."""
    settle(place)
    with place.looking() as connection:
        deals = {row.id: row for row in connection.execute(sa.select(Deal.id, Deal.title, Deal.state))}
        assert Counter(row.title for row in deals.values()) == Counter(done.keys())
        assert {row.title: row.state for row in deals.values()} == dict(done)
        _trail(connection, deals)
        _events(connection, place)
        _once(connection, deals)
        _integrity(connection)
    verified = place.command("audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def _trail(connection: sa.Connection, deals: Mapping[Any, Any]) -> None:
    """Every step of every deal was written down once."""
    table = Audit.__table__
    found = Counter(
        tuple(row) for row in connection.execute(sa.select(table.c.record_id, table.c.action).where(table.c.entity == "deals.deal"))
    )
    wanted = {(key, act) for key, row in deals.items() for act in WAY[: STATES.index(row.state) + 1]}
    assert found == Counter(wanted)


def _events(connection: sa.Connection, place: Place) -> None:
    """One event for each version of each deal; each of them reached every listener."""
    audit, outbox = Audit.__table__, Outbox.__table__
    acts = connection.execute(sa.select(audit.c.record_id, audit.c.record_version).where(audit.c.entity == "deals.deal"))
    told = connection.execute(sa.select(outbox.c.record_id, outbox.c.record_version).where(outbox.c.entity == "deals.deal"))
    assert Counter(map(tuple, told)) == Counter(map(tuple, acts))
    events = {str(key) for key in connection.scalars(sa.select(outbox.c.id))}
    heard = (place.folder / "heard").read_text().split() if events else []
    assert events == set(heard), "an event was not delivered, or one without a committed change was"
    jobs = Counter(tuple(row) for row in connection.execute(sa.select(queue.TABLE.c.plugin, queue.TABLE.c.state)))
    assert {job for job in jobs if job != ("stalling", "skipped")} <= {(plugin, "done") for plugin, _ in jobs}, jobs


def _once(connection: sa.Connection, deals: Mapping[Any, Any]) -> None:
    """One kept answer for each acknowledged write, one timer for each protection."""
    steps = sum(STATES.index(row.state) + 1 for row in deals.values())
    assert _count(connection, Idempotency.__table__) == steps
    timers = TimerRow.__table__
    due = Counter(connection.scalars(sa.select(timers.c.record_id).where(timers.c.kind == "due")))
    assert due == Counter(key for key, row in deals.items() if row.state == "approved")


def _integrity(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite":
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        return
    connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS amcheck")
    indexes = "SELECT c.oid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam"
    connection.exec_driver_sql(
        f"SELECT bt_index_check(oid, true) FROM ({indexes} WHERE a.amname = 'btree' AND i.indisvalid AND c.relkind = 'i') x"
    )
