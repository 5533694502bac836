"""Deal registration."""

import uuid
from collections.abc import Collection
from datetime import date
from types import ModuleType
from typing import Any

import click
from flask import Blueprint

from hansa import (
    N_,
    Action,
    Card,
    Entity,
    Event,
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
    renew_timers,
)
from plugins.deals import again, hookspecs, moves, persons
from plugins.deals.after import stalling
from plugins.deals.duplicates import rivals
from plugins.deals.duplicates.matching import Registration, Rival
from plugins.deals.entities import DEAL, ENTITIES
from plugins.deals.measures import MEASURES
from plugins.deals.notifications import KINDS
from plugins.deals.pages import pages
from plugins.deals.registration import behalf, following, giving, terms
from plugins.deals.registration.kind import REGISTRATION
from plugins.deals.settings import DealSettings
from plugins.matching.api import PartySource
from plugins.policies.api import Derived, Measure, PolicyKind
from plugins.policies.api import panel as why_panel

commands = lazy("plugins.deals.commands")
load = lazy("plugins.deals.demo.load")

PLUGIN = PluginInfo(
    "deals", N_("Deals"), version="0.1.0", category=N_("Sales"), icon="briefcase", requires=("matching", "policies"),
    description=N_("Deal registration and protection"),
)  # fmt: skip
WORKBENCH = Action(N_("Workbench"), "deals.workbench", "layout-dashboard", permission="deals.deal.review")
PARTNER_RIGHTS = ("view", "create", "edit", "export", "import", "submit", "close")


@hookimpl
def register_hookspecs() -> list[ModuleType]:
    return [hookspecs]


@hookimpl
def register_entities() -> list[Entity]:
    return ENTITIES


@hookimpl
def register_policies() -> list[PolicyKind]:
    return [REGISTRATION]


@hookimpl
def events_heard() -> list[str]:
    return [f"{DEAL.key}.{step}" for step in ("submit", *following.FREES)]


@hookimpl
def on_event(event: Event) -> None:
    following.follow(event)


@hookimpl
def register_pages() -> list[Blueprint]:
    return [pages]


@hookimpl
def register_settings() -> list[type[SettingsSchema]]:
    return [DealSettings]


@hookimpl
def register_system_tasks() -> list[SystemTask]:
    return rivals.TASKS


@hookimpl
def register_permissions() -> list[Permission | RoleTemplate]:
    rights = tuple(f"deals.deal.{action}" for action in PARTNER_RIGHTS)
    return [
        Permission("deals.deal.review", N_("Review registrations and see their duplicates"), staff=True),
        Permission("deals.deal.submit", N_("Submit registrations and ask for extensions")),
        Permission("deals.deal.close", N_("Report deals as won or lost")),
        RoleTemplate("manager", permissions=("deals.*",)),
        RoleTemplate("finance", permissions=("deals.deal.view", "deals.deal.export")),
        *(RoleTemplate(role, permissions=rights) for role in ("partner_admin", "partner_user", "distributor")),
    ]


@hookimpl
def before_save(entity: Entity, record: Any, changes: dict[str, Any], is_new: bool) -> None:
    if entity.model is not DEAL.model:
        return
    if stalling.keep(record, changes, is_new) and record.state == "approved" and "state" not in changes:
        renew_timers(DEAL, record)
    moves.keep(record)


@hookimpl
def find_rivals(registration: Registration) -> list[Rival]:
    return rivals.matched(registration)


@hookimpl
def register_parties() -> list[PartySource]:
    return [rivals.CUSTOMERS]


@hookimpl
def dashboard_cards() -> list[Card]:
    register = Action(
        DEAL.create_label, "entity.new", "plus", permission=DEAL.permission("create"), args={"plugin": "deals", "entity": "deal"}
    )
    start = WORKBENCH if current_scope().actor.staff else register
    return [
        Card(N_("Needs you"), "deals.needs_you", weight=10, permission="deals.deal.view", primary=start),
        Card(N_("Expiring soon"), "deals.expiring", weight=20, permission="deals.deal.view", size="side"),
    ]


@hookimpl
def record_panels(entity: Entity, record: Any) -> list[Panel]:
    if entity.model is not DEAL.model or record.state == "draft":
        return []
    change = Panel(N_("What shall change"), "deals.amendment", weight=1, permission="deals.deal.view", args={"deal_id": record.id})
    check = Panel(N_("Duplicate check"), "deals.rivals", weight=10, permission="deals.deal.review", args={"deal_id": record.id})
    gives = Panel(N_("What it gives"), "deals.terms", weight=5, permission="deals.deal.view", args={"deal_id": record.id})
    reasons = [check, why_panel(entity, record)] if current_scope().actor.staff else []
    return [*([change] if record.state == "amending" else []), *([gives] if terms.told(record) else []), *reasons]


@hookimpl
def record_actions(entity: Entity, record: Any) -> list[Action]:
    return [*again.actions(record), *behalf.actions(record)] if entity.model is DEAL.model else []


@hookimpl
def list_actions(entity: Entity) -> list[Action]:
    if entity.model is not DEAL.model or not current_scope().actor.staff:
        return []
    return [WORKBENCH]


@hookimpl
def register_commands() -> list[click.Command]:
    return [commands.deals]


@hookimpl(optionalhook=True)
def notification_kinds() -> list[NotificationKind]:
    return KINDS


@hookimpl(optionalhook=True)
def find_registrations(partner_id: uuid.UUID, deal_ids: Collection[uuid.UUID] | None, day: date) -> list[dict[str, Any]]:
    return giving.found(partner_id, deal_ids, day)


@hookimpl
def personal_data(subject: personal.Subject) -> list[personal.Held]:
    return persons.held(subject)


@hookimpl
def erase_personal_data(subject: personal.Subject) -> None:
    persons.erase(subject)


@hookimpl
def demo_data() -> None:
    load.load()


@hookimpl
def register_measures() -> list[Measure | Derived]:
    return MEASURES
