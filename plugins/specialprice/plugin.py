"""Special price requests for protected deals."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint

from hansa import (
    N_,
    Entity,
    Event,
    NotificationKind,
    Panel,
    Permission,
    PluginInfo,
    RoleTemplate,
    SettingsSchema,
    SystemTask,
    hookimpl,
    lazy,
    personal,
)
from plugins.deals.api import DEAL
from plugins.specialprice import granting, known, ordering, persons, services
from plugins.specialprice.entities import ENTITIES, REQUEST
from plugins.specialprice.notifications import KINDS
from plugins.specialprice.pages import pages
from plugins.specialprice.settings import SpecialPriceSettings
from plugins.specialprice.states import PENDING

demo = lazy("plugins.specialprice.demo")

PLUGIN = PluginInfo(
    "specialprice", N_("Special prices"), version="0.1.0", category=N_("Sales"), icon="discount", requires=("deals", "policies"),
    description=N_("Special prices for protected deals: asked for line by line, granted within limits, used up to a quantity"),
)  # fmt: skip
PARTNER_RIGHTS = ("view", "create", "edit", "delete", "export", "submit", "use")


@hookimpl
def register_entities() -> list[Entity]:
    return ENTITIES


@hookimpl
def register_pages() -> list[Blueprint]:
    return [pages]


@hookimpl
def register_settings() -> list[type[SettingsSchema]]:
    return [SpecialPriceSettings]


@hookimpl
def register_system_tasks() -> list[SystemTask]:
    return services.TASKS


@hookimpl
def register_permissions() -> list[Permission | RoleTemplate]:
    rights = (*(f"specialprice.request.{action}" for action in PARTNER_RIGHTS), "specialprice.use.view", "specialprice.use.create")
    return [
        Permission("specialprice.request.review", N_("Decide special prices, within the own limit"), staff=True),
        Permission("specialprice.request.submit", N_("Submit special price requests and answer counter-offers")),
        Permission("specialprice.request.use", N_("Use special prices")),
        RoleTemplate("manager", permissions=("specialprice.*",)),
        RoleTemplate("finance", permissions=("specialprice.*",)),
        *(RoleTemplate(role, permissions=rights) for role in ("partner_admin", "partner_user", "distributor")),
    ]


@hookimpl
def before_save(entity: Entity, record: Any, changes: dict[str, Any]) -> None:
    if entity is REQUEST:
        granting.before_save(record, changes)


@hookimpl
def after_save(entity: Entity, saved: list[tuple[Any, Mapping[str, Any]]]) -> None:
    if entity is REQUEST:
        for request, changes in saved:
            if "state" in changes and request.state in ("approved", "accepted"):
                granting.granted(request)
    if entity is DEAL:
        granting.follow_deals(saved)


@hookimpl
def events_heard() -> list[str]:
    return [f"{DEAL.key}.*"]


@hookimpl
def on_event(event: Event) -> None:
    if event.entity == DEAL.key and event.record_id is not None and not event.type.endswith(".deleted"):
        granting.protection_over(event.record_id)


@hookimpl
def record_panels(entity: Entity, record: Any) -> list[Panel]:
    own = {"record_id": record.id}
    if entity is REQUEST and record.quantity:
        return [Panel(N_("Use"), "specialprice.left", 5, "specialprice.request.view", own)]
    if entity is REQUEST and record.state in PENDING:
        return [Panel(N_("Price guard"), "specialprice.guard", 5, "specialprice.request.review", own)]
    if entity is DEAL and record.state != "draft":
        return [Panel(N_("Special prices"), "specialprice.of_deal", 20, "specialprice.request.view", {"deal_id": record.id})]
    return []


@hookimpl(optionalhook=True)
def notification_kinds() -> list[NotificationKind]:
    return KINDS


@hookimpl(optionalhook=True)
def find_special_prices(partner_id: uuid.UUID, products: Collection[str], day: date) -> list[dict[str, Any]]:
    return known.usable(partner_id, products, day)


@hookimpl(optionalhook=True)
def take_special_prices(partner_id: uuid.UUID, taken: Sequence[dict[str, Any]], document: str, day: date) -> None:
    ordering.take(partner_id, taken, document, day)


@hookimpl(optionalhook=True)
def give_back_special_prices(partner_id: uuid.UUID, returned: Sequence[dict[str, Any]], document: str, day: date) -> None:
    ordering.give_back(partner_id, returned, document, day)


@hookimpl
def personal_data(subject: personal.Subject) -> list[personal.Held]:
    return persons.held(subject)


@hookimpl
def erase_personal_data(subject: personal.Subject) -> None:
    persons.erase(subject)


@hookimpl
def demo_data() -> None:
    demo.load()
