"""Import of spreadsheets and text tables into any entity; exports are offered by every list itself."""

from flask import Blueprint

from hansa import N_, Action, Entity, Job, NotificationKind, PluginInfo, SystemTask, hookimpl, personal
from plugins.sheets import persons, targets
from plugins.sheets.entities import ENTITIES
from plugins.sheets.notifications import KINDS
from plugins.sheets.pages import pages
from plugins.sheets.steps import UNDO
from plugins.sheets.store import KEEP
from plugins.sheets.work import WORK

PLUGIN = PluginInfo(
    "sheets",
    N_("Import and export"),
    version="0.1.0",
    category=N_("Platform"),
    icon="table",
    default_enabled=True,
    description=N_("Records from Excel and CSV files, checked before they are made and undone if they were wrong"),
)


@hookimpl
def register_entities() -> list[Entity]:
    return ENTITIES


@hookimpl
def register_pages() -> list[Blueprint]:
    return [pages]


@hookimpl
def register_system_tasks() -> list[SystemTask]:
    return [
        SystemTask(UNDO, "whoever imported records may take them back without the right to delete others"),
        SystemTask(KEEP, "the rows of a file are kept in one statement, under the owner of the import"),
    ]


@hookimpl
def register_jobs() -> list[Job]:
    return [WORK]


@hookimpl(optionalhook=True)
def notification_kinds() -> list[NotificationKind]:
    return KINDS


@hookimpl
def list_actions(entity: Entity) -> list[Action]:
    if not targets.can_be_filled(entity):
        return []
    return [Action(N_("Import"), "sheets.start", "upload", permission=entity.permission("import"), args={"kind": entity.key})]


@hookimpl
def personal_data(subject: personal.Subject) -> list[personal.Held]:
    return persons.held(subject)


@hookimpl
def erase_personal_data(subject: personal.Subject) -> None:
    persons.erase(subject)
