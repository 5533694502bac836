"""Facts, certificates and calendars are kept by staff like any record; policies and decisions have pages of their own."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, Entity, SavedView
from plugins.policies.certificates import composing
from plugins.policies.facts import history
from plugins.policies.metrics import columns, saving
from plugins.policies.metrics.schemas import ColumnSchema, MeasureSchema, ValueSchema
from plugins.policies.metrics.workflow import WORKFLOW
from plugins.policies.models import (
    Calendar,
    CalendarDay,
    CalendarEdition,
    Certificate,
    CertificateKind,
    Decision,
    Fact,
    FactKind,
    FigureColumn,
    KeptFigure,
    MeasureBook,
    MeasureEntry,
    MeasureMonth,
    MeasureTotal,
    MeasureValue,
    OwnMeasure,
    Policy,
    Proposal,
    SegmentMember,
    Version,
)
from plugins.policies.schemas import (
    CalendarDaySchema,
    CalendarSchema,
    CertificateKindSchema,
    CertificateSchema,
    FactKindSchema,
    FactSchema,
    NoFields,
)

HIDDEN: Mapping[str, Any] = {"pages": False, "api": False, "searchable": False}

POLICY = Entity("policy", N_("Policy"), Policy, NoFields, **HIDDEN)
VERSION = Entity("version", N_("Version of a policy"), Version, NoFields, **HIDDEN)
PROPOSAL = Entity("proposal", N_("Proposal"), Proposal, NoFields, **HIDDEN)
EDITION = Entity("calendar_edition", N_("Calendar as it was"), CalendarEdition, NoFields, audited=False, **HIDDEN)
DECISION = Entity("decision", N_("Decision"), Decision, NoFields, plural=N_("Decisions"), icon="scale", audited=False, noted=True, **HIDDEN)
# What a partner's own records add up to is the partner's; what others see of it, they see by asking, see metrics/values.
ENTRY = Entity("measure_entry", N_("Entry of a measure"), MeasureEntry, NoFields, audience="owner", audited=False, noted=True, **HIDDEN)
MONTH = Entity("measure_month", N_("Month of a measure"), MeasureMonth, NoFields, audience="owner", audited=False, **HIDDEN)
TOTAL = Entity(
    "measure_total", N_("Month of a measure over all dimensions"), MeasureTotal, NoFields, audience="owner", audited=False, **HIDDEN
)
BOOK = Entity("measure_book", N_("Book of a measure"), MeasureBook, NoFields, audited=False, **HIDDEN)
FACT_KIND = Entity(
    "fact_kind", N_("Kind of fact"), FactKind, FactKindSchema, plural=N_("Kinds of facts"), title="label", icon="list", menu=None,
    sort="name", list_columns=("name", "subject", "type", "label"), search=("name", "label"), before_save=history.check_kind, after_save=history.kinds_changed,
)  # fmt: skip
FACT = Entity(
    "fact", N_("Fact"), Fact, FactSchema, plural=N_("Facts"), title="name", icon="list-check", menu=None, sort="-effective_from",
    list_columns=("subject", "partner_id", "who", "name", "value", "effective_from", "source_id", "superseded_at"),
    search=("name", "value", "who"), before_save=history.keep_fact, create_label=N_("Add a fact"),
    views=(SavedView("current", N_("As known now"), (("f.superseded_at.empty", "1"),)),),
)  # fmt: skip
CERTIFICATE = Entity(
    "certificate", N_("Certificate"), Certificate, CertificateSchema, plural=N_("Certificates"), title="name", icon="certificate",
    menu=None, sort="-issued_on", list_columns=("partner_id", "person", "name", "release", "issued_on", "valid_until", "left_on", "superseded_at"),
    search=("person", "name"), before_save=history.keep_certificate, create_label=N_("Add a certificate"),
)  # fmt: skip
CERTIFICATE_KIND = Entity(
    "certificate_kind", N_("Kind of certificate"), CertificateKind, CertificateKindSchema, plural=N_("Kinds of certificates"), title="name",
    icon="certificate", menu=None, sort="name", list_columns=("name", "made_of", "months", "remind_days"), search=("name",),
    before_save=composing.check, after_save=composing.changed, create_label=N_("Add a kind"),
)  # fmt: skip
CALENDAR = Entity(
    "calendar", N_("Calendar"), Calendar, CalendarSchema, plural=N_("Calendars"), title="slug", icon="calendar", menu=None, sort="slug",
    list_columns=("slug", "label", "weekend"), search=("label",),
)  # fmt: skip
CALENDAR_DAY = Entity(
    "calendar_day", N_("Day of a calendar"), CalendarDay, CalendarDaySchema, plural=N_("Days of calendars"), title="label", menu=None,
    icon="calendar-event", sort="-day", list_columns=("calendar_id", "day", "kind", "label"), search=("label",), before_save=history.keep_day,
)  # fmt: skip
MEASURE = Entity(
    "measure", N_("Measure"), OwnMeasure, MeasureSchema, plural=N_("Measures of the program"), title="label", icon="chart-bar", menu=None,
    sort="name", list_columns=("label", "name", "kind", "unit", "entity", "aggregate", "open"), search=("label", "name"),
    before_save=saving.check, after_save=saving.changed, create_label=N_("Declare a measure"),
)  # fmt: skip
VALUE = Entity(
    "measure_value", N_("Figure told by hand"), MeasureValue, ValueSchema, plural=N_("Figures told by hand"), title="measure", icon="list-check",
    menu=None, sort="-effective_on", list_columns=("measure", "partner_id", "value", "effective_on", "state", "source_id"),
    search=("measure", "note"), before_save=saving.check_value, workflow=WORKFLOW, create_label=N_("Tell a figure"),
    views=(SavedView("waiting", N_("To agree to"), (("f.state.in", "proposed"),)),),
)  # fmt: skip
COLUMN = Entity(
    "figure_column", N_("Column of figures"), FigureColumn, ColumnSchema, plural=N_("Columns of the partner list"), title="label", menu=None,
    icon="columns-3", list_columns=("label", "measure", "window", "counted_on"), before_save=columns.check, after_save=columns.changed,
    create_label=N_("Add a column"),
)  # fmt: skip
FIGURE = Entity("kept_figure", N_("Figure of a column"), KeptFigure, NoFields, audience="owner", audited=False, **HIDDEN)
MEMBER = Entity("segment_member", N_("Partner in a segment"), SegmentMember, NoFields, audited=False, **HIDDEN)
ENTITIES = [
    MEMBER, COLUMN, FIGURE, ENTRY, MONTH, TOTAL, BOOK, MEASURE, VALUE, POLICY, VERSION, DECISION, PROPOSAL, FACT_KIND, FACT, CERTIFICATE, CERTIFICATE_KIND, CALENDAR,
    CALENDAR_DAY, EDITION,
]  # fmt: skip
