"""Rebates: programs, periods, statements, disputes, payouts and claims."""

from typing import Any

import click
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
    select,
)
from plugins.ledger.api import AccountKind, PostingKind
from plugins.policies.api import Derived, Measure, PolicyKind
from plugins.rebates import hookspecs, jobs, persons, telling
from plugins.rebates.claiming import moves as claiming
from plugins.rebates.correcting import disputing
from plugins.rebates.engine.people import of_partners
from plugins.rebates.entities import ADJUSTMENT, CLAIM, DISPUTE, ENROLMENT, ENTITIES, MONEY, NEAR, PAYOUT, PERIOD, RESULT, STATEMENT
from plugins.rebates.measures import MEASURES
from plugins.rebates.models import Result, Statement
from plugins.rebates.notifications import KINDS
from plugins.rebates.pages import pages
from plugins.rebates.paying import accounts, payouts
from plugins.rebates.period import closed
from plugins.rebates.program.kind import PROGRAM
from plugins.rebates.settings import RebateSettings
from plugins.rebates.tasks import TASKS

commands = lazy("plugins.rebates.commands")
load = lazy("plugins.rebates.demo.load")
PLUGIN = PluginInfo(
    "rebates", N_("Rebates"), version="0.1.0", category=N_("Money"), icon="coins", requires=("catalog", "ledger", "orders", "policies"),
    description=N_("Rebate programs that explain every figure, periods that close, statements to sign, disputes by line, payouts and claims"),
)  # fmt: skip
OWN = ("result", "enrolment", "target", "correction", "statement", "payout", "adjustment", "dispute", "claim", "contract", "stock")
READING = tuple(f"rebates.{name}.{act}" for name in OWN for act in ("view", "export"))
ASKING = (
    "rebates.enrolment.sign", "rebates.statement.confirm", "rebates.adjustment.consent", "rebates.dispute.create",
    "rebates.claim.create", "rebates.claim.edit", "rebates.claim.delete", "rebates.claim.submit",
    "rebates.stock.create", "rebates.stock.edit", "rebates.stock.import",
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
    return list(MEASURES)


@hookimpl
def register_pages() -> list[Blueprint]:
    return [pages]


@hookimpl
def register_settings() -> list[type[SettingsSchema]]:
    return [RebateSettings]


@hookimpl
def register_system_tasks() -> list[SystemTask]:
    return TASKS


@hookimpl
def register_jobs() -> list[Job]:
    return jobs.JOBS


@hookimpl
def register_commands() -> list[click.Command]:
    return [commands.rebates]


@hookimpl
def register_account_kinds() -> list[AccountKind]:
    return accounts.KINDS


@hookimpl
def register_posting_kinds() -> list[PostingKind]:
    return accounts.POSTINGS


@hookimpl
def register_permissions() -> list[Permission | RoleTemplate]:
    return [
        Permission("rebates.period.run", N_("Calculate rebate periods"), staff=True),
        Permission("rebates.period.review", N_("Review the results of rebate periods"), staff=True),
        Permission("rebates.period.issue", N_("Issue rebate statements"), staff=True),
        Permission("rebates.period.approve", N_("Approve the payout of rebate periods"), staff=True),
        Permission("rebates.statement.confirm", N_("Sign rebate statements")),
        Permission("rebates.adjustment.submit", N_("Submit adjustments of rebates"), staff=True),
        Permission("rebates.adjustment.approve", N_("Agree to adjustments of rebates that others entered"), staff=True),
        Permission("rebates.correction.submit", N_("Submit corrections of baselines"), staff=True),
        Permission("rebates.correction.approve", N_("Agree to corrections of baselines that others entered"), staff=True),
        Permission("rebates.enrolment.sign", N_("Sign rebate programs")),
        Permission("rebates.adjustment.consent", N_("Agree to what is taken back of rebates")),
        Permission("rebates.dispute.answer", N_("Answer disputes of rebates"), staff=True),
        Permission("rebates.payout.approve", N_("Approve payouts of rebates"), staff=True),
        Permission("rebates.payout.confirm", N_("Confirm that rebates were paid"), staff=True),
        Permission("rebates.claim.submit", N_("Submit claims")),
        Permission("rebates.claim.approve", N_("Decide claims"), staff=True),
        Permission("rebates.price_change.announce", N_("Announce price changes"), staff=True),
        Permission("rebates.signal.review", N_("Decide fraud signals"), staff=True),
        RoleTemplate("manager", permissions=("rebates.*",)),
        RoleTemplate("finance", permissions=("rebates.*",)),
        *(RoleTemplate(role, permissions=(*READING, *ASKING)) for role in ("partner_admin", "distributor")),
        RoleTemplate("partner_user", permissions=("rebates.result.view", "rebates.stock.view", "rebates.stock.create")),
    ]


@hookimpl
def after_save(entity: Entity, saved: list[tuple[Any, dict[str, Any]]], is_new: bool) -> None:
    """What follows in the same transaction."""
    if entity is DISPUTE:
        disputing.follow(saved)
    elif entity is STATEMENT and not is_new:
        payouts.follow(saved)
    elif entity is CLAIM:
        claiming.follow(saved)
    elif entity is PAYOUT and not is_new:
        claiming.paid(saved)


@hookimpl
def before_delete(entity: Entity, record: Any) -> None:
    if (entity.plugin == PLUGIN.name and hasattr(record, "period_id")) or entity.key == "rebates.period":
        closed.stays(record)


@hookimpl
def events_heard() -> list[str]:
    return list(telling.HEARD)


@hookimpl
def on_event(event: Event) -> None:
    telling.heard(event)


@hookimpl
def menu_items() -> list[MenuItem]:
    return [
        MenuItem(N_("What I earn"), "rebates.earnings", "coins", MONEY, 25, permission="rebates.result.view", staff=False),
        MenuItem(N_("Rebate programs"), "rebates.programs", "scale", MONEY, 22, permission="policies.policy.view", staff=True),
        MenuItem(N_("Rebates"), "rebates.desk", "coins", MONEY, 20, permission="rebates.period.view", staff=True),
        MenuItem(N_("Rebate statements"), "rebates.mine", "file-text", MONEY, 30, permission="rebates.statement.view", staff=False),
    ]


@hookimpl
def dashboard_cards() -> list[Card]:
    if current_scope().actor.staff:
        return [Card(N_("Rebates"), "rebates.desk_card", "side", 45, "rebates.period.view")]
    return [
        Card(N_("What I earn"), "rebates.earnings_card", "side", 15, "rebates.result.view"),
        Card(N_("Rebate statements"), "rebates.mine_card", "side", 35, "rebates.statement.view"),
    ]


@hookimpl
def record_panels(entity: Entity, record: Any) -> list[Panel]:
    """What stands below the fields of a record."""
    found = {
        STATEMENT.key: (N_("Lines"), "rebates.lines", "rebates.statement.view"),
        PERIOD.key: (N_("Results"), "rebates.results", "rebates.period.view"),
        DISPUTE.key: (N_("Two data sets"), "rebates.compared", "rebates.dispute.view"),
        CLAIM.key: (N_("As the documents say"), "rebates.claim_rows", "rebates.claim.view"),
    }.get(entity.key)
    if found is None or (entity is CLAIM and record.state == "draft"):
        return []
    return [Panel(found[0], found[1], 5, found[2], {"record_id": record.id}, main=True)]


@hookimpl
def record_actions(entity: Entity, record: Any) -> list[Action]:
    if entity is NEAR:
        return [Action(N_("What it earns"), "rebates.earnings_of", "coins", permission="rebates.result.view", args={"partner_id": record.about_id})]
    if entity is ENROLMENT:
        label = N_("Read and sign") if record.accepted_on is None else N_("The program")
        return [Action(label, "rebates.sign", "signature", permission="rebates.enrolment.view", args={"record_id": record.id})]
    if entity is not PAYOUT or not record.document:
        return []
    return [Action(N_("Credit note"), "rebates.credit_note", "download", permission="rebates.payout.view", args={"record_id": record.id, "kind": "pdf"})]


@hookimpl
def restrict_query(entity: Entity) -> sa.ColumnElement[bool] | None:
    """A partner reads results once they are stated to it: those of runs that were thrown away are nobody's. What its people receive
    they see on their own page, and nobody else of the partner."""
    if entity not in (RESULT, STATEMENT, PAYOUT, ADJUSTMENT, DISPUTE) or current_scope().actor.staff:
        return None
    partners = of_partners(entity.table.c.receiver)
    return sa.and_(partners, Result.__table__.c.run_id.in_(select(Statement.run_id))) if entity is RESULT else partners


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
