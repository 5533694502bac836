"""initial tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sales__line",
        sa.Column("program_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("product_line", sa.String(), nullable=True),
        sa.Column("customer", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True, comment="1/10,000 of a unit of the currency beside it"),
        sa.Column("cost", sa.BigInteger(), nullable=True, comment="1/10,000 of a unit of the currency beside it"),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("invoiced_on", sa.Date(), nullable=True),
        sa.Column("sold_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("through_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("custom", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["program_id", "partner_id"], ["core_partner.program_id", "core_partner.id"],
            name=op.f("fk_sales__line_program_id_partner_id"), ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["program_id", "through_id"], ["core_partner.program_id", "core_partner.id"],
            name=op.f("fk_sales__line_program_id_through_id"), ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["program_id"], ["core_program.id"], name=op.f("fk_sales__line_program_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("program_id", "id", name=op.f("pk_sales__line")),
        sa.UniqueConstraint("program_id", "partner_id", "id", name=op.f("uq_sales__line_program_id_partner_id_id")),
    )  # fmt: skip
    op.create_index(op.f("ix_sales__line_program_id_invoiced_on"), "sales__line", ["program_id", "invoiced_on"])
    op.create_index(op.f("ix_sales__line_program_id_partner_id_invoiced_on"), "sales__line", ["program_id", "partner_id", "invoiced_on"])


def downgrade() -> None:
    op.drop_table("sales__line")
