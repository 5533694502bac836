"""What the records of this plugin ask for."""

import re
from typing import Any

from marshmallow import ValidationError, validates_schema

from hansa import N_, EntitySchema, fields

SUBJECTS = (("partner", N_("Partner")), ("person", N_("Person")), ("customer", N_("Customer")))
FACT_TYPES = (
    ("text", N_("Text")),
    ("integer", N_("Whole number")),
    ("number", N_("Plain number")),
    ("percent", N_("Percentage")),
    ("money", N_("Amount of money")),
    ("bool", N_("Yes or no")),
    ("date", N_("Date")),
    ("texts", N_("List of texts")),
)
DAY_KINDS = (("off", N_("Day off")), ("working", N_("Working day")))
WEEKDAYS = (
    ("1", N_("Monday")), ("2", N_("Tuesday")), ("3", N_("Wednesday")), ("4", N_("Thursday")), ("5", N_("Friday")),
    ("6", N_("Saturday")), ("7", N_("Sunday")),
)  # fmt: skip
STATES = (("draft", N_("Draft")), ("published", N_("Published")), ("superseded", N_("Superseded")), ("withdrawn", N_("Withdrawn")))
NO_PARTNER = N_("Choose the partner this is about.")
NO_SUBJECT = N_("Say whom this is about: the e-mail address of a person, the number or name of a customer.")
BACKWARDS = N_("The end must not be before the start.")
BAD_NAME = N_("Use small letters, digits and underscores, beginning with a letter.")
BAD_SLUG = N_("Use small letters, digits and hyphens, beginning with a letter.")


class Name(fields.String):
    """A name rules can use."""

    shape = re.compile(r"[a-z][a-z0-9_]{0,47}")
    refusal = BAD_NAME

    def parse(self, text: str) -> str:
        kept = text.lower()
        if not self.shape.fullmatch(kept):
            raise ValidationError(self.refusal)
        return kept


class Slug(Name):
    """A stable short name."""

    shape = re.compile(r"[a-z][a-z0-9.-]{0,59}")
    refusal = BAD_SLUG


class FactKindSchema(EntitySchema):
    name = Name(required=True, label=N_("Name in rules"), order=1, help=N_("Rules read it as partner.name, person.name or customer.name."))
    subject = fields.Choice(choices=SUBJECTS, required=True, label=N_("About"), order=2)
    type = fields.Choice(choices=FACT_TYPES, required=True, label=N_("Type"), order=3)
    label = fields.String(required=True, label=N_("What people call it"), order=4)


class FactSchema(EntitySchema):
    subject = fields.Choice(choices=SUBJECTS, required=True, label=N_("About"), order=1)
    partner_id = fields.Ref(to="core.partner", label=N_("Partner"), order=2)
    who = fields.String(label=N_("Person or customer"), order=3, help=N_("E-mail address of a person, number or name of a customer."))
    name = Name(required=True, label=N_("Fact"), order=4, help=N_("The name of a kind of fact."))
    value = fields.String(label=N_("Value"), order=5, max_length=2_000, help=N_("Dates as year-month-day, lists with semicolons."))
    effective_from = fields.Date(required=True, label=N_("Holds from"), order=6)
    source_id = fields.String(label=N_("Id in its source"), order=7, help=N_("Sent again with another value, it is a correction."))
    known_at = fields.DateTime(dump_only=True, label=N_("Known since"), order=8)
    superseded_at = fields.DateTime(dump_only=True, label=N_("Corrected"), order=9)
    edition = fields.Integer(dump_only=True, label=N_("Edition"), order=10)

    @validates_schema(skip_on_field_errors=True)
    def _whom(self, data: dict[str, Any], **kwargs: Any) -> None:
        if data.get("subject") == "partner" and not data.get("partner_id"):
            raise ValidationError(NO_PARTNER, "partner_id")
        if data.get("subject") in ("person", "customer") and not data.get("who"):
            raise ValidationError(NO_SUBJECT, "who")


class CertificateSchema(EntitySchema):
    partner_id = fields.Ref(to="core.partner", required=True, label=N_("Partner"), order=1)
    person = fields.String(required=True, label=N_("Person"), order=2, help=N_("Their e-mail address."))
    name = fields.String(required=True, label=N_("Certificate"), order=3)
    release = fields.String(label=N_("Release"), order=4, help=N_("Which version of the exam or product."))
    issued_on = fields.Date(required=True, label=N_("Issued"), order=5)
    valid_until = fields.Date(label=N_("Valid until"), order=6)
    source_id = fields.String(label=N_("Id in its source"), order=7)
    known_at = fields.DateTime(dump_only=True, label=N_("Known since"), order=8)
    superseded_at = fields.DateTime(dump_only=True, label=N_("Corrected"), order=9)
    left_on = fields.Date(dump_only=True, label=N_("Left the partner"), help=N_("It no longer counts there from this day on."), order=10)

    @validates_schema(skip_on_field_errors=True)
    def _in_order(self, data: dict[str, Any], **kwargs: Any) -> None:
        if data.get("issued_on") and data.get("valid_until") and data["valid_until"] < data["issued_on"]:
            raise ValidationError(BACKWARDS, "valid_until")


class ReleaseRow(EntitySchema):
    """A version of a certificate, and when it came out."""

    release = fields.String(required=True, max_length=60, label=N_("Release"), order=1)
    since = fields.Date(required=True, label=N_("Out since"), order=2)


class CertificateKindSchema(EntitySchema):
    name = fields.String(required=True, label=N_("Certificate"), order=1, help=N_("As certificates of people are called."))
    made_of = fields.String(
        label=N_("Made of"), max_length=1_000, order=2,
        help=N_("Names of other certificates, separated by semicolons. Who holds all of them holds this one, too."),
    )  # fmt: skip
    months = fields.Integer(
        min=1, max=36, label=N_("Lasts at most, in months"), order=3, help=N_("Of one made of others: it ends with the first of them, or after so many months.")
    )
    releases = fields.Lines(
        ReleaseRow, max_rows=50, load_default=list, label=N_("Releases"), group=N_("Releases"), order=5,
        help=N_("Rules may then ask how many newer ones there are: the last two are those with fewer than 2."),
    )  # fmt: skip
    remind_days = fields.Integer(
        min=1, max=400, label=N_("Remind so many days before its end"), order=4, help=N_("The person gets an e-mail then, and another one when it is over.")
    )


class CalendarSchema(EntitySchema):
    slug = Slug(required=True, label=N_("Short name"), order=1, help=N_("Policies name the calendar by it."))
    label = fields.String(required=True, label=N_("Calendar"), order=2)
    weekend = fields.MultiChoice(choices=WEEKDAYS, load_default=lambda: ["6", "7"], label=N_("Days off every week"), order=3)


class CalendarDaySchema(EntitySchema):
    calendar_id = fields.Ref(to="policies.calendar", required=True, label=N_("Calendar"), order=1)
    day = fields.Date(required=True, label=N_("Day"), order=2)
    kind = fields.Choice(choices=DAY_KINDS, load_default="off", label=N_("Kind"), order=3)
    label = fields.String(label=N_("Name"), order=4)


class NoFields(EntitySchema):
    """Written by this plugin only."""

