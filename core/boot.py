"""What plugins declare, read once at boot, and their routes mounted; a plugin that fails here is out, the others go on."""

from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from core.entities.entity import Entity
from core.entities.vocabularies import Vocabulary
from core.identity.entities import CORE_ENTITIES
from core.identity.permissions import ACTIONS, CORE_PERMISSIONS, ROLES, RoleTemplate
from core.jobs.own import CORE_JOBS
from core.plugin_system.discovery import PluginError
from core.portal import Portal
from core.program_text.document import RESERVED
from core.program_text.own import CORE_SECTIONS
from core.program_text.section import ProgramSection
from core.web.account import account, deputies_page, devices, join, places, signin, tokens_page, two_step
from core.web.admin import (
    admin_brand,
    admin_dated,
    admin_fields,
    admin_plugins,
    admin_program,
    admin_text,
    operations,
    people,
    personal_page,
    roles_page,
)
from core.web.door.policy import policy_of
from core.web.lists import bulk_pages, export_pages, lists
from core.web.page import home, home_cards, search_page
from core.web.records import api_docs, discard_page, entity_api, entity_pages, files, mailed_move, workflow_pages
from core.web.rule_builder import rule_pages
from core.web.site import site, site_programs
from core.web.theme import logos
from core.web.values import contributed
from schemas.base import SettingsSchema
from schemas.build import FieldDef
from schemas.types import TYPES, FieldType

CORE_BLUEPRINTS = (
    home.pages,
    home_cards.pages,
    home.site,
    signin.pages,
    signin.site,
    join.pages,
    account.pages,
    two_step.pages,
    deputies_page.pages,
    devices.pages,
    discard_page.pages,
    tokens_page.pages,
    places.pages,
    people.pages,
    roles_page.pages,
    site.programs,
    site_programs.pages,
    site.people,
    entity_pages.pages,
    files.pages,
    operations.pages,
    operations.site,
    lists.lists,
    bulk_pages.pages,
    export_pages.pages,
    search_page.pages,
    rule_pages.pages,
    entity_api.api,
    api_docs.api,
    api_docs.pages,
    admin_dated.pages,
    admin_program.pages,
    admin_text.pages,
    personal_page.pages,
    admin_brand.pages,
    logos.pages,
    admin_plugins.pages,
    admin_fields.pages,
    workflow_pages.pages,
    workflow_pages.api,
    mailed_move.pages,
)


def read_declarations(portal: Portal) -> None:
    """Fill the registry, the permissions, the system tasks and the extra fields of the portal."""
    plugins, registry, programs = portal.plugins, portal.registry, portal.programs
    programs.field_types, programs.type_owners = _field_types(portal)
    for entity in CORE_ENTITIES:
        registry.add("core", entity)
    for plugin, entity in plugins.boot("register_entities"):
        _attempt(portal, plugin, lambda plugin=plugin, entity=entity: _add_entity(portal, plugin, entity))
    declared = [(plugin, item) for plugin, item in plugins.boot("register_permissions")]
    programs.templates = (*ROLES, *(item for _, item in declared if isinstance(item, RoleTemplate)))
    programs.declared = {p.name: p for p in (*CORE_PERMISSIONS, *(item for _, item in declared if not isinstance(item, RoleTemplate)))}
    programs.permissions = frozenset(_standard(portal)) | programs.declared.keys()
    programs.private = frozenset(p for entity in portal.registry if entity.private for p in rights_of(entity))
    programs.settings = _settings(portal)
    programs.site_wide = frozenset(name for name, plugin in plugins.loaded.items() if plugin.info.scope == "site")
    programs.system_tasks = frozenset(task.name for _, task in plugins.boot("register_system_tasks"))
    for job in CORE_JOBS:
        portal.jobs.add("core", job)
    for plugin, job in plugins.boot("register_jobs"):
        _attempt(portal, plugin, lambda plugin=plugin, job=job: portal.jobs.add(plugin, job))
    portal.sections = _sections(portal)
    portal.vocabularies = _vocabularies(portal)
    fields: dict[str, list[tuple[str, FieldDef]]] = {}
    for plugin, item in plugins.boot("register_extra_fields"):
        fields.setdefault(item.entity, []).append((plugin, item.field))
    programs.extra_fields = {entity: tuple(found) for entity, found in fields.items()}


def mount(app: Flask, portal: Portal) -> None:
    """Register the core's blueprints and those of plugins; note who owns which endpoint; refuse routes without a policy."""
    for blueprint in CORE_BLUEPRINTS:
        app.register_blueprint(blueprint)
    _own(app, portal, "core", strict=True)
    for plugin, blueprint in portal.plugins.boot("register_pages"):
        _attempt(portal, plugin, lambda plugin=plugin, blueprint=blueprint: _mount_plugin(app, portal, plugin, blueprint))
    for plugin, blueprint in portal.plugins.boot("register_api"):
        _attempt(portal, plugin, lambda plugin=plugin, blueprint=blueprint: _mount_plugin(app, portal, plugin, blueprint, "/api/v1"))
    for name, loaded in portal.plugins.loaded.items():
        folder = Path(getattr(loaded.module, "__file__", "") or "/nowhere").parent / "static"
        if folder.is_dir():
            portal.assets.add(name, folder)


def _field_types(portal: Portal) -> tuple[dict[str, FieldType], dict[str, str]]:
    """Return the field types by name, and whose the contributed ones are."""
    found, owners = dict(TYPES), dict[str, str]()

    def add(plugin: str, kind: FieldType) -> None:
        if problems := list(contributed.faults(kind, found)):
            raise PluginError(" ".join(problems))
        found[kind.name], owners[kind.name] = kind, plugin

    for plugin, kind in portal.plugins.boot("register_field_types"):
        _attempt(portal, plugin, lambda plugin=plugin, kind=kind: add(plugin, kind))
    return found, owners


def _add_entity(portal: Portal, plugin: str, entity: Entity) -> None:
    added = portal.registry.add(plugin, entity)
    added.model.registry.configure()


def _settings(portal: Portal) -> dict[str, type[SettingsSchema]]:
    """Return the settings of each plugin; one schema each, every field with a default."""
    found: dict[str, type[SettingsSchema]] = {}

    def add(plugin: str, schema: type[SettingsSchema]) -> None:
        if plugin in found:
            raise PluginError("It registers more than one settings schema; put them into one.")
        schema.defaults()
        found[plugin] = schema

    for plugin, schema in portal.plugins.boot("register_settings"):
        _attempt(portal, plugin, lambda plugin=plugin, schema=schema: add(plugin, schema))
    return found


def _sections(portal: Portal) -> dict[str, tuple[str, ProgramSection]]:
    """Return the parts of a program's text in their order; a key belongs to one plugin."""
    found = {section.key: ("core", section) for section in CORE_SECTIONS}

    def add(plugin: str, section: ProgramSection) -> None:
        if section.key in found or section.key in RESERVED:
            raise PluginError(f"The text of a program has a section {section.key!r} already.")
        found[section.key] = (plugin, section)

    for plugin, section in portal.plugins.boot("register_program_sections"):
        _attempt(portal, plugin, lambda plugin=plugin, section=section: add(plugin, section))
    return dict(sorted(found.items(), key=lambda item: (item[1][1].order, item[0])))


def _vocabularies(portal: Portal) -> dict[str, tuple[str, Vocabulary]]:
    """Return what rules may speak of beside entities; a name belongs to the plugin it begins with."""
    found: dict[str, tuple[str, Vocabulary]] = {}

    def add(plugin: str, vocabulary: Vocabulary) -> None:
        if not vocabulary.name.startswith(f"{plugin}.") or vocabulary.name in found or portal.registry.get(vocabulary.name):
            raise PluginError(f"The vocabulary {vocabulary.name!r} is taken, or is not named {plugin}.<word>.")
        found[vocabulary.name] = (plugin, vocabulary)

    for plugin, vocabulary in portal.plugins.boot("register_vocabularies"):
        _attempt(portal, plugin, lambda plugin=plugin, vocabulary=vocabulary: add(plugin, vocabulary))
    return found


def _mount_plugin(app: Flask, portal: Portal, plugin: str, blueprint: object, head: str = "") -> None:
    app.register_blueprint(blueprint, url_prefix=f"{head}/<program>/{plugin}")  # type: ignore[arg-type]
    _own(app, portal, plugin, strict=True)


def _own(app: Flask, portal: Portal, plugin: str, *, strict: bool) -> None:
    for rule in app.url_map.iter_rules():
        if rule.endpoint in portal.owners:
            continue
        portal.owners[rule.endpoint] = plugin
        if strict and policy_of(app.view_functions[rule.endpoint]) is None:
            raise PluginError(f"the route {rule.rule} ({rule.endpoint}) has no @policy")


def _attempt(portal: Portal, plugin: str, work: object) -> None:
    try:
        work()  # type: ignore[operator]
    except (Exception, SystemExit) as error:
        portal.registry.remove_plugin(plugin)
        portal.plugins.fail(plugin, error)


def rights_of(entity: Entity) -> Iterator[str]:
    """Give the names of the rights an entity comes with."""
    return (entity.permission(action) for action in (*ACTIONS, *(entity.workflow.rights if entity.workflow else ())))


def _standard(portal: Portal) -> Iterator[str]:
    for entity in portal.registry:
        yield from rights_of(entity)
