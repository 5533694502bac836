"""Rows that are written once: no way of the application changes or takes one, whoever asks."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from core.audit import Audit
from core.audit_chain import AuditSeal
from core.db import db, metadata
from core.entities.marks import WALL
from core.entities.system import system
from core.entities.unit import unit
from core.errors import ScopeError
from hansa.testing import Kit, Person

WAYS: dict[str, Callable[[], Any]] = {
    "marked change": lambda: db.session.connection().execute(sa.update(Audit.__table__).values(action="x"), execution_options=WALL),
    "marked removal": lambda: db.session.connection().execute(sa.delete(Audit.__table__), execution_options=WALL),
    "mapped removal": lambda: db.session.execute(sa.delete(AuditSeal)),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_no_statement_changes_them(way: Callable[[], Any], kit: Kit) -> None:
    with kit.acting(Person("admin")), system("try"), pytest.raises(ScopeError, match="written once"):
        unit(way)


@pytest.mark.parametrize("role", ["hansa_app", "hansa_system"])
def test_the_roles_of_the_portal_may_not(role: str, kit: Kit) -> None:
    if kit.owner.dialect.name != "postgresql":
        pytest.skip("roles are PostgreSQL's")
    tables = [table.name for table in metadata.tables.values() if table.info.get("append_only")]
    with kit.owner.connect() as connection:
        present = set(sa.inspect(connection).get_table_names())
        allowed = [
            f"{what} on {table}"
            for table in sorted(present.intersection(tables))
            for what in ("UPDATE", "DELETE", "TRUNCATE")
            if connection.scalar(sa.select(sa.func.has_table_privilege(role, table, what)))
        ]
    assert present.intersection(tables) >= {"core_audit", "core_audit_seal"}
    assert allowed == []
