"""Leads: taken in, routed to the partner who should have them, followed until they are a deal."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

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
    SystemTask,
    current_scope,
    hookimpl,
    lazy,
    personal,
)
from plugins.leads import changes, jobs, persons, tasks
from plugins.leads.entities import ASSIGNMENT, ENTITIES, LEAD, WEB_FORM
from plugins.leads.intake import alike, reported, webforms
from plugins.leads.measures import MEASURES
from plugins.leads.notifications import KINDS
from plugins.leads.offers import follow
from plugins.leads.pages import pages
from plugins.leads.routing import turns
from plugins.leads.routing.kind import ROUTING
from plugins.matching.api import PartySource
from plugins.policies.api import Derived, Measure, PolicyKind

load = lazy("plugins.leads.demo.load")

PLUGIN = PluginInfo(
    "leads", N_("Leads"), version="0.1.0", category=N_("Sales"), icon="target-arrow", requires=("matching", "policies"),
    description=N_("Taking in leads and giving each to the right partner"),
)  # fmt: skip
OWN = ("capacity", "absence")
PARTNER_RIGHTS = (
    "leads.assignment.view", "leads.assignment.edit", "leads.assignment.export", "leads.assignment.answer", "leads.assignment.work",
    "leads.territory.view", "leads.place.view", *(f"leads.{name}.{action}" for name in OWN for action in ("view", "create", "edit", "delete")),
)  # fmt: skip


@hookimpl
def register_entities() -> list[Entity]:
    return ENTITIES


@hookimpl
def register_policies() -> list[PolicyKind]:
    return [ROUTING]


@hookimpl
def register_pages() -> list[Blueprint]:
    return [pages]


@hookimpl
def register_jobs() -> list[Job]:
    return jobs.JOBS


@hookimpl
def register_system_tasks() -> list[SystemTask]:
    return tasks.TASKS


@hookimpl
def register_parties() -> list[PartySource]:
    return [alike.COMPANIES]


@hookimpl
def register_permissions() -> list[Permission | RoleTemplate]:
    return [
        Permission("leads.lead.confirm", N_("Confirm and withdraw the legal basis of leads"), staff=True),
        Permission("leads.lead.distribute", N_("Distribute leads by the rules, and try them out"), staff=True),
        Permission("leads.lead.assign", N_("Assign leads by hand, and take them back"), staff=True),
        Permission("leads.lead.discard", N_("Discard leads"), staff=True),
        Permission("leads.assignment.answer", N_("Accept, claim and decline leads")),
        Permission("leads.assignment.work", N_("Work on leads, convert and close them")),
        RoleTemplate("manager", permissions=("leads.*",)),
        RoleTemplate("finance", permissions=("leads.lead.view", "leads.assignment.view")),
        *(RoleTemplate(role, permissions=PARTNER_RIGHTS) for role in ("partner_admin", "partner_user", "distributor")),
    ]


@hookimpl
def after_save(entity: Entity, saved: list[tuple[Any, Mapping[str, Any]]], is_new: bool) -> None:
    changes.notice(entity, saved, is_new)


@hookimpl
def events_heard() -> list[str]:
    return ["*.created", "deals.deal.win", "deals.deal.lose"]


@hookimpl
def on_event(event: Event) -> None:
    if event.type.endswith(".created") and event.record_id is not None:
        turns.made(event)
    if event.type in ("deals.deal.win", "deals.deal.lose") and event.record_id is not None:
        follow.deal_closed(event.record_id, "won" if event.type.endswith("win") else "lost")


@hookimpl
def record_actions(entity: Entity, record: Any) -> list[Action]:
    if entity.model is WEB_FORM.model:
        return webforms.actions(record)
    if entity in (LEAD, ASSIGNMENT) and record.deal_id and "deals" in current_scope().program.plugins:
        deal = {"plugin": "deals", "entity": "deal", "record_id": record.deal_id}
        return [Action(N_("Open the deal"), "entity.detail", "shield-check", "primary", permission="deals.deal.view", args=deal)]
    return []


@hookimpl
def menu_items() -> list[MenuItem]:
    staff = current_scope().actor.staff
    return [
        MenuItem(N_("My leads"), "leads.inbox", "star", weight=20, permission="leads.assignment.view", staff=False, tab=True),
        MenuItem(N_("Our capacity"), "leads.capacity", "gauge", N_("Sales"), 60, permission="leads.capacity.view", staff=False),
        *([MenuItem(N_("Lead board"), "leads.board", "layout-kanban", N_("Sales"), 21, permission="leads.lead.view")] if staff else []),
        *([MenuItem(N_("Lead reports"), "leads.reports", "chart-bar", N_("Sales"), 22, permission="leads.lead.view")] if staff else []),
    ]


@hookimpl
def dashboard_cards() -> list[Card]:
    if current_scope().actor.staff:
        return [Card(N_("Leads without a partner"), "leads.waiting_card", weight=15, permission="leads.lead.view")]
    return [Card(N_("New leads for you"), "leads.offers_card", weight=5, permission="leads.assignment.view")]


@hookimpl
def record_panels(entity: Entity, record: Any) -> list[Panel]:
    if entity is LEAD:
        return [
            Panel(N_("Why this partner?"), "leads.why_panel", weight=5, permission="leads.lead.view", args={"lead_id": record.id}),
            Panel(N_("Copies of partners"), "leads.copies_panel", weight=10, permission="leads.lead.view", args={"lead_id": record.id}),
        ]
    if entity is ASSIGNMENT and current_scope().actor.staff:
        return [Panel(N_("The lead"), "leads.lead_panel", weight=5, permission="leads.lead.view", args={"copy_id": record.id})]
    return []


@hookimpl(optionalhook=True)
def take_leads(partner_id: uuid.UUID, rows: Sequence[Mapping[str, str]]) -> list[uuid.UUID]:
    return reported.take(partner_id, rows)


@hookimpl(optionalhook=True)
def results_of_leads(ids: Collection[uuid.UUID]) -> list[dict[str, Any]]:
    return reported.results(ids)


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


@hookimpl
def register_measures() -> list[Measure | Derived]:
    return MEASURES
