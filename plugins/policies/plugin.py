"""Policies: versioned rules that decide, checked before they are published, and the decisions they led to."""

from types import ModuleType
from typing import Any

import click
from flask import Blueprint

from hansa import (
    N_,
    Action,
    Card,
    ComputedField,
    Entity,
    Job,
    MenuItem,
    Panel,
    Permission,
    PluginInfo,
    ProgramSection,
    RoleTemplate,
    SystemTask,
    Vocabulary,
    current_scope,
    hookimpl,
    lazy,
    personal,
    program_changed,
)
from plugins.policies import hookspecs, persons
from plugins.policies.certificates import leaving, reminding
from plugins.policies.entities import CALENDAR, ENTITIES, MEASURE, POLICY
from plugins.policies.facts import history, text_facts
from plugins.policies.metrics import booking, building, columns, text_columns, text_measures
from plugins.policies.metrics.facts import VOCABULARY as METRICS
from plugins.policies.metrics.jobs import JOBS
from plugins.policies.metrics.measure import Measure
from plugins.policies.metrics.tenure import YEARS
from plugins.policies.pages.api import api
from plugins.policies.pages.policies import pages
from plugins.policies.segments import columns as belonging
from plugins.policies.segments import reckoning
from plugins.policies.segments.kind import SEGMENT
from plugins.policies.tasks import TASKS
from plugins.policies.versions import text_policies
from plugins.policies.versions.forms import VOCABULARY
from plugins.policies.versions.kinds import PolicyKind

commands = lazy("plugins.policies.commands")
measuring = lazy("plugins.policies.metrics.commands")
demo = lazy("plugins.policies.demo")

PLUGIN = PluginInfo(
    "policies",
    N_("Policies"),
    version="0.1.0",
    category=N_("Platform"),
    icon="scale",
    default_enabled=True,
    description=N_("Versioned rules that decide, checked before they are published, and why each decision was made"),
)


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
def register_commands() -> list[click.Command]:
    return [*commands.COMMANDS, measuring.metrics]


@hookimpl
def register_jobs() -> list[Job]:
    return [*JOBS, *reckoning.JOBS, leaving.LEFT, leaving.DAILY, reminding.REMIND]


@hookimpl
def register_system_tasks() -> list[SystemTask]:
    return TASKS


@hookimpl
def register_permissions() -> list[Permission | RoleTemplate]:
    return [
        Permission("policies.policy.write", N_("Write drafts of policies, check and try them"), staff=True),
        Permission("policies.version.publish", N_("Publish, withdraw and roll back policies"), staff=True),
        Permission("policies.measure_value.approve", N_("Agree to figures others told"), staff=True),
        Permission("policies.figure.view", N_("See figures: staff of all partners, partners their own")),
        RoleTemplate("manager", permissions=("policies.*",)),
        *(RoleTemplate(role, permissions=("policies.figure.view",)) for role in ("finance", "partner_admin", "partner_user")),
    ]


@hookimpl
def register_program_sections() -> list[ProgramSection]:
    return [*text_facts.SECTIONS, text_measures.SECTION, text_columns.SECTION, text_policies.SECTION]


@hookimpl
def register_vocabularies() -> list[Vocabulary]:
    return [VOCABULARY, METRICS]


@hookimpl
def program_enabled() -> None:
    building.distrust()


@hookimpl
def after_save(entity: Entity, saved: list[tuple[Any, Any]], is_new: bool) -> None:
    booking.saved(entity, saved, is_new=is_new)
    reckoning.saved(entity, saved)
    leaving.saved(entity, saved)


@hookimpl
def computed_fields(entity: Entity) -> list[ComputedField]:
    return [*columns.computed(entity), *belonging.computed(entity)]


@hookimpl
def after_delete(entity: Entity, gone: list[Any]) -> None:
    booking.gone(entity, gone)
    if entity.model is MEASURE.model:
        program_changed()


@hookimpl
def before_delete(entity: Entity, record: Any) -> None:
    history.take_back(entity, record)


@hookimpl
def list_actions(entity: Entity) -> list[Action]:
    if entity.model is not CALENDAR.model:
        return []
    return [Action(N_("Days"), "entity.list", "calendar-event", permission="policies.calendar_day.view", args={"plugin": "policies", "entity": "calendar_day"})]


@hookimpl
def record_actions(entity: Entity, record: Any) -> list[Action]:
    if entity.model is not CALENDAR.model:
        return []
    return [Action(N_("Import days"), "policies.days", "upload", permission="policies.calendar_day.create", args={"calendar": record.id})]


@hookimpl
def menu_items() -> list[MenuItem]:
    if not current_scope().actor.staff:
        return [MenuItem(N_("My figures"), "policies.metrics", "chart-bar", N_("Money"), 70, "policies.figure.view")]
    return [
        MenuItem(N_("Policies"), "policies.index", "scale", N_("Configure"), 5, permission=POLICY.permission("view")),
        MenuItem(N_("Figures"), "policies.metrics", "chart-bar", N_("Partners"), 60, "policies.policy.view"),
    ]


@hookimpl
def dashboard_cards() -> list[Card]:
    return [] if current_scope().actor.staff else [Card(N_("My figures"), "policies.metrics_card", "side", 50, "policies.figure.view")]


@hookimpl
def record_panels(entity: Entity, record: Any) -> list[Panel]:
    actor = current_scope().actor
    if entity.key != "core.partner" or not (actor.staff or actor.partner_id == record.id):
        return []
    certified = Panel(N_("Certified people"), "policies.certified", weight=35, permission="policies.figure.view", args={"partner": record.id})
    figures = Panel(N_("Figures"), "policies.metrics_of", weight=30, permission="policies.policy.view", args={"partner": record.id})
    return [figures, certified] if actor.staff else [certified]


@hookimpl
def personal_data(subject: personal.Subject) -> list[personal.Held]:
    return persons.held(subject)


@hookimpl
def erase_personal_data(subject: personal.Subject) -> None:
    persons.erase(subject)


@hookimpl
def demo_data() -> None:
    demo.load()


@hookimpl(optionalhook=True)
def register_measures() -> list[Measure]:
    return [YEARS]


@hookimpl(optionalhook=True)
def register_policies() -> list[PolicyKind]:
    return [SEGMENT]
