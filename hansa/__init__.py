"""The public API of Hansa for plugin authors. Everything a plugin needs is imported from here.

Version 0.x: names may still change until the plugin kit is released.
"""

from core import clock
from core.db import CustomFields, Owned, ProgramScoped, db, owned_ref, plugin_base, program_ref
from core.entities import records
from core.entities.entity import Entity, ExtraField, SavedView
from core.entities.scope import current as current_scope
from core.entities.system import SystemTask, select, system
from core.entities.unit import after_commit, unit
from core.errors import Conflict, Denied, NotFound, Problem, Unprocessable, Veto
from core.i18n import N_, _, ngettext
from core.identity.permissions import Permission, RoleTemplate
from core.jobs.declare import Event, Job
from core.jobs.outbox import emit
from core.plugin_system.info import API_VERSION, PluginInfo
from core.plugin_system.specs import hookimpl, hookspec
from core.web.cells import StateLook
from core.web.menu import Action, Card, MenuItem, Panel
from core.web.pages import render
from core.web.policy import policy
from schemas import fields, validate
from schemas.base import EntitySchema, SettingsSchema
from schemas.build import FieldDef

__version__ = "0.1.0"

__all__ = [
    "API_VERSION",
    "Action",
    "Card",
    "Conflict",
    "CustomFields",
    "Denied",
    "Entity",
    "EntitySchema",
    "Event",
    "ExtraField",
    "FieldDef",
    "Job",
    "MenuItem",
    "N_",
    "NotFound",
    "Owned",
    "Panel",
    "Permission",
    "PluginInfo",
    "Problem",
    "ProgramScoped",
    "RoleTemplate",
    "SavedView",
    "SettingsSchema",
    "StateLook",
    "SystemTask",
    "Unprocessable",
    "Veto",
    "_",
    "after_commit",
    "clock",
    "current_scope",
    "db",
    "emit",
    "fields",
    "hookimpl",
    "hookspec",
    "ngettext",
    "owned_ref",
    "plugin_base",
    "policy",
    "program_ref",
    "records",
    "render",
    "select",
    "system",
    "unit",
    "validate",
]
