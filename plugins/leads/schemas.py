"""What a lead says, and what of it stands on a partner's copy."""

from typing import Any

from hansa import N_, EntitySchema, fields
from plugins.leads.states import ASSIGNMENT, LEAD
from plugins.leads.words import BASES, OUTCOMES, REASONS, SOURCES, VALUE_BANDS, WEEKDAYS

SYSTEM = {"editable": "system"}
NEED, WHO, WHERE, LAW, ROUTE = N_("Need"), N_("Company and contact"), N_("Place"), N_("Consent"), N_("Distribution")
LATITUDE = {"min": "-90", "max": "90"}
LONGITUDE = {"min": "-180", "max": "180"}


def _told() -> dict[str, Any]:
    """The fields a lead and its copies share."""
    return {
        "need": fields.LongText(label=N_("What is needed"), group=NEED, order=11),
        "product": fields.String(label=N_("Product or line"), group=NEED, order=12),
        "value_band": fields.Choice(choices=VALUE_BANDS, label=N_("Size"), group=NEED, order=13),
        "value": fields.Money(min=0, label=N_("Estimated value"), group=NEED, order=14),
        "language": fields.String(label=N_("Language"), max_length=40, group=NEED, order=15),
        "company": fields.String(label=N_("Company"), group=WHO, order=20),
        "domain": fields.String(label=N_("Web domain"), placeholder="example.com", inputmode="url", group=WHO, order=21),
        "registration_no": fields.String(label=N_("Registration number"), group=WHO, order=22),
        "contact_name": fields.String(label=N_("Contact"), personal=True, autocomplete="off", group=WHO, order=23),
        "contact_role": fields.String(label=N_("Position"), personal=True, group=WHO, order=24),
        "contact_email": fields.Email(label=N_("E-mail"), personal=True, group=WHO, order=25),
        "contact_phone": fields.Phone(label=N_("Telephone"), personal=True, group=WHO, order=26),
        "street": fields.String(label=N_("Street"), group=WHERE, order=30),
        "postal_code": fields.String(label=N_("Postal code"), max_length=20, group=WHERE, order=31),
        "city": fields.String(label=N_("City"), group=WHERE, order=32),
        "region": fields.String(label=N_("Region"), group=WHERE, order=33),
        "country": fields.Country(label=N_("Country"), group=WHERE, order=34),
    }


COPIED = ("title", *_told())
"""Fields a partner's copy can hold, the title first."""

MASKABLE = [("title", N_("Topic")), *((name, str(field.metadata["label"])) for name, field in _told().items())]
SHOWN_BEFORE = ("title", "need", "product", "value_band", "language", "region", "country")
"""What a partner sees before it accepts where the policy says nothing else: never who it is, nor where exactly."""

Told: Any = EntitySchema.from_dict(_told())


class LeadSchema(Told):  # type: ignore[misc]
    title = fields.String(required=True, label=N_("Topic"), help=N_("What it is about, without names."), group=NEED, order=10)
    source = fields.Choice(choices=SOURCES, load_default="form", label=N_("Source"), group=NEED, order=16)
    campaign = fields.String(label=N_("Campaign"), group=NEED, order=17)
    brought_by = fields.Ref(to="core.partner", label=N_("Brought by"), group=NEED, order=19)
    meant_for = fields.Email(
        label=N_("Meant for"), help=N_("Address of a partner's person: it goes there straight away, if that person may take leads."), group=NEED, order=19, personal=True
    )
    score = fields.Integer(min=0, max=1000, label=N_("Score"), group=NEED, order=18)
    latitude = fields.Decimal(label=N_("Latitude"), group=WHERE, order=35, **LATITUDE)  # type: ignore[arg-type]
    longitude = fields.Decimal(label=N_("Longitude"), group=WHERE, order=36, **LONGITUDE)  # type: ignore[arg-type]
    consent_basis = fields.Choice(choices=BASES, label=N_("Legal basis"), group=LAW, order=40)
    consent_text = fields.LongText(label=N_("What the person agreed to"), group=LAW, order=41)
    consent_at = fields.DateTime(label=N_("Given"), group=LAW, order=42)
    consent_expires = fields.Date(label=N_("Holds until"), group=LAW, order=43)
    consent_withdrawn_at = fields.DateTime(label=N_("Withdrawn"), group=LAW, order=44, metadata=SYSTEM)
    state = fields.Choice(
        choices=[(key, look.label) for key, look in LEAD.items()], label=N_("State"), cell="state", order=0,
        metadata={**SYSTEM, "states": LEAD, "state": True},
    )  # fmt: skip
    holder_id = fields.Ref(to="core.partner", label=N_("With"), group=ROUTE, order=50, metadata={**SYSTEM, "figure": True})
    queue_id = fields.Ref(to="leads.queue", label=N_("Queue"), group=ROUTE, order=51, metadata=SYSTEM)
    rule = fields.String(label=N_("Rule"), group=ROUTE, order=52, metadata=SYSTEM)
    rounds = fields.Integer(label=N_("Offered so often"), group=ROUTE, order=53, metadata=SYSTEM)
    routed_at = fields.DateTime(label=N_("Routed"), group=ROUTE, order=54, metadata=SYSTEM)
    reason_code = fields.Choice(choices=REASONS, label=N_("Why it ended"), group=ROUTE, order=55, metadata=SYSTEM)
    reason = fields.LongText(label=N_("Reason"), group=ROUTE, order=56, metadata=SYSTEM)
    outcome = fields.Choice(choices=OUTCOMES, label=N_("Outcome"), group=ROUTE, order=57, metadata=SYSTEM)


class AssignmentSchema(Told):  # type: ignore[misc]
    """What is told of the lead is written by `disclosure`; people say it only where they enter a lead the partner found itself."""

    title = fields.String(label=N_("Topic"), group=NEED, order=10)
    state = fields.Choice(
        choices=[(key, look.label) for key, look in ASSIGNMENT.items()], label=N_("State"), cell="state", order=0,
        metadata={**SYSTEM, "states": ASSIGNMENT, "state": True},
    )  # fmt: skip
    due_at = fields.DateTime(
        label=N_("Time left"), help=N_("For an answer, a first contact, or news."), group=ROUTE, order=50,
        metadata={**SYSTEM, "figure": True, "phone": True},
    )  # fmt: skip
    sent_at = fields.DateTime(label=N_("Sent"), group=ROUTE, order=51, metadata=SYSTEM)
    opened_at = fields.DateTime(label=N_("Opened"), group=ROUTE, order=52, metadata=SYSTEM)
    accepted_at = fields.DateTime(label=N_("Accepted"), group=ROUTE, order=53, metadata=SYSTEM)
    acted_at = fields.DateTime(label=N_("Last news"), group=ROUTE, order=54, metadata=SYSTEM)
    next_action = fields.String(label=N_("Next step"), group=N_("Work"), order=60)
    next_action_on = fields.Date(label=N_("On"), group=N_("Work"), order=61)
    expected_revenue = fields.Money(min=0, label=N_("Expected revenue"), group=N_("Work"), order=62, metadata={"figure": True})
    contacted = fields.Boolean(label=N_("Customer contacted"), group=N_("Work"), order=63, metadata=SYSTEM)
    reason_code = fields.Choice(choices=REASONS, label=N_("Why it ended"), group=N_("Work"), order=64, metadata=SYSTEM)
    reason = fields.LongText(label=N_("Reason"), group=N_("Work"), order=65, metadata=SYSTEM)
    credit_percent = fields.Percent(
        label=N_("Credit"),
        help=N_("Share of the reward the work before a reassignment earned."),
        group=N_("Work"),
        order=66,
        metadata=SYSTEM,
    )
    outcome = fields.Choice(choices=OUTCOMES, label=N_("Outcome"), group=N_("Work"), order=67, metadata=SYSTEM)


class QueueSchema(EntitySchema):
    name = fields.String(required=True, label=N_("Name"), order=1)
    key = fields.String(required=True, label=N_("Short name"), max_length=40, help=N_("Policies name the queue by it."), order=2)


class CapacitySchema(EntitySchema):
    person = fields.String(
        label=N_("Person"), max_length=200, order=0, personal=True, placeholder="name@example.com",
        help=N_("One of your people, by e-mail, where the program gives leads to people. Empty means the whole company."),
        metadata={"suggest": "leads.people", "suggest_all": True, "example": ""},
    )  # fmt: skip
    most_open = fields.Integer(min=0, max=10_000, label=N_("Leads at a time"), help=N_("Empty means no limit."), order=1)
    per_week = fields.Integer(min=0, max=10_000, label=N_("New leads a week"), help=N_("Monday to Sunday. Empty means no limit."), order=2)
    weekdays = fields.MultiChoice(
        choices=WEEKDAYS, load_default=list, label=N_("Working days"), help=N_("None chosen means every day."), order=3
    )
    holidays = fields.String(
        label=N_("Holiday calendar"), help=N_("Its days off are yours: no lead comes on them. Days off of your own are entered beside it."),
        max_length=60, order=4, metadata={"suggest": "leads.calendars", "suggest_all": True, "example": ""},
    )  # fmt: skip
    hours = fields.String(
        label=N_("Working hours"), max_length=200, order=4, placeholder="08:30-12:00, 13:00-17:30",
        help=N_("Empty means all day. Days that differ follow a semicolon, like 08:30-12:00, 13:00-17:30; 5 08:30-14:00 (5 is Friday)."),
        metadata={"example": ""},
    )  # fmt: skip
    zone = fields.String(
        label=N_("Time zone"), help=N_("Of your days and hours. Empty means that of the program."), max_length=60, order=5,
        metadata={"suggest": "leads.zones", "example": ""},
    )  # fmt: skip
    since = fields.Date(label=N_("Counts from"), help=N_("Empty means from the start. Of several the one that began last counts."), order=6)
    note = fields.String(label=N_("Note for the program"), max_length=500, order=7)


class AbsenceSchema(EntitySchema):
    person = fields.String(
        label=N_("Person"), max_length=200, order=0, personal=True, placeholder="name@example.com",
        help=N_("One of your people, by e-mail, where the program gives leads to people. Empty means the whole company."),
        metadata={"suggest": "leads.people", "suggest_all": True, "example": ""},
    )  # fmt: skip
    first_day = fields.Date(required=True, label=N_("First day"), order=1)
    last_day = fields.Date(required=True, label=N_("Last day"), order=2)
    why = fields.String(label=N_("Why"), order=3)


class TerritorySchema(EntitySchema):
    field = fields.String(required=True, label=N_("Field"), max_length=60, help=N_("Of the lead, like postal_code or city."), order=1)
    value = fields.String(
        required=True, label=N_("Value"), order=2, help=N_("10115 is that one, 10* all that begin so, 10000..19999 all from one to the other.")
    )  # fmt: skip


class PlaceSchema(EntitySchema):
    name = fields.String(label=N_("Name"), help=N_("Of the branch, where there are several."), order=0)
    latitude = fields.Decimal(required=True, label=N_("Latitude"), order=1, **LATITUDE)  # type: ignore[arg-type]
    longitude = fields.Decimal(required=True, label=N_("Longitude"), order=2, **LONGITUDE)  # type: ignore[arg-type]


ASKABLE = [(name, label) for name, label in MASKABLE if name not in ("value", "registration_no")]


class WebFormSchema(EntitySchema):
    name = fields.String(required=True, label=N_("Title"), order=1)
    slug = fields.String(
        required=True, label=N_("Address"), max_length=40, placeholder="contact", help=N_("Small letters, digits and dashes."), order=2
    )
    intro = fields.LongText(label=N_("Text above"), order=3)
    asks = fields.MultiChoice(
        choices=ASKABLE,
        load_default=lambda: ["title", "need", "company", "contact_name", "contact_email", "country"],
        label=N_("Asks for"),
        order=4,
    )
    campaign = fields.String(label=N_("Campaign"), order=5)
    consent_basis = fields.Choice(choices=BASES, load_default="consent", label=N_("Legal basis"), order=6)
    consent_text = fields.LongText(required=True, label=N_("What the person agrees to"), order=7)
    consent_months = fields.Integer(min=1, max=120, label=N_("Consent holds for (months)"), order=8)
    thanks = fields.LongText(label=N_("Text after sending"), order=9)
    open = fields.Boolean(load_default=True, label=N_("Takes in leads"), order=10)


class FitSchema(EntitySchema):
    """Counted as partners answer; what was before can be entered or imported."""

    partner_id = fields.Ref(to="core.partner", required=True, label=N_("Partner"), order=1)
    product = fields.String(load_default="", label=N_("Product or line"), order=2)
    offers = fields.Integer(min=0, max=1_000_000, load_default=0, label=N_("Offers"), order=3)
    accepts = fields.Integer(min=0, max=1_000_000, load_default=0, label=N_("Accepted"), order=4)
    declines = fields.Integer(min=0, max=1_000_000, load_default=0, label=N_("Declined"), order=5)
    wins = fields.Integer(min=0, max=1_000_000, load_default=0, label=N_("Won"), order=6)
