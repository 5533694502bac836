"""Policies: versioned rules that decide, checked before they are published, and the decisions they led to."""

from types import ModuleType
from typing import Any

import click
from flask import Blueprint

from hansa import (
    N_,
    Action,
    Entity,
    MenuItem,
    Permission,
    PluginInfo,
    ProgramSection,
    RoleTemplate,
    SystemTask,
    Vocabulary,
    current_scope,
    hookimpl,
)
from plugins.policies import demo, hookspecs
from plugins.policies.commands import COMMANDS
from plugins.policies.entities import CALENDAR, ENTITIES, POLICY
from plugins.policies.facts import history, text_facts
from plugins.policies.pages.api import api
from plugins.policies.pages.policies import pages
from plugins.policies.tasks import TASKS
from plugins.policies.versions import text_policies
from plugins.policies.versions.forms import VOCABULARY

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
    return COMMANDS


@hookimpl
def register_system_tasks() -> list[SystemTask]:
    return TASKS


@hookimpl
def register_permissions() -> list[Permission | RoleTemplate]:
    return [
        Permission("policies.policy.write", N_("Write drafts of policies, check and try them"), staff=True),
        Permission("policies.version.publish", N_("Publish, withdraw and roll back policies"), staff=True),
        RoleTemplate("manager", permissions=("policies.*",)),
    ]


@hookimpl
def register_program_sections() -> list[ProgramSection]:
    return [*text_facts.SECTIONS, text_policies.SECTION]


@hookimpl
def register_vocabularies() -> list[Vocabulary]:
    return [VOCABULARY]


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
        return []
    return [MenuItem(N_("Policies"), "policies.index", "scale", permission=POLICY.permission("view"))]


@hookimpl
def demo_data() -> None:
    demo.load()
