"""The public API of Hansa for plugin authors. Everything a plugin needs is imported from here.

Version 0.x: names may still change until the plugin kit is released.
"""

from core import clock, mail
from core.db import CustomFields, Owned, ProgramScoped, db, owned_ref, plugin_base, program_ref
from core.entities import files, records
from core.entities.effective import schema_of
from core.entities.entity import Entity, ExtraField, SavedView
from core.entities.known import entity_of, record_of, title_of
from core.entities.scope import current as current_scope
from core.entities.serial import serialised
from core.entities.system import SystemTask, select, system
from core.entities.unit import after_commit, unit
from core.errors import Conflict, Denied, NotFound, Problem, Stale, Unprocessable, Veto
from core.i18n import LOCALES, N_, _, ngettext
from core.i18n import use as use_locale
from core.identity import directory
from core.identity.directory import Company, Member
from core.identity.permissions import Permission, RoleTemplate
from core.jobs.declare import Event, Job
from core.jobs.outbox import emit
from core.jobs.queue import enqueue
from core.notices import NotificationKind
from core.plugin_system.info import API_VERSION, PluginInfo
from core.plugin_system.policy import hookspec_policy
from core.plugin_system.specs import hookimpl, hookspec
from core.programs.settings import settings_for
from core.web.action_markup import post_button
from core.web.cells import StateLook
from core.web.detail_view import url_of
from core.web.exports import csv_file, file_headers
from core.web.format import country as country_name
from core.web.htmx import hx, is_fragment
from core.web.links import absolute_url
from core.web.menu import Action, Card, MenuItem, Panel
from core.web.moments import moment
from core.web.pages import render
from core.web.policy import policy
from core.web.shown import shown
from core.web.toasts import with_toast
from core.workflow.machine import Approval, State, Timer, Transition, Workflow
from core.workflow.perform import perform
from schemas import fields, validate
from schemas.base import EntitySchema, SettingsSchema
from schemas.build import FieldDef
from schemas.picks import country_codes

__version__ = "0.1.0"

__all__ = [
    "API_VERSION",
    "LOCALES",
    "N_",
    "Action",
    "Approval",
    "Card",
    "Company",
    "Conflict",
    "CustomFields",
    "Denied",
    "Entity",
    "EntitySchema",
    "Event",
    "ExtraField",
    "FieldDef",
    "Job",
    "Member",
    "MenuItem",
    "NotFound",
    "NotificationKind",
    "Owned",
    "Panel",
    "Permission",
    "PluginInfo",
    "Problem",
    "ProgramScoped",
    "RoleTemplate",
    "SavedView",
    "SettingsSchema",
    "Stale",
    "State",
    "StateLook",
    "SystemTask",
    "Timer",
    "Transition",
    "Unprocessable",
    "Veto",
    "Workflow",
    "_",
    "absolute_url",
    "after_commit",
    "clock",
    "country_codes",
    "country_name",
    "csv_file",
    "current_scope",
    "db",
    "directory",
    "emit",
    "enqueue",
    "entity_of",
    "fields",
    "file_headers",
    "files",
    "hookimpl",
    "hookspec",
    "hookspec_policy",
    "hx",
    "is_fragment",
    "mail",
    "moment",
    "ngettext",
    "owned_ref",
    "perform",
    "plugin_base",
    "policy",
    "post_button",
    "program_ref",
    "record_of",
    "records",
    "render",
    "schema_of",
    "select",
    "serialised",
    "settings_for",
    "shown",
    "system",
    "title_of",
    "unit",
    "url_of",
    "use_locale",
    "validate",
    "with_toast",
]
