"""The ledger: deposits, credit, and whatever other plugins keep books of."""

from types import ModuleType

import click

from hansa import N_, Entity, Job, Permission, PluginInfo, RoleTemplate, SettingsSchema, SystemTask, hookimpl
from plugins.ledger import hookspecs
from plugins.ledger.book.kinds import OWN, AccountKind
from plugins.ledger.commands import ledger
from plugins.ledger.entities import ENTITIES
from plugins.ledger.jobs import JOBS
from plugins.ledger.settings import LedgerSettings
from plugins.ledger.tasks import TASKS

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
def register_entities() -> list[Entity]:
    return ENTITIES


@hookimpl
def register_settings() -> list[type[SettingsSchema]]:
    return [LedgerSettings]


@hookimpl
def register_system_tasks() -> list[SystemTask]:
    return TASKS


@hookimpl
def register_jobs() -> list[Job]:
    return JOBS


@hookimpl
def register_commands() -> list[click.Command]:
    return [ledger]


@hookimpl
def register_permissions() -> list[Permission | RoleTemplate]:
    return [
        Permission("ledger.adjustment.submit", N_("Submit adjustments of balances"), staff=True),
        Permission("ledger.adjustment.approve", N_("Agree to adjustments that others entered"), staff=True),
        RoleTemplate("manager", permissions=(*READ, *ADJUST, *KEEP)),
        RoleTemplate("finance", permissions=(*READ, *ADJUST, *KEEP, *CLOSE)),
        *(RoleTemplate(role, permissions=("ledger.account.view", "ledger.account.export")) for role in ("partner_admin", "distributor")),
    ]
