"""Project teams of several companies around one deal."""

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
from plugins.deals.api import DEAL
from plugins.teams import follow, gates, persons, reading
from plugins.teams.entities import ENTITIES, SEAT, TEAM
from plugins.teams.notifications import KINDS
from plugins.teams.pages import pages
from plugins.teams.rest import api
from plugins.teams.settings import TeamSettings

demo = lazy("plugins.teams.demo")

PLUGIN = PluginInfo(
    "teams", N_("Project teams"), version="0.1.0", category=N_("Sales"), icon="users", requires=("deals",),
    description=N_("Several companies work on one deal, with roles, and tasks that open the next stage"),
)  # fmt: skip
PARTNER_RIGHTS = (
    "teams.team.view",
    "teams.team.create",
    "teams.team.edit",
    "teams.team.lead",
    "teams.task.work",
    "teams.seat.view",
    "teams.seat.answer",
)


@hookimpl
def register_entities() -> list[Entity]:
    return ENTITIES


@hookimpl
def register_pages() -> list[Blueprint]:
    return [pages]


@hookimpl
def register_api() -> list[Blueprint]:
    return [api]


@hookimpl
def register_settings() -> list[type[SettingsSchema]]:
    return [TeamSettings]


@hookimpl
def register_system_tasks() -> list[SystemTask]:
    return reading.TASKS


@hookimpl
def register_permissions() -> list[Permission | RoleTemplate]:
    return [
        Permission("teams.team.lead", N_("Lead teams: stages, tasks, members")),
        Permission("teams.task.work", N_("Do tasks of teams")),
        Permission("teams.seat.answer", N_("Join and leave teams")),
        Permission("teams.seat.invite", N_("Invite companies to teams, and remove them"), staff=True),
        RoleTemplate("manager", permissions=("teams.*",)),
        *(RoleTemplate(role, permissions=PARTNER_RIGHTS) for role in ("partner_admin", "partner_user", "distributor")),
    ]


@hookimpl
def before_save(entity: Entity, record: Any, is_new: bool) -> None:
    if entity is TEAM and is_new:
        follow.before_team(record)
    if entity is SEAT and is_new:
        follow.before_seat(record)


@hookimpl
def after_save(entity: Entity, saved: list[tuple[Any, Mapping[str, Any]]], is_new: bool) -> None:
    if entity is TEAM:
        follow.team_saved(saved, is_new)
    if entity is SEAT:
        follow.seats_saved(saved, is_new)


@hookimpl
def before_transition(entity: Entity, record: Any, transition: str) -> None:
    gates.before_transition(entity, record, transition)


@hookimpl
def events_heard() -> list[str]:
    return ["teams.task.due_soon", "teams.task.lapse", f"{DEAL.key}.*"]


@hookimpl
def on_event(event: Event) -> None:
    follow.follow(event)


@hookimpl
def menu_items() -> list[MenuItem]:
    if current_scope().actor.staff:
        return []
    return [MenuItem(N_("Team invitations"), "entity:teams.seat", "user-check", N_("Sales"), 63, "teams.seat.view")]


@hookimpl
def list_actions(entity: Entity) -> list[Action]:
    if entity is not TEAM or not current_scope().actor.staff:
        return []
    return [
        Action(N_("Seats in teams"), "entity.list", "user-check", permission="teams.seat.view", args={"plugin": "teams", "entity": "seat"})
    ]


@hookimpl
def record_panels(entity: Entity, record: Any) -> list[Panel]:
    if entity is TEAM:
        return [Panel(N_("Team and tasks"), "teams.room", 1, "teams.team.view", {"record_id": record.id})]
    if entity is DEAL and record.state != "draft":
        return [Panel(N_("Project team"), "teams.of_deal", 25, "teams.team.view", {"deal_id": record.id})]
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
