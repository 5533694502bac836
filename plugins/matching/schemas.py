"""What the alias list asks for."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from hansa import N_, EntitySchema, SettingsSchema, fields

KINDS = (
    ("short", N_("Short name")),
    ("former", N_("Former name")),
    ("trade", N_("Trade name")),
    ("translation", N_("Name in another language")),
    ("group", N_("Member of its group")),
)
BACKWARDS = N_("The end must not be before the start.")
ALIKE = N_("“Possible” must begin below “same”.")


class AliasSchema(EntitySchema):
    company = fields.String(
        required=True, label=N_("Company"), help=N_("Its full name, the same for all its other names."), metadata={"max": 200}, order=1
    )
    name = fields.String(required=True, label=N_("Other name"), help=N_("The other name, or the member of the group."), order=2)
    kind = fields.Choice(
        choices=KINDS, required=True, label=N_("Kind"), order=3,
        help=N_("Members of a group are shown as related and never taken for the company itself."),
    )  # fmt: skip
    since = fields.Date(label=N_("Since"), order=4)
    until = fields.Date(label=N_("Until"), help=N_("Membership of a group ends then; a former name still counts."), order=5)
    source = fields.String(label=N_("Source"), help=N_("Where this was found, such as a register or an address."), order=6)

    source_id = fields.String(label=N_("Id in its source"), order=7, help=N_("Sent again with another value, it is a correction."))

    @validates_schema(skip_on_field_errors=False)
    def _in_order(self, data: dict[str, Any], **kwargs: Any) -> None:
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            raise ValidationError(BACKWARDS, "until")


class NoFields(EntitySchema):
    """Kept by the plugin only."""


class MatchingSettings(SettingsSchema):
    same = fields.Integer(
        load_default=90, min=50, max=100, label=N_("The same from a score of"), order=1,
        help=N_("Out of 100. Parties that reach it are treated as one company."),
    )  # fmt: skip
    possible = fields.Integer(
        load_default=60, min=30, max=99, label=N_("Possibly the same from a score of"), order=2,
        help=N_("Out of 100. A person decides between this and the other score."),
    )  # fmt: skip

    @validates_schema(skip_on_field_errors=False)
    def _in_order(self, data: dict[str, Any], **kwargs: Any) -> None:
        if data.get("possible", 60) >= data.get("same", 90):
            raise ValidationError(ALIKE, "possible")
