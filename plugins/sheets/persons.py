"""Personal data in imported files: the rows as they came."""

from hansa import N_, personal
from plugins.sheets.models import Import, ImportRow, StaffImport, StaffImportRow


def held(subject: personal.Subject) -> list[personal.Held]:
    """Return rows that name a person; of a partner every file it brought."""
    found = [personal.read(N_("Imported rows"), model, personal.says(model, "cells", subject.emails)) for model in (ImportRow, StaffImportRow)]
    own = [personal.read(N_("Imports"), model, model.partner_id == subject.partner_id) for model in (Import, ImportRow) if subject.partner_id]
    return [*found, *own]


def erase(subject: personal.Subject) -> None:
    """Delete the rows as they came; what was made of them is the business of its plugin."""
    for model in (ImportRow, StaffImportRow):
        personal.forget(model, personal.says(model, "cells", subject.emails))
    if subject.partner_id:
        for model in (ImportRow, Import):
            personal.forget(model, model.partner_id == subject.partner_id)
    personal.blank(StaffImport, ("filename",), personal.says(StaffImport, "filename", [*subject.emails, *subject.names]))
