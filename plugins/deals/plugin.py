"""Deal registration."""

from types import ModuleType
from typing import Any

from flask import Blueprint

from hansa import (
    N_,
    Card,
    Entity,
    NotificationKind,
    Panel,
    Permission,
    PluginInfo,
    RoleTemplate,
    SettingsSchema,
    SystemTask,
    hookimpl,
)
from plugins.deals import demo, hookspecs, rivals
from plugins.deals.entities import DEAL
from plugins.deals.matching import Registration, Rival
from plugins.deals.notifications import KINDS
from plugins.deals.pages import pages
from plugins.deals.settings import DealSettings

PLUGIN = PluginInfo(
    "deals", N_("Deals"), version="0.1.0", category=N_("Sales"), icon="briefcase", description=N_("Deal registration and protection")
)
PARTNER_RIGHTS = ("view", "create", "edit", "export", "import", "submit", "close")


@hookimpl
def register_hookspecs() -> list[ModuleType]:
    return [hookspecs]


@hookimpl
def register_entities() -> list[Entity]:
    return [DEAL]


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
def before_save(entity: Entity, record: Any) -> None:
    if entity.model is DEAL.model:
        rivals.index(record)


@hookimpl
def find_rivals(registration: Registration) -> list[Rival]:
    return rivals.exact(registration)


@hookimpl
def dashboard_cards() -> list[Card]:
    return [
        Card(N_("Needs you"), "deals.needs_you", weight=10, permission="deals.deal.view"),
        Card(N_("Expiring soon"), "deals.expiring", weight=20, permission="deals.deal.view"),
    ]


@hookimpl
def record_panels(entity: Entity, record: Any) -> list[Panel]:
    if entity.model is not DEAL.model or record.state == "draft":
        return []
    return [Panel(N_("Duplicate check"), "deals.rivals", weight=10, permission="deals.deal.review", args={"deal_id": record.id})]


@hookimpl(optionalhook=True)
def notification_kinds() -> list[NotificationKind]:
    return KINDS


@hookimpl
def demo_data() -> None:
    demo.load()
