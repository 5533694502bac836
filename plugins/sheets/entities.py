"""Imports and rows as entities, so that the wall and row-level security keep each partner's own. They have no generic pages."""

from typing import Any

from hansa import N_, Entity, EntitySchema
from plugins.sheets.models import Import, ImportRow, StaffImport, StaffImportRow


class NoFields(EntitySchema):
    """Written by the pages of this plugin only."""


WORDS: dict[str, Any] = {"pages": False, "api": False, "audited": False, "searchable": False}
ENTITIES = [
    Entity("import", N_("Import"), Import, NoFields, audience="owner", **WORDS),
    Entity("import_row", N_("Row of an import"), ImportRow, NoFields, audience="owner", **WORDS),
    Entity("staff_import", N_("Import"), StaffImport, NoFields, **WORDS),
    Entity("staff_import_row", N_("Row of an import"), StaffImportRow, NoFields, **WORDS),
]
