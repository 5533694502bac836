"""No statement of a request holds a connection for ever."""

import pytest
import sqlalchemy as sa

from core import engine
from core.db import db
from core.entities.marks import WALL

ENDLESS = sa.text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000000) SELECT count(*) FROM n")


def on_sqlite():
    return db.engine.dialect.name == "sqlite"


def test_an_endless_statement_of_a_request_is_ended(app, monkeypatch):
    with app.test_request_context("/"):
        if not on_sqlite():
            pytest.skip("PostgreSQL ends it by itself")
        monkeypatch.setattr(engine, "PATIENCE", 0.1)
        with pytest.raises(sa.exc.OperationalError, match="interrupted"):
            db.session.execute(ENDLESS.execution_options(**WALL)).scalar()
        db.session.rollback()
        assert db.session.execute(sa.text("SELECT 1").execution_options(**WALL)).scalar() == 1


def test_jobs_may_take_their_time(app, monkeypatch):
    with app.app_context():
        monkeypatch.setattr(engine, "PATIENCE", 0)
        some = sa.text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT count(*) FROM n")
        assert db.session.execute(some.execution_options(**WALL)).scalar() == 300_000


def test_postgres_ends_statements_and_waits_for_locks(app, postgres):
    with app.app_context():
        shown = [
            db.session.execute(sa.text(f"SHOW {name}").execution_options(**WALL)).scalar()
            for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
        ]
    assert shown == ["30s", "10s", "1min"]
