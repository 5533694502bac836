"""Tables: an import and its rows. Partners' imports are their own; those of the vendor's staff stand in tables of their own."""

import uuid
from typing import Any

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import Owned, ProgramScoped, owned_ref, plugin_base, program_ref

Base = plugin_base("sheets")


class Sheet:
    """One uploaded table on its way into an entity.

    `columns` are its titles, `mapping` the field of each ("" = left out). `state`: reading (its rows are being kept),
    mapping, checking, checked, running, done, undoing, undone. `done` counts the rows the present step is through with,
    of `total`.
    """

    entity: so.Mapped[str]
    filename: so.Mapped[str]
    source: so.Mapped[str]
    columns: so.Mapped[list[Any]] = so.mapped_column(default=list)
    mapping: so.Mapped[list[Any]] = so.mapped_column(default=list)
    state: so.Mapped[str] = so.mapped_column(sa.String(10), default="reading")
    total: so.Mapped[int] = so.mapped_column(default=0)
    done: so.Mapped[int] = so.mapped_column(default=0)


class SheetRow:
    """One row as it was read. `state`: new, good, bad, made, removed (by the undo), kept (the undo was refused)."""

    import_id: so.Mapped[uuid.UUID]
    line: so.Mapped[int]
    cells: so.Mapped[list[Any]] = so.mapped_column(default=list)
    state: so.Mapped[str] = so.mapped_column(sa.String(8), default="new")
    problems: so.Mapped[list[Any]] = so.mapped_column(default=list)
    record_id: so.Mapped[uuid.UUID | None]
    record_version: so.Mapped[int | None]


class Import(Owned, Sheet, Base):
    """An import by a partner."""


class ImportRow(Owned, SheetRow, Base):
    """A row of a partner's import."""

    __table_args__ = (
        owned_ref("import_id", "sheets__import", ondelete="CASCADE"),
        sa.Index(None, "program_id", "import_id", "state", "line"),
    )


class StaffImport(ProgramScoped, Sheet, Base):
    """An import by the vendor's staff."""


class StaffImportRow(ProgramScoped, SheetRow, Base):
    """A row of a staff import."""

    __table_args__ = (
        program_ref("import_id", "sheets__staff_import", ondelete="CASCADE"),
        sa.Index(None, "program_id", "import_id", "state", "line"),
    )
