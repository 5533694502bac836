"""Notifications: the bell, the inbox and mails, for the reasons plugins declare."""

from types import ModuleType
from typing import Any

from flask import Blueprint

from hansa import N_, Entity, Event, Job, MenuItem, Panel, PluginInfo, SystemTask, hookimpl, personal
from plugins.notify import delivery, digest, hookspecs, mine, pages, persons
from plugins.notify.entities import ENTITIES
from plugins.notify.kinds import kinds

PLUGIN = PluginInfo(
    "notify",
    N_("Notifications"),
    version="0.1.0",
    category=N_("Platform"),
    icon="bell",
    default_enabled=True,
    description=N_("Tells people by bell and e-mail what concerns them"),
)


@hookimpl
def register_hookspecs() -> list[ModuleType]:
    return [hookspecs]


@hookimpl
def register_entities() -> list[Entity]:
    return ENTITIES


@hookimpl
def register_pages() -> list[Blueprint]:
    return [pages.pages]


@hookimpl
def register_system_tasks() -> list[SystemTask]:
    return [SystemTask(mine.TASK, "a person reads and marks what is addressed to that person alone")]


@hookimpl
def register_jobs() -> list[Job]:
    return [digest.JOB]


@hookimpl
def menu_items() -> list[MenuItem]:
    return [MenuItem(N_("Notifications"), "notify.inbox", "bell", section="inbox")]


@hookimpl
def record_panels(entity: Entity, record: Any) -> list[Panel]:
    return [Panel(N_("Notifications"), "notify.follow", weight=90, args={"about": entity.key, "record_id": record.id})]


@hookimpl
def events_heard() -> list[str]:
    return [kind.event for kind in kinds()]


@hookimpl
def on_event(event: Event) -> None:
    delivery.deliver(event)


@hookimpl
def personal_data(subject: personal.Subject) -> list[personal.Held]:
    return persons.held(subject)


@hookimpl
def erase_personal_data(subject: personal.Subject) -> None:
    persons.erase(subject)
