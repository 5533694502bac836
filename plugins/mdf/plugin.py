"""Market development funds: plugin declaration and hooks."""

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask import Blueprint

from hansa import (
    N_,
    Card,
    Entity,
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
from plugins.mdf import hookspecs, jobs, persons
from plugins.mdf.entities import ACTIVITY, ALLOCATION, BUDGET, CLAIM, ENTITIES, REQUEST
from plugins.mdf.measures import MEASURES
from plugins.mdf.models import Allocation
from plugins.mdf.money import accounts, rebates
from plugins.mdf.notifications import KINDS
from plugins.mdf.pages import pages
from plugins.mdf.policy.kind import PROGRAM
from plugins.mdf.requests import making
from plugins.mdf.settings import FundSettings
from plugins.mdf.tasks import TASKS
from plugins.policies.api import Derived, Measure, PolicyKind
from plugins.policies.api import panel as why_panel

load = lazy("plugins.mdf.demo.load")

PLUGIN = PluginInfo(
    "mdf", N_("Market development funds"), version="0.1.0", category=N_("Money"), icon="speakerphone", requires=("ledger", "policies"),
    description=N_("Marketing money for partners: budgets and funds, plans, proof, claims, payment, and what came of it"),
)  # fmt: skip
READING = tuple(f"mdf.{name}.view" for name in ("allocation", "request", "activity", "claim", "extension"))
PLANNING = (
    *READING, *(f"mdf.request.{action}" for action in ("create", "edit", "delete", "export", "submit")),
    *(f"mdf.claim.{action}" for action in ("create", "edit", "delete", "export", "submit")),
    "mdf.activity.report", "mdf.activity.edit", "mdf.activity.export", "mdf.extension.create", "mdf.extension.edit", "mdf.extension.delete",
)  # fmt: skip


@hookimpl
def register_hookspecs() -> list[Any]:
    return [hookspecs]


@hookimpl
def register_entities() -> list[Entity]:
    return ENTITIES


@hookimpl
def register_policies() -> list[PolicyKind]:
    return [PROGRAM]


@hookimpl
def register_measures() -> list[Measure | Derived]:
    return MEASURES


@hookimpl
def register_account_kinds() -> list[AccountKind]:
    return accounts.KINDS


@hookimpl
def register_posting_kinds() -> list[PostingKind]:
    return accounts.POSTINGS


@hookimpl
def register_pages() -> list[Blueprint]:
    return [pages]


@hookimpl
def register_settings() -> list[type[SettingsSchema]]:
    return [FundSettings]


@hookimpl
def register_jobs() -> list[Job]:
    return jobs.JOBS


@hookimpl
def register_system_tasks() -> list[SystemTask]:
    return TASKS


@hookimpl
def register_permissions() -> list[Permission | RoleTemplate]:
    return [
        Permission("mdf.budget.approve", N_("Approve, activate and close marketing budgets"), staff=True),
        Permission("mdf.allocation.approve", N_("Allocate marketing money, freeze and release it"), staff=True),
        Permission("mdf.request.review", N_("Decide marketing plans"), staff=True),
        Permission("mdf.request.submit", N_("Submit, recall and cancel marketing plans")),
        Permission("mdf.activity.report", N_("Report marketing activities with proof")),
        Permission("mdf.activity.verify", N_("Verify marketing activities"), staff=True),
        Permission("mdf.claim.submit", N_("Submit marketing claims")),
        Permission("mdf.claim.review", N_("Decide marketing claims"), staff=True),
        Permission("mdf.claim.pay", N_("Pay marketing claims"), staff=True),
        Permission("mdf.extension.review", N_("Decide about more time to claim"), staff=True),
        Permission("mdf.report.view", N_("See what marketing activities brought"), staff=True),
        RoleTemplate("manager", permissions=("mdf.*",)),
        RoleTemplate("finance", permissions=("mdf.*",)),
        *(RoleTemplate(role, permissions=PLANNING) for role in ("partner_admin", "partner_user", "distributor")),
    ]


@hookimpl
def restrict_query(entity: Entity) -> sa.ColumnElement[bool] | None:
    if entity is not ALLOCATION or current_scope().actor.staff:
        return None
    return Allocation.__table__.c.state != "proposed"


@hookimpl(optionalhook=True)
def take_coop(partner_id: uuid.UUID, amount: Decimal, currency: str, title: str, key: str) -> bool | None:
    return rebates.take(partner_id, amount, currency, title, key)


@hookimpl
def after_save(entity: Entity, saved: list[tuple[Any, Mapping[str, Any]]]) -> None:
    for record, changes in saved:
        if entity is REQUEST and "state" in changes and record.state == "approved":
            making.activities(record)
        if entity is CLAIM and "state" in changes and record.state == "submitted":
            jobs.check_soon(record)
        if entity.key == "core.partner" and "status" in changes and record.status == "terminated":
            jobs.agreement_over(record.id)


@hookimpl
def menu_items() -> list[MenuItem]:
    return [
        MenuItem(N_("My funds"), "mdf.mine", "speakerphone", N_("Money"), 40, permission="mdf.allocation.view", staff=False),
        MenuItem(N_("Marketing funds"), "mdf.desk", "speakerphone", N_("Money"), 40, permission="mdf.request.review", staff=True),
        MenuItem(N_("Return on marketing"), "mdf.returns", "chart-bar", N_("Money"), 41, permission="mdf.report.view", staff=True),
    ]


@hookimpl
def dashboard_cards() -> list[Card]:
    if current_scope().actor.staff:
        return [Card(N_("Marketing funds"), "mdf.desk_card", weight=45, permission="mdf.request.review")]
    return [Card(N_("My marketing funds"), "mdf.mine_card", size="side", weight=25, permission="mdf.allocation.view")]


@hookimpl
def record_panels(entity: Entity, record: Any) -> list[Panel]:
    own = {"record_id": record.id}
    staff = current_scope().actor.staff
    if entity is BUDGET and record.state != "draft":
        return [Panel(N_("Where it stands"), "mdf.budget_panel", 5, "mdf.budget.view", own)]
    if entity is ALLOCATION:
        return [Panel(N_("Where it stands"), "mdf.layer_panel", 5, "mdf.allocation.view", own)]
    if entity is REQUEST:
        said = Panel(N_("What the fund says"), "mdf.request_panel", 5, "mdf.request.view", own)
        return [said, why_panel(entity, record)] if record.submitted_at else [said]
    if entity is ACTIVITY:
        return [Panel(N_("Money and next steps"), "mdf.activity_panel", 5, "mdf.activity.view", own)]
    if entity is CLAIM and record.state != "draft":
        seen = [Panel(N_("Seen before"), "mdf.claim_panel", 5, "mdf.claim.review", own)] if staff and record.doubts else []
        return [*seen, why_panel(entity, record)]
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
    load.load()
