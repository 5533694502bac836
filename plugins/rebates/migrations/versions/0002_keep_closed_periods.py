"""A closed period never changes: the database itself refuses it, whoever asks.

On SQLite by triggers that abort; on PostgreSQL by triggers for the roles of the portal, beside the missing grants of append-only tables.
A later migration that copies one of these tables (batch mode) drops its triggers on SQLite and has to make them again.
"""

import re

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CLOSED = "('stated', 'approved', 'paid')"
WORDS = "the period is closed"
OF_PERIOD = (
    f"EXISTS (SELECT 1 FROM rebates__period p WHERE p.program_id = {{row}}.program_id AND p.id = {{row}}.period_id AND p.state IN {CLOSED})"  # noqa: S608
)
BACK = (
    "(OLD.state = 'stated' AND NEW.state NOT IN ('stated', 'approved')) OR (OLD.state = 'approved' AND NEW.state NOT IN ('approved', 'paid'))"
    " OR (OLD.state = 'paid' AND NEW.state <> 'paid')"
)


def _changed(*columns: str) -> str:
    return " OR ".join(f"OLD.{column} {{differs}} NEW.{column}" for column in columns)


RULES = {
    "period_update": (
        "rebates__period", "UPDATE",
        f"OLD.state IN {CLOSED} AND ({BACK} OR {_changed('program', 'starts_on', 'ends_on', 'cut_off_on', 'calculate_on', 'run_id', 'archived_at')})",
    ),
    "period_delete": ("rebates__period", "DELETE", f"OLD.state IN {CLOSED}"),
    "run_insert": ("rebates__run", "INSERT", OF_PERIOD.format(row="NEW")),
    "run_update": ("rebates__run", "UPDATE", OF_PERIOD.format(row="OLD")),
    "run_delete": ("rebates__run", "DELETE", OF_PERIOD.format(row="OLD")),
    "result_insert": ("rebates__result", "INSERT", OF_PERIOD.format(row="NEW")),
    "result_update": ("rebates__result", "UPDATE", "1 = 1"),
    "result_delete": ("rebates__result", "DELETE", "1 = 1"),
    "statement_insert": ("rebates__statement", "INSERT", OF_PERIOD.format(row="NEW")),
    "statement_update": (
        "rebates__statement", "UPDATE",
        _changed("period_id", "run_id", "program", "currency", "amount", "content", "content_hash", "files", "starts_on", "ends_on", "number", "receiver"),
    ),
    "statement_delete": ("rebates__statement", "DELETE", "1 = 1"),
    "adjustment_insert": ("rebates__adjustment", "INSERT", OF_PERIOD.format(row="NEW")),
    "adjustment_update": (
        "rebates__adjustment", "UPDATE",
        f"{OF_PERIOD.format(row='OLD')} AND ({_changed('amount', 'currency', 'program', 'kind')}) OR {OF_PERIOD.format(row='NEW')}"
        f" AND ({_changed('period_id', 'settled')})",
    ),
    "adjustment_delete": ("rebates__adjustment", "DELETE", OF_PERIOD.format(row="OLD")),
}  # fmt: skip
BY_STATEMENT = {"result_insert": "(program_id, id) IN (SELECT program_id, period_id FROM come)"}
"""Rules about periods that PostgreSQL asks once for all rows of a statement: a run writes tens of thousands."""
JSON = ("content", "files")
"""Compared as text on PostgreSQL too: a JSON type may lack equality."""


def upgrade() -> None:
    make = _sqlite if op.get_bind().dialect.name == "sqlite" else _postgresql
    for name, (table, act, when) in RULES.items():
        make(name, table, act, when)


def _sqlite(name: str, table: str, act: str, when: str) -> None:
    rule = when.format(differs="IS NOT")
    op.execute(f"CREATE TRIGGER rebates__{name} BEFORE {act} ON {table} WHEN {rule} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END")


def _postgresql(name: str, table: str, act: str, when: str) -> None:
    if name in BY_STATEMENT:
        rule, answer = f"EXISTS (SELECT 1 FROM rebates__period WHERE state IN {CLOSED} AND {BY_STATEMENT[name]})", "NULL"  # noqa: S608
        fired = f"AFTER {act} ON {table} REFERENCING NEW TABLE AS come FOR EACH STATEMENT"
    else:
        rule, answer = when.format(differs="IS DISTINCT FROM"), "OLD" if act == "DELETE" else "NEW"
        fired = f"BEFORE {act} ON {table} FOR EACH ROW"
    for column in JSON:
        rule = re.sub(rf"\b(OLD|NEW)\.{column}\b", rf"\1.{column}::text", rule)
    op.execute(
        f"CREATE FUNCTION rebates__{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF current_user IN ('hansa_app', 'hansa_system') AND ({rule}) THEN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'HN001'; END IF;"
        f" RETURN {answer}; END $$"
    )
    op.execute(f"CREATE TRIGGER rebates__{name} {fired} EXECUTE FUNCTION rebates__{name}()")


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for name, (table, _act, _when) in RULES.items():
        op.execute(f"DROP TRIGGER rebates__{name}" + ("" if dialect == "sqlite" else f" ON {table}"))
        if dialect != "sqlite":
            op.execute(f"DROP FUNCTION rebates__{name}()")
