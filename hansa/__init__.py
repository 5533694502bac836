"""The public API of Hansa for plugin authors. Everything a plugin needs is imported from here.

Version 0.x: names may still change until the plugin kit is released.
"""

from core import clock, mail, outbound, personal, rules, signing, webhooks
from core.db import AppendOnly, CustomFields, Owned, ProgramScoped, db, money_sum, owned_ref, plugin_base, program_ref
from core.entities import batch, facts, files, records, shares
from core.entities.columns import ComputedField
from core.entities.effective import open_names, schema_of
from core.entities.entity import Entity, ExtraField, SavedView
from core.entities.known import entity_of, number_of, record_of, title_of
from core.entities.notes import note, put, put_selected
from core.entities.scope import current as current_scope
from core.entities.serial import serialised
from core.entities.system import SystemTask, behind, select, system, together
from core.entities.unit import after_commit, unit
from core.entities.vocabularies import Vocabulary
from core.errors import Conflict, Denied, NotFound, Problem, Stale, Unprocessable, Veto
from core.i18n import LOCALES, N_, _, ngettext
from core.i18n import current as current_locale
from core.i18n import use as use_locale
from core.identity import directory
from core.identity.directory import Company, Member
from core.identity.permissions import Permission, RoleTemplate
from core.identity.throttle import admit as throttled
from core.jobs.behalf import on_behalf_of
from core.jobs.declare import Event, Job
from core.jobs.outbox import emit
from core.jobs.queue import enqueue
from core.notices import NotificationKind
from core.plugin_system.info import API_VERSION, PluginInfo
from core.plugin_system.policy import hookspec_policy
from core.plugin_system.specs import hookimpl, hookspec
from core.program_text.section import Change, ProgramSection, compared
from core.programs.calendar import FiscalPeriod, fiscal_period, fiscal_periods
from core.programs.changed import program_changed
from core.programs.settings import settings_for
from core.typed_words import typed_list
from core.web.door.htmx import hx, is_fragment
from core.web.door.json_door import read_object as json_object
from core.web.door.policy import policy
from core.web.forms.inputs import typed_moment, typed_number
from core.web.lists.exports import csv_file, file_headers
from core.web.page.action_markup import post_button
from core.web.page.links import absolute_url
from core.web.page.menu import Action, Card, MenuItem, Panel
from core.web.page.pages import render
from core.web.page.toasts import with_toast
from core.web.records.detail_view import url_of
from core.web.records.mailed_move import move_links
from core.web.values.cells import StateLook
from core.web.values.format import country as country_name
from core.web.values.moments import moment
from core.web.values.shown import shown
from core.workflow.machine import Approval, State, Timer, Transition, Workflow
from core.workflow.perform import perform
from core.workflow.timers import renew as renew_timers
from schemas import fields, validate
from schemas.base import EntitySchema, SettingsSchema
from schemas.build import FieldDef
from schemas.errors import Message
from schemas.lazy import lazy
from schemas.picks import country_codes
from schemas.types import FieldType

__version__ = "0.1.0"

__all__ = [
    "API_VERSION",
    "LOCALES",
    "N_",
    "Action",
    "AppendOnly",
    "Approval",
    "Card",
    "Change",
    "Company",
    "ComputedField",
    "Conflict",
    "CustomFields",
    "Denied",
    "Entity",
    "EntitySchema",
    "Event",
    "ExtraField",
    "FieldDef",
    "FieldType",
    "FiscalPeriod",
    "Job",
    "Member",
    "MenuItem",
    "Message",
    "NotFound",
    "NotificationKind",
    "Owned",
    "Panel",
    "Permission",
    "PluginInfo",
    "Problem",
    "ProgramScoped",
    "ProgramSection",
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
    "Vocabulary",
    "Workflow",
    "_",
    "absolute_url",
    "after_commit",
    "batch",
    "behind",
    "clock",
    "compared",
    "country_codes",
    "country_name",
    "csv_file",
    "current_locale",
    "current_scope",
    "db",
    "directory",
    "emit",
    "enqueue",
    "entity_of",
    "facts",
    "fields",
    "file_headers",
    "files",
    "fiscal_period",
    "fiscal_periods",
    "hookimpl",
    "hookspec",
    "hookspec_policy",
    "hx",
    "is_fragment",
    "json_object",
    "lazy",
    "mail",
    "moment",
    "money_sum",
    "move_links",
    "ngettext",
    "note",
    "number_of",
    "on_behalf_of",
    "open_names",
    "outbound",
    "owned_ref",
    "perform",
    "personal",
    "plugin_base",
    "policy",
    "post_button",
    "program_changed",
    "program_ref",
    "put",
    "put_selected",
    "record_of",
    "records",
    "render",
    "renew_timers",
    "rules",
    "schema_of",
    "select",
    "serialised",
    "settings_for",
    "shares",
    "shown",
    "signing",
    "system",
    "throttled",
    "title_of",
    "together",
    "typed_list",
    "typed_moment",
    "typed_number",
    "unit",
    "url_of",
    "use_locale",
    "validate",
    "webhooks",
    "with_toast",
]
