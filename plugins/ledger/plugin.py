"""The ledger: deposits, credit, and whatever other plugins keep books of."""

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
    Job,
    MenuItem,
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
from plugins.ledger import hookspecs, persons
from plugins.ledger.book.kinds import OWN, POSTINGS, AccountKind, PostingKind
from plugins.ledger.entities import ADJUSTMENT, ENTITIES, MONEY
from plugins.ledger.events import JournalPosted
from plugins.ledger.jobs import JOBS
from plugins.ledger.pages.routes import pages
from plugins.ledger.pages.statement_api import api
from plugins.ledger.settings import LedgerSettings
from plugins.ledger.tasks import TASKS

commands = lazy("plugins.ledger.commands")
history = lazy("plugins.ledger.demo.history")

PLUGIN = PluginInfo(
    "ledger", N_("Ledger"), version="0.1.0", category=N_("Money"), icon="book",
    description=N_("One append-only double-entry book for deposits, credit, rebates and funds, with holds, dated rates and closed periods"),
)  # fmt: skip
READ = (
    "ledger.account.view",
    "ledger.account.export",
    "ledger.journal.view",
    "ledger.entry.view",
    "ledger.entry.export",
    "ledger.hold.view",
)
KEEP = tuple(f"ledger.{entity}.{act}" for entity in ("limit", "rate") for act in ("view", "create", "edit", "delete", "export", "import"))
ADJUST = tuple(f"ledger.adjustment.{act}" for act in ("view", "create", "edit", "delete", "export", "submit", "approve"))
CLOSE = ("ledger.closing.view", "ledger.closing.create")


@hookimpl
def register_hookspecs() -> list[ModuleType]:
    return [hookspecs]


@hookimpl
def register_account_kinds() -> list[AccountKind]:
    return OWN


@hookimpl
def register_posting_kinds() -> list[PostingKind]:
    return POSTINGS


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
    return [LedgerSettings]


@hookimpl
def register_system_tasks() -> list[SystemTask]:
    return TASKS


@hookimpl
def register_events() -> list[type[Event]]:
    return [JournalPosted]


@hookimpl
def register_jobs() -> list[Job]:
    return JOBS


@hookimpl
def register_commands() -> list[click.Command]:
    return [commands.ledger]


@hookimpl
def register_permissions() -> list[Permission | RoleTemplate]:
    return [
        Permission("ledger.adjustment.submit", N_("Submit adjustments of balances"), staff=True),
        Permission("ledger.adjustment.approve", N_("Agree to adjustments that others entered"), staff=True),
        Permission("ledger.journal.reverse", N_("Take postings of others back"), staff=True),
        RoleTemplate("manager", permissions=(*READ, *ADJUST, *KEEP)),
        RoleTemplate("finance", permissions=(*READ, *ADJUST, *KEEP, *CLOSE, "ledger.journal.reverse")),
        *(RoleTemplate(role, permissions=("ledger.account.view", "ledger.account.export")) for role in ("partner_admin", "distributor")),
    ]


@hookimpl
def menu_items() -> list[MenuItem]:
    if current_scope().actor.staff:
        return [MenuItem(N_("Accounts"), "ledger.accounts", "wallet", MONEY, 10, "ledger.account.view")]
    return [MenuItem(N_("My balances"), "ledger.balances", "wallet", MONEY, 60, permission="ledger.account.view")]


@hookimpl
def dashboard_cards() -> list[Card]:
    if current_scope().actor.staff:
        return [Card(MONEY, "ledger.money_card", "side", 40, "ledger.adjustment.view")]
    return [Card(N_("My balances"), "ledger.balances_card", "side", 40, "ledger.account.view")]


@hookimpl
def record_actions(entity: Entity, record: Any) -> list[Action]:
    """From an adjustment to what was posted."""
    if entity is not ADJUSTMENT or record.journal_id is None:
        return []
    return [
        Action(N_("What was posted"), "ledger.journal", "book", permission="ledger.journal.view", args={"journal_id": record.journal_id})
    ]


@hookimpl
def personal_data(subject: personal.Subject) -> list[personal.Held]:
    return persons.held(subject)


@hookimpl
def erase_personal_data(subject: personal.Subject) -> None:
    persons.erase(subject)


@hookimpl
def demo_data() -> None:
    history.load()
