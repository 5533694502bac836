"""Conflicts between partners, or with our own sales, settled on a docket both sides can read."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from hansa import (
    N_,
    Action,
    Entity,
    Event,
    MenuItem,
    NotificationKind,
    Panel,
    Permission,
    PluginInfo,
    RoleTemplate,
    SettingsSchema,
    SystemTask,
    current_scope,
    hookimpl,
    lazy,
    personal,
)
from plugins.conflicts import follow, persons, services
from plugins.conflicts.entities import CASE, DOCKET, ENTITIES
from plugins.conflicts.notifications import KINDS
from plugins.conflicts.pages import pages
from plugins.conflicts.settings import ConflictSettings
from plugins.deals.api import DEAL

demo = lazy("plugins.conflicts.demo")

PLUGIN = PluginInfo(
    "conflicts", N_("Conflicts"), version="0.1.0", category=N_("Sales"), icon="gavel", requires=("deals", "matching"),
    description=N_("Who gets a customer two want: evidence from both sides, a ruling with its rule, one appeal, precedents"),
)  # fmt: skip
PARTNER_RIGHTS = (
    "conflicts.case.view",
    "conflicts.case.open",
    "conflicts.case.give",
    "conflicts.evidence.view",
    "conflicts.precedent.view",
)


@hookimpl
def register_entities() -> list[Entity]:
    return ENTITIES


@hookimpl
def register_pages() -> list[Blueprint]:
    return [pages]


@hookimpl
def register_settings() -> list[type[SettingsSchema]]:
    return [ConflictSettings]


@hookimpl
def register_system_tasks() -> list[SystemTask]:
    return services.TASKS


@hookimpl
def register_permissions() -> list[Permission | RoleTemplate]:
    return [
        Permission("conflicts.docket.decide", N_("Decide conflicts and see their figures"), staff=True),
        Permission("conflicts.case.open", N_("Report a conflict about an own deal")),
        Permission("conflicts.case.give", N_("Bring evidence, accept proposals and appeal")),
        RoleTemplate("manager", permissions=("conflicts.*",)),
        *(RoleTemplate(role, permissions=PARTNER_RIGHTS) for role in ("partner_admin", "partner_user", "distributor")),
    ]


@hookimpl
def before_save(entity: Entity, record: Any, changes: dict[str, Any], is_new: bool) -> None:
    if entity is DOCKET:
        follow.before_save(record, changes, is_new)


@hookimpl
def after_save(entity: Entity, saved: list[tuple[Any, Mapping[str, Any]]], is_new: bool) -> None:
    if entity is DOCKET:
        follow.after_save(saved, is_new)


@hookimpl
def events_heard() -> list[str]:
    return [f"{DOCKET.key}.evidence_due", f"{DOCKET.key}.mediation_due"]


@hookimpl
def on_event(event: Event) -> None:
    entity, _, step = event.type.rpartition(".")
    if entity == DOCKET.key and step in ("evidence_due", "mediation_due") and event.record_id is not None:
        follow.remind(event.record_id, step)


@hookimpl
def menu_items() -> list[MenuItem]:
    if current_scope().actor.staff:
        return []
    return [
        MenuItem(N_("Conflicts"), "entity:conflicts.case", "gavel", N_("Sales"), 60, "conflicts.case.view"),
        MenuItem(N_("Precedents"), "entity:conflicts.precedent", "books", N_("Sales"), 61, "conflicts.precedent.view"),
    ]


@hookimpl
def list_actions(entity: Entity) -> list[Action]:
    if entity is not DOCKET:
        return []
    precedents = {"plugin": "conflicts", "entity": "precedent"}
    return [
        Action(N_("Precedents"), "entity.list", "books", permission="conflicts.precedent.view", args=precedents),
        Action(N_("Conflict figures"), "conflicts.statistics", "chart-bar", permission="conflicts.docket.decide"),
    ]


@hookimpl
def record_panels(entity: Entity, record: Any) -> list[Panel]:
    if entity is DOCKET:
        return [Panel(N_("Timeline and evidence"), "conflicts.of_docket", 1, "conflicts.docket.view", {"record_id": record.id})]
    if entity is CASE:
        return [Panel(N_("Timeline and evidence"), "conflicts.of_case", 1, "conflicts.case.view", {"record_id": record.id})]
    if entity is DEAL and record.state != "draft":
        own = {"deal_id": record.id}
        if current_scope().actor.reach == "all":
            return [Panel(N_("Conflicts"), "conflicts.about_deal", 15, "conflicts.docket.view", own)]
        return [Panel(N_("Conflicts"), "conflicts.of_deal", 15, "conflicts.case.view", own)]
    return []


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
    demo.load()
