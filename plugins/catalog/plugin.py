"""Products, authorisation, price lists and the price policy."""

import uuid
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from flask import Blueprint

from hansa import (
    N_,
    Action,
    Card,
    Entity,
    Event,
    Job,
    MenuItem,
    NotificationKind,
    Panel,
    Permission,
    PluginInfo,
    RoleTemplate,
    SettingsSchema,
    SystemTask,
    Vocabulary,
    current_scope,
    hookimpl,
    lazy,
    personal,
)
from plugins.catalog import hookspecs, persons, saving
from plugins.catalog.entities import (
    ALLOCATION,
    AUTHORISATION,
    CONTRACT,
    DEALER_LIST,
    ENTITIES,
    FAMILY,
    NOTICE,
    PRICE,
    PRICE_LIST,
    PRODUCT,
    PROMOTION,
)
from plugins.catalog.kept import forget
from plugins.catalog.notifications import KINDS
from plugins.catalog.pages import pages, repricing
from plugins.catalog.price.kind import PRICE as PRICE_KIND
from plugins.catalog.price.vocabulary import buyer_vocabulary
from plugins.catalog.selling.visibility import restriction
from plugins.catalog.settings import CatalogSettings
from plugins.catalog.shelf import news
from plugins.catalog.tasks import TASKS
from plugins.policies.api import PolicyKind

load = lazy("plugins.catalog.demo.load")

PLUGIN = PluginInfo(
    "catalog", N_("Catalogue and prices"), version="0.1.0", category=N_("Sales"), icon="package", requires=("policies",),
    description=N_("What partners may sell and what it costs them: products, price lists, promotions, allocations, and why"),
)  # fmt: skip
PARTNER_RIGHTS = ("catalog.product.view", "catalog.family.view", "catalog.contract.view", "catalog.product.export")
READ_BY_FINANCE = ("product", "family", "price_list", "price", "contract", "promotion", "authorisation", "allocation", "notice")
OWN_LISTS = ("catalog.dealer_list.*", "catalog.dealer_price.*")


@hookimpl
def register_hookspecs() -> list[ModuleType]:
    return [hookspecs]


@hookimpl
def register_entities() -> list[Entity]:
    return ENTITIES


@hookimpl
def register_pages() -> list[Blueprint]:
    return [pages]


@hookimpl
def register_settings() -> list[type[SettingsSchema]]:
    return [CatalogSettings]


@hookimpl
def register_system_tasks() -> list[SystemTask]:
    return TASKS


@hookimpl
def register_jobs() -> list[Job]:
    return [news.NEWS]


@hookimpl
def register_vocabularies() -> list[Vocabulary]:
    return [Vocabulary(name="catalog.buyer", facts=lambda rest: buyer_vocabulary(), permission=PRICE_LIST.permission("view"))]


@hookimpl
def register_permissions() -> list[Permission | RoleTemplate]:
    return [
        Permission("catalog.price_list.publish", N_("Publish and withdraw price lists"), staff=True),
        Permission("catalog.notice.publish", N_("Publish and withdraw notices"), staff=True),
        Permission("catalog.promotion.publish", N_("Publish and withdraw promotions"), staff=True),
        RoleTemplate("manager", permissions=("catalog.*",)),
        RoleTemplate("finance", permissions=tuple(f"catalog.{one}.view" for one in READ_BY_FINANCE)),
        *(RoleTemplate(role, permissions=PARTNER_RIGHTS) for role in ("partner_admin", "partner_user")),
        RoleTemplate("distributor", permissions=(*PARTNER_RIGHTS, *OWN_LISTS)),
    ]


@hookimpl
def restrict_query(entity: Entity) -> sa.ColumnElement[bool] | None:
    return restriction(entity)


@hookimpl
def before_delete(entity: Entity, record: Any) -> None:
    if entity is PRICE:
        saving.removed(record)
    if entity in (FAMILY, AUTHORISATION):
        forget()


@hookimpl
def events_heard() -> list[str]:
    return [f"{PRICE_LIST.key}.publish", f"{PROMOTION.key}.publish", f"{NOTICE.key}.publish"]


@hookimpl
def on_event(event: Event) -> None:
    news.heard(event)


@hookimpl(optionalhook=True)
def register_policies() -> list[PolicyKind]:
    return [PRICE_KIND]


@hookimpl(optionalhook=True)
def notification_kinds() -> list[NotificationKind]:
    return KINDS


@hookimpl(optionalhook=True)
def effects_of_level(partner_id: uuid.UUID, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    return repricing.told(partner_id, before, after)


@hookimpl
def menu_items() -> list[MenuItem]:
    if current_scope().actor.staff:
        return [MenuItem(N_("Catalogue"), "catalog.desk", "package", N_("Sales"), 45, permission=PRICE_LIST.permission("view"))]
    return [
        MenuItem(N_("Catalogue"), "catalog.browse", "package", weight=25, permission=PRODUCT.permission("view"), tab=True),
        MenuItem(N_("Notices"), "catalog.notices", "news", N_("Sales"), 70, permission=PRODUCT.permission("view")),
    ]


@hookimpl
def dashboard_cards() -> list[Card]:
    if current_scope().actor.staff:
        return [Card(N_("On the shelf"), "catalog.desk_card", "side", 40, PRICE_LIST.permission("view"))]
    return [Card(N_("Prices and promotions"), "catalog.news_card", "side", 40, PRODUCT.permission("view"))]


@hookimpl
def record_panels(entity: Entity, record: Any) -> list[Panel]:
    if entity is PRODUCT:
        return [Panel(N_("Prices"), "catalog.product_panel", 5, PRODUCT.permission("view"), {"product_id": record.id})]
    if entity is NOTICE:
        return [Panel(N_("Who has read it"), "catalog.receipts", 5, NOTICE.permission("view"), {"notice_id": record.id})]
    if entity is PRICE_LIST:
        return [Panel(N_("Prices"), "catalog.list_panel", 5, PRICE.permission("view"), {"price_list_id": record.id}, main=True)]
    return []


@hookimpl
def record_actions(entity: Entity, record: Any) -> list[Action]:
    if entity is PRICE_LIST:
        return [
            Action(
                N_("Compare"), "catalog.compare", "switch-horizontal", permission=PRICE_LIST.permission("view"), args={"one": record.id}
            ),
            Action(
                N_("Next edition"),
                "catalog.next_edition",
                "copy",
                method="post",
                permission=PRICE_LIST.permission("create"),
                args={"price_list_id": record.id},
            ),
        ]
    if entity is PRICE and record.ended_at is None:
        return [
            Action(
                N_("Take off now"),
                "catalog.end_price",
                "circle-minus",
                "bad",
                "post",
                permission=PRICE.permission("edit"),
                args={"price_id": record.id},
            )
        ]
    return []


@hookimpl
def list_actions(entity: Entity) -> list[Action]:
    if entity in (FAMILY, PRICE_LIST, PRICE, PROMOTION, AUTHORISATION, ALLOCATION, CONTRACT, NOTICE) or (
        entity is PRODUCT and current_scope().actor.staff
    ):
        return [Action(N_("Catalogue"), "catalog.desk", "package", permission=PRICE_LIST.permission("view"))]
    if entity is DEALER_LIST:
        return [
            Action(
                N_("Own prices"),
                "entity.list",
                "coins",
                permission="catalog.dealer_price.view",
                args={"plugin": "catalog", "entity": "dealer_price"},
            )
        ]
    return []


@hookimpl
def personal_data(subject: personal.Subject) -> list[personal.Held]:
    return persons.held(subject)


@hookimpl
def erase_personal_data(subject: personal.Subject) -> None:
    persons.erase(subject)


@hookimpl
def demo_data() -> None:
    load.load()
