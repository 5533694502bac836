"""Creates a table, then fails."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table("failingmigration__half", sa.Column("id", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO failingmigration__half (id) VALUES (1)")
    raise RuntimeError("torture")


def downgrade() -> None:
    op.drop_table("failingmigration__half")
