"""Orders: carts, multi-level ordering, shipments, invoices, returns, invoiced lines, sell-out."""

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
    current_scope,
    hookimpl,
    lazy,
    personal,
)
from plugins.ledger.api import AccountKind, PostingKind
from plugins.orders import guards, hookspecs, parties, persons, telling
from plugins.orders.entities import ENTITIES, LINE, ORDER, RESALE, RESERVATION, RETURN
from plugins.orders.measures import MEASURES
from plugins.orders.notifications import KINDS
from plugins.orders.pages import api, offers, pages
from plugins.orders.paying import accounts
from plugins.orders.placing import reserving
from plugins.orders.quoting import mailing, quotes
from plugins.orders.settings import OrderSettings
from plugins.orders.tasks import TASKS
from plugins.policies.api import Derived, Measure

load = lazy("plugins.orders.demo.load")

PLUGIN = PluginInfo(
    "orders", N_("Orders"), version="0.1.0", category=N_("Sales"), icon="clipboard-list", requires=("catalog", "ledger", "policies"),
    description=N_("Carts, orders on every level of the chain, shipments, invoices, returns, and what partners sold on"),
)  # fmt: skip
READ = ("order", "item", "shipment", "invoice", "return", "line", "resale", "sell_out", "partner_stock", "reservation")
READING = tuple(f"orders.{name}.{act}" for name in READ for act in ("view", "export"))
BUYING = (*READING, "orders.order.create", "orders.order.edit", "orders.order.submit", "orders.return.create", "orders.reservation.reserve")
COUNTED = tuple(f"orders.partner_stock.{act}" for act in ("create", "edit", "delete", "import"))
REPORTING = ("orders.sell_out.create", "orders.sell_out.import", *COUNTED)
SELLING = ("orders.order.confirm", "orders.order.fulfil", "orders.order.invoice", "orders.return.decide")


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
def register_api() -> list[Blueprint]:
    return [api]


@hookimpl
def register_settings() -> list[type[SettingsSchema]]:
    return [OrderSettings]


@hookimpl
def register_system_tasks() -> list[SystemTask]:
    return TASKS


@hookimpl
def register_account_kinds() -> list[AccountKind]:
    return accounts.KINDS


@hookimpl
def register_posting_kinds() -> list[PostingKind]:
    return accounts.POSTINGS


@hookimpl
def register_jobs() -> list[Job]:
    return [mailing.ANSWERED]


@hookimpl
def register_permissions() -> list[Permission | RoleTemplate]:
    return [
        Permission("orders.order.submit", N_("Place orders")),
        Permission("orders.reservation.reserve", N_("Reserve stock for registered deals")),
        Permission("orders.order.approve", N_("Approve orders of colleagues")),
        Permission("orders.order.order_for", N_("Order on behalf of a buyer")),
        Permission("orders.order.sell", N_("Confirm, ship and invoice what buyers ordered of us as distributor")),
        Permission("orders.order.confirm", N_("Confirm and cancel orders"), staff=True),
        Permission("orders.order.fulfil", N_("Ship orders"), staff=True),
        Permission("orders.order.invoice", N_("Invoice and close orders"), staff=True),
        Permission("orders.return.decide", N_("Decide about returns"), staff=True),
        RoleTemplate("distributor", permissions=("orders.dealer_credit.*",)),
        *(RoleTemplate(role, permissions=("orders.quote.*",)) for role in ("partner_user", "partner_admin", "distributor")),
        *(RoleTemplate(role, permissions=("orders.dealer_credit.view",)) for role in ("partner_user", "partner_admin")),
        RoleTemplate("manager", permissions=("orders.tax_rate.*", "orders.tax_exemption.*")),
        RoleTemplate("finance", permissions=("orders.tax_rate.*", "orders.tax_exemption.*")),
        *(RoleTemplate(role, permissions=("orders.tax_exemption.view",)) for role in ("partner_user", "partner_admin", "distributor")),
        RoleTemplate("manager", permissions=(*BUYING, *REPORTING, *SELLING, "orders.order.order_for", "orders.reservation.edit", "orders.stock.*")),
        RoleTemplate("finance", permissions=(*READING, *SELLING, "orders.line.create", "orders.line.import")),
        RoleTemplate("partner_user", permissions=BUYING),
        RoleTemplate("partner_admin", permissions=(*BUYING, *REPORTING, "orders.order.approve")),
        RoleTemplate(
            "distributor", permissions=(*BUYING, *REPORTING, "orders.order.approve", "orders.order.sell", "orders.order.order_for")
        ),
    ]


@hookimpl
def restrict_query(entity: Entity) -> sa.ColumnElement[bool] | None:
    return parties.restriction(entity)


@hookimpl
def before_delete(entity: Entity, record: Any) -> None:
    if entity in (LINE, RESALE):
        guards.stays(record)


@hookimpl
def events_heard() -> list[str]:
    return [*telling.PLACED, telling.ASKED, quotes.FROM_DEALS]


@hookimpl
def on_event(event: Event) -> None:
    if event.entity == ORDER.key or event.entity == RETURN.key:
        telling.heard(event)
    else:
        quotes.heard(event)
        reserving.heard(event)


@hookimpl(optionalhook=True)
def register_measures() -> list[Measure | Derived]:
    return MEASURES


@hookimpl(optionalhook=True)
def notification_kinds() -> list[NotificationKind]:
    return KINDS


@hookimpl
def menu_items() -> list[MenuItem]:
    return offers.menu(current_scope().actor)


@hookimpl
def dashboard_cards() -> list[Card]:
    return offers.cards(current_scope().actor)


@hookimpl
def record_panels(entity: Entity, record: Any) -> list[Panel]:
    if entity.key == "deals.deal" and record.protected_until is not None and reserving.offered():
        return [Panel(N_("Reserved stock"), "orders.reserved", 25, RESERVATION.permission("view"), {"deal_id": record.id})]
    if entity is ORDER:
        return [Panel(N_("Items"), "orders.items", 5, ORDER.permission("view"), {"record_id": record.id}, main=True)]
    return []


@hookimpl
def record_actions(entity: Entity, record: Any) -> list[Action]:
    return offers.actions(entity, record)


@hookimpl(optionalhook=True)
def cart_address() -> str | None:
    return offers.cart_address()


@hookimpl
def personal_data(subject: personal.Subject) -> list[personal.Held]:
    return persons.held(subject)


@hookimpl
def erase_personal_data(subject: personal.Subject) -> None:
    persons.erase(subject)


@hookimpl
def demo_data() -> None:
    load.load()
