"""On SQLite journals and entries refuse to be changed; on PostgreSQL no role of the portal is granted it.

A later migration that copies one of these tables (batch mode) drops its triggers and has to make them again.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = ("journal", "entry")
ACTS = ("update", "delete")


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in TABLES:
        for act in ACTS:
            op.execute(
                f"CREATE TRIGGER ledger__{table}_no_{act} BEFORE {act.upper()} ON ledger__{table}"
                f" BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
            )


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in TABLES:
        for act in ACTS:
            op.execute(f"DROP TRIGGER ledger__{table}_no_{act}")
