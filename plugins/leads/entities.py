"""The kinds of records of this plugin, declared once."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, Entity, SavedView, Unprocessable, _
from plugins.leads import schemas
from plugins.leads.intake import arriving
from plugins.leads.models import (
    Absence,
    Account,
    Assignment,
    Capacity,
    Change,
    Check,
    Edition,
    Fit,
    Lead,
    Place,
    Queue,
    Territory,
    Turn,
    WebForm,
)
from plugins.leads.offers import copies, follow
from plugins.leads.routing import holidays, whose
from plugins.leads.single import one_only
from plugins.leads.states import HELD, OUT
from plugins.leads.workflow import ASSIGNMENT_WORKFLOW, LEAD_WORKFLOW


def _in(*states: str) -> tuple[tuple[str, str], ...]:
    return tuple(("f.state.in", state) for state in states)


LEAD = Entity(
    "lead", N_("Lead"), Lead, schemas.LeadSchema, plural=N_("Leads"), title="title", number="L",
    list_columns=("title", "company", "state", "holder_id", "product", "country", "source", "score"),
    search=("title", "company", "contact_name", "contact_email", "domain", "city"), create_label=N_("Enter a lead"), menu="", icon="target-arrow",
    workflow=LEAD_WORKFLOW, before_save=arriving.before_save, after_save=arriving.after_save,
    views=(
        SavedView("unassigned", N_("Unassigned"), _in("queued", "ready"), sort="id"),
        SavedView("confirm", N_("Legal basis open"), _in("new"), sort="id"),
        SavedView("out", N_("With partners"), _in(*OUT)),
        SavedView("closed", N_("Closed"), _in("converted", "won", "lost")),
    ),
)  # fmt: skip

ASSIGNMENT = Entity(
    "assignment", N_("Lead offer"), Assignment, schemas.AssignmentSchema, plural=N_("Lead offers"), audience="owner", title="title", number="A",
    list_columns=("title", "partner_id", "company", "state", "due_at", "product", "value_band", "country"),
    search=("title", "company", "contact_name", "city"), search_follows=("state", "synced_at"), icon="target-arrow", workflow=ASSIGNMENT_WORKFLOW,
    before_save=copies.before_save, after_save=follow.follow,
    views=(
        SavedView("new", N_("New offers"), _in("offered", "open"), sort="due_at"),
        SavedView("held", N_("In work"), _in(*HELD), sort="due_at"),
        SavedView("done", N_("Closed"), _in("converted", "won", "lost")),
    ),
)  # fmt: skip

QUEUE = Entity(
    "queue",
    N_("Queue"),
    Queue,
    schemas.QueueSchema,
    plural=N_("Queues"),
    title="name",
    list_columns=("name", "key"),
    search=("name",),
    icon="inbox",
    before_save=one_only("key", pointer="key"),
)


def _absence(record: Absence, changes: Mapping[str, Any], is_new: bool) -> None:
    """Refuse days off that end before they begin, or of somebody who is not there."""
    whose.keep(record, changes, is_new)
    if record.last_day < record.first_day:
        message = _("The last day lies before the first.")
        raise Unprocessable(message, errors=[{"pointer": "/last_day", "code": "invalid", "message": message}])


def _capacity(record: Capacity, changes: Mapping[str, Any], is_new: bool) -> None:
    whose.keep(record, changes, is_new)
    holidays.keep(record, changes, is_new)


def _profile(record: Fit, changes: Mapping[str, Any], is_new: bool) -> None:
    """An empty product is one, too: that of leads that name none."""
    record.product = record.product or ""
    _one_profile(record, changes, is_new)


_one_profile = one_only("partner_id", "product", pointer="product")
CAPACITY = Entity(
    "capacity", N_("Capacity"), Capacity, schemas.CapacitySchema, plural=N_("Capacities"), audience="owner",
    list_columns=("partner_id", "person", "most_open", "per_week", "holidays", "note", "since"), icon="gauge", searchable=False,
    before_save=_capacity,
)  # fmt: skip
ABSENCE = Entity(
    "absence", N_("Days off"), Absence, schemas.AbsenceSchema, plural=N_("Days off"), audience="owner", sort="first_day",
    list_columns=("partner_id", "person", "first_day", "last_day", "why"), icon="calendar-off", searchable=False, before_save=_absence,
)  # fmt: skip
TERRITORY = Entity(
    "territory", N_("Territory"), Territory, schemas.TerritorySchema, plural=N_("Territories"), audience="owner",
    list_columns=("partner_id", "field", "value"), icon="map", searchable=False,
    before_save=one_only("partner_id", "field", "value", pointer="value"),
)  # fmt: skip
PLACE = Entity(
    "place", N_("Place"), Place, schemas.PlaceSchema, plural=N_("Places"), audience="owner",
    list_columns=("partner_id", "name", "latitude", "longitude"), icon="map-pin", searchable=False,
)  # fmt: skip
WEB_FORM = Entity(
    "web_form", N_("Web form"), WebForm, schemas.WebFormSchema, plural=N_("Web forms"), title="name", list_columns=("name", "slug", "open", "campaign"),
    icon="world-www", menu=N_("Configure"), searchable=False, before_save=one_only("slug", pointer="slug"),
)  # fmt: skip
FIT = Entity(
    "fit", N_("Capability profile"), Fit, schemas.FitSchema, plural=N_("Capability profiles"),
    list_columns=("partner_id", "product", "offers", "accepts", "declines", "wins"), icon="chart-bar", searchable=False,
    before_save=_profile,
)  # fmt: skip


def _inner(name: str, label: str, model: type, *, noted: bool = False) -> Entity:
    """A table of the engine's own: behind the wall like all others, without pages and API."""
    return Entity(name, label, model, schemas.EntitySchema, api=False, pages=False, audited=False, searchable=False, noted=noted)


TURN, ACCOUNT = _inner("turn", N_("Turn"), Turn, noted=True), _inner("account", N_("Account of turns"), Account)
CHANGE, EDITION = _inner("change", N_("Change of targets"), Change), _inner("edition", N_("What is kept once"), Edition)
CHECK = _inner("check", N_("Check of shares"), Check)
ENTITIES = [LEAD, ASSIGNMENT, QUEUE, CAPACITY, ABSENCE, TERRITORY, PLACE, WEB_FORM, FIT, TURN, ACCOUNT, CHANGE, EDITION, CHECK]
KNOWN_TO_MARKET = (
    "core.partner", "core.membership", "leads.capacity", "leads.absence", "leads.territory", "leads.place", "leads.queue", "tiering.standing",
)  # fmt: skip
"""Kinds of records whose change makes routing load its targets anew, beside everything policies keep as facts; a level gives facts, too."""
