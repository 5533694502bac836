"""Company matching: one engine that tells whether two companies are the same, and finds a company among all known ones."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from flask import Blueprint

from hansa import (
    N_,
    Entity,
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
from plugins.matching import entities, hookspecs, index, persons, search
from plugins.matching.entities import ENTITIES
from plugins.matching.pages import pages
from plugins.matching.schemas import MatchingSettings

demo = lazy("plugins.matching.demo")

PLUGIN = PluginInfo(
    "matching",
    N_("Company matching"),
    version="0.1.0",
    category=N_("Platform"),
    icon="scale",
    default_enabled=True,
    description=N_("Tells whether two companies are the same, related or different, and finds them however they are written"),
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
def register_settings() -> list[type[SettingsSchema]]:
    return [MatchingSettings]


@hookimpl
def register_system_tasks() -> list[SystemTask]:
    return [*index.TASKS, *search.TASKS]


@hookimpl
def register_permissions() -> list[Permission | RoleTemplate]:
    return [
        Permission("matching.compare", N_("Compare companies and search all known ones"), staff=True),
        RoleTemplate("manager", permissions=("matching.*",)),
    ]


@hookimpl
def after_save(entity: Entity, saved: list[tuple[Any, Mapping[str, Any]]], is_new: bool) -> None:
    index.keep_up(entity, saved, is_new)


@hookimpl
def before_delete(entity: Entity, record: Any) -> None:
    index.deleted(entity, record)
    entities.take_back(entity, record)


@hookimpl
def menu_items() -> list[MenuItem]:
    if not current_scope().actor.staff:
        return []
    return [MenuItem(N_("Compare companies"), "matching.compare", "scale", N_("Configure"), 70, "matching.compare")]


@hookimpl
def personal_data(subject: personal.Subject) -> list[personal.Held]:
    return persons.held(subject)


@hookimpl
def erase_personal_data(subject: personal.Subject) -> None:
    persons.erase(subject)


@hookimpl
def demo_data() -> None:
    demo.load()
