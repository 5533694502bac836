"""Conversations: a thread between partner and vendor beside every record, and internal notes of the vendor."""

from typing import Any

from flask import Blueprint

from hansa import N_, Entity, Event, NotificationKind, Panel, PluginInfo, RoleTemplate, hookimpl, lazy, personal
from plugins.conversations import pages, persons
from plugins.conversations.entities import MESSAGE, NOTE
from plugins.conversations.events import MessagePosted, NotePosted
from plugins.conversations.notifications import KINDS

demo = lazy("plugins.conversations.demo")

PLUGIN = PluginInfo(
    "conversations",
    N_("Conversations"),
    version="0.1.0",
    category=N_("Platform"),
    icon="message-circle",
    default_enabled=True,
    description=N_("A thread with the partner and internal notes beside every record"),
)
PARTNER_ROLES = ("partner_admin", "partner_user", "distributor")
STAFF_ROLES = ("manager", "finance")
WRITE = tuple(f"conversations.message.{action}" for action in ("view", "create", "edit"))


@hookimpl
def register_entities() -> list[Entity]:
    return [MESSAGE, NOTE]


@hookimpl
def register_permissions() -> list[RoleTemplate]:
    return [
        *(RoleTemplate(role, permissions=("conversations.*",)) for role in STAFF_ROLES),
        *(RoleTemplate(role, permissions=WRITE) for role in PARTNER_ROLES),
    ]


@hookimpl
def register_events() -> list[type[Event]]:
    return [MessagePosted, NotePosted]


@hookimpl
def register_pages() -> list[Blueprint]:
    return [pages.pages]


@hookimpl
def record_panels(entity: Entity, record: Any) -> list[Panel]:
    if entity.between_partners(record):
        return []
    where = {"about": entity.key, "record_id": record.id}
    return [Panel(N_("Conversation"), "conversations.thread", weight=20, permission="conversations.message.view", args=where, main=True)]


@hookimpl(optionalhook=True)
def notification_kinds() -> list[NotificationKind]:
    return KINDS


@hookimpl
def personal_data(subject: personal.Subject) -> list[personal.Held]:
    return persons.held(subject)


@hookimpl
def erase_personal_data(subject: personal.Subject) -> None:
    persons.erase(subject)


@hookimpl
def demo_data() -> None:
    demo.talk()
