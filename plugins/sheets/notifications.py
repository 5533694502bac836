"""What people are told of imports and exports that took long."""

from hansa import N_, NotificationKind

KINDS = [
    NotificationKind(
        "sheets.checked", N_("A large import was checked"), "sheets.import.checked",
        N_("%(file)s: %(good)s rows can be imported, %(bad)s have problems."), to=("person",), icon="table", email=False,
    ),
    NotificationKind(
        "sheets.done", N_("A large import is done"), "sheets.import.done", N_("%(file)s: %(made)s rows were imported."),
        to=("person",), icon="table", kind="ok",
    ),
    NotificationKind(
        "sheets.undone", N_("A large import was taken back"), "sheets.import.undone", N_("%(file)s: %(removed)s records were taken back."),
        to=("person",), icon="table",
    ),
    NotificationKind(
        "sheets.export", N_("An export is ready"), "core.export.ready", N_("The export of %(rows)s records is ready: %(what)s."),
        to=("person",), icon="download", kind="ok",
    ),
]  # fmt: skip
