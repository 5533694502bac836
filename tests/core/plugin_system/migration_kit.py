"""Small plugins made on the spot: models in the shared metadata, migrations in a temporary folder."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import sqlalchemy as sa
import sqlalchemy.orm as so

from core.db import CustomFields, metadata, plugin_base

MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {down!r}


def upgrade() -> None:
    {upgrade}


def downgrade() -> None:
    {downgrade}
"""


def write(folder: Path, number: int, upgrade: str, downgrade: str = "pass") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    down = f"{number - 1:04d}" if number > 1 else None
    text = MIGRATION.format(revision=f"{number:04d}", down=down, upgrade=upgrade, downgrade=downgrade)
    (folder / f"{number:04d}_step.py").write_text(text)


def table(name: str, points_at: str | None = None) -> tuple[str, str]:
    """Return the two halves of a migration that makes one table."""
    key = f', sa.Column("other", sa.Integer(), sa.ForeignKey("{points_at}.id"))' if points_at else ""
    create = f'op.create_table("{name}", sa.Column("id", sa.Integer(), primary_key=True){key})'
    return create, f'op.drop_table("{name}")'


def forget(prefix: str) -> None:
    """Take the tables of a made-up plugin out of the shared metadata again."""
    for known in [known for name, known in metadata.tables.items() if name.startswith(prefix)]:
        metadata.remove(known)


def model(plugin: str) -> type:
    """Return a model with every kind of column the core knows."""

    class Thing(CustomFields, plugin_base(plugin)):
        id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
        price: so.Mapped[Decimal]
        paid_on: so.Mapped[date | None]
        made_at: so.Mapped[datetime] = so.mapped_column(index=True)
        parent: so.Mapped[uuid.UUID | None] = so.mapped_column(sa.ForeignKey(f"{plugin}__thing.id"))

    return Thing
