"""Levels of partners: earned by criteria, kept by criteria, changed with agreement, read as benefits by everything else."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from flask import Blueprint

from hansa import (
    N_,
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
from plugins.policies.api import PolicyKind
from plugins.tiering import hookspecs, jobs, persons, tasks
from plugins.tiering.entities import CHANGE, ENTITIES
from plugins.tiering.models import Change
from plugins.tiering.notifications import KINDS
from plugins.tiering.pages import pages
from plugins.tiering.policy.kind import LEVELS
from plugins.tiering.standing import earning, entitling
from plugins.tiering.states import PUBLIC

load = lazy("plugins.tiering.demo.load")

PLUGIN = PluginInfo(
    "tiering", N_("Partner levels"), version="0.1.0", category=N_("Programs"), icon="stairs-up", requires=("policies",),
    description=N_("Levels partners earn and keep by what they achieve, and the benefits that come with them"),
)  # fmt: skip
PARTNER_RIGHTS = ("tiering.standing.view", "tiering.enrolment.view", "tiering.change.view", "tiering.award.view")
READ_BY_REVIEWS = ("tiering.enrolment", "tiering.award", "tiering.invitation", "policies.fact", "policies.certificate")


@hookimpl
def register_hookspecs() -> list[ModuleType]:
    return [hookspecs]


@hookimpl
def register_entities() -> list[Entity]:
    return ENTITIES


@hookimpl
def register_policies() -> list[PolicyKind]:
    return [LEVELS]


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
def register_permissions() -> list[Permission | RoleTemplate]:
    return [
        Permission("tiering.change.propose", N_("Propose changes of level, give notice of losses"), staff=True),
        Permission("tiering.change.approve", N_("Agree to changes of level"), staff=True),
        Permission("tiering.change.waive", N_("Waive losses of level for a time"), staff=True),
        Permission("tiering.enrolment.decide", N_("Decide on applications to join programs, renew and end memberships"), staff=True),
        RoleTemplate("manager", permissions=("tiering.*",)),
        RoleTemplate("finance", permissions=(*PARTNER_RIGHTS, "tiering.change.approve")),
        *(RoleTemplate(role, permissions=PARTNER_RIGHTS) for role in ("partner_admin", "partner_user", "distributor")),
        *(RoleTemplate(role, permissions=("tiering.enrolment.create",)) for role in ("partner_admin", "distributor")),
    ]


@hookimpl
def restrict_query(entity: Entity) -> sa.ColumnElement[bool] | None:
    if entity is not CHANGE or current_scope().actor.staff:
        return None
    return Change.__table__.c.state.in_(PUBLIC)


@hookimpl
def after_save(entity: Entity, saved: list[tuple[Any, Mapping[str, Any]]]) -> None:
    if entity.key == "policies.version":
        entitling.declare(saved)
    if entity.key in READ_BY_REVIEWS:
        jobs.again([record.partner_id for record, _changes in saved if record.partner_id is not None])


@hookimpl
def events_heard() -> list[str]:
    return earning.earning()


@hookimpl
def on_event(event: Event) -> None:
    earning.heard(event)


@hookimpl
def find_facts(subject: str, keys: Sequence[str], day: date) -> dict[str, dict[str, Any]] | None:
    return entitling.of_partners(keys, day) if subject == "partner" else None


@hookimpl
def find_fact_days(subject: str, keys: Sequence[str], first: date, last: date) -> list[date] | None:
    return entitling.days(keys, first, last) if subject == "partner" else None


@hookimpl
def menu_items() -> list[MenuItem]:
    return [
        MenuItem(N_("My level"), "tiering.mine", "medal", N_("Money"), 50, permission="tiering.standing.view", staff=False),
        MenuItem(N_("Levels"), "tiering.desk", "stairs-up", N_("Partners"), 30, permission="tiering.change.propose", staff=True),
    ]


@hookimpl
def dashboard_cards() -> list[Card]:
    if current_scope().actor.staff:
        return [Card(N_("Levels to be decided"), "tiering.desk_card", weight=40, permission="tiering.change.propose")]
    return [Card(N_("My level"), "tiering.mine_card", size="side", weight=20, permission="tiering.standing.view")]


@hookimpl
def record_panels(entity: Entity, record: Any) -> list[Panel]:
    if entity is CHANGE:
        return [Panel(N_("What changes"), "tiering.gains", 5, "tiering.change.view", {"change": record.id})]
    if entity.key == "core.partner":
        actor = current_scope().actor
        if actor.staff or actor.partner_id == record.id:
            return [Panel(N_("Levels"), "tiering.partner_panel", 15, "tiering.standing.view", {"partner_id": record.id})]
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
