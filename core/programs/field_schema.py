"""What an admin says about a custom field; which questions a kind of field asks."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from core.entities.kinds import mirrorable
from core.i18n import N_
from schemas import fields, validate
from schemas.base import EntitySchema
from schemas.types import TYPES, FieldType

LABELS = {
    "text": (N_("Text"), N_("One line: a name, a number with letters."), "align-left"),
    "longtext": (N_("Long text"), N_("Several lines: notes, a description."), "notes"),
    "int": (N_("Whole number"), N_("A count: seats, employees."), "list-numbers"),
    "decimal": (N_("Decimal number"), N_("A measure with up to four decimals."), "math-function"),
    "money": (N_("Amount"), N_("Money in the program's currency."), "coins"),
    "percent": (N_("Percentage"), N_("A share or a rate."), "percentage"),
    "date": (N_("Date"), N_("A day, without a time."), "calendar"),
    "datetime": (N_("Date and time"), N_("A moment, in the program's time zone."), "calendar-time"),
    "bool": (N_("Yes or no"), N_("A box to tick."), "checkbox"),
    "choice": (N_("Choice"), N_("One of a list you write."), "select"),
    "multichoice": (N_("Several choices"), N_("Any number out of a list you write."), "checks"),
    "email": (N_("E-mail"), N_("An address that is checked for its form."), "at"),
    "url": (N_("Web address"), N_("A link that can be opened."), "link"),
    "phone": (N_("Phone"), N_("A number that can be dialled."), "phone"),
    "country": (N_("Country"), N_("One of the countries of the world."), "globe"),
    "ref": (N_("Record"), N_("Points to another record, such as a partner."), "share"),
    "file": (N_("File"), N_("A document or a picture."), "paperclip"),
    "lines": (N_("Rows"), N_("A small table with columns you choose."), "table"),
}
"""Label, help and icon of each kind of field."""

BOUNDED = frozenset({"int", "decimal", "money", "percent"})
WRITTEN = frozenset({"text", "longtext"})
PICKED = frozenset({"choice", "multichoice"})
ASKED = {
    "max_length": WRITTEN,
    "placeholder": WRITTEN | {"email", "url", "phone"},
    "min": BOUNDED,
    "max": BOUNDED,
    "choices": PICKED,
    "columns": frozenset({"lines"}),
}
"""The questions that only the named kinds of fields ask."""

MIRRORED = {
    "filterable": frozenset[str](),
    "sortable": frozenset({"longtext", "ref", "file"}),
    "unique": frozenset({"longtext", "bool", "file"}),
    "program_wide": frozenset({"longtext", "bool", "file"}),
}
"""The questions of all kinds whose values can be mirrored, but these."""

OTHERS = {"default": frozenset({"ref", "file", "lines", "multichoice"}), "required": frozenset({"bool"})}
"""The questions of all kinds but these."""

PLAIN_KEY = r"x_[a-z0-9_]{1,48}"
ROW_TYPES = tuple((name, LABELS[name][0]) for name in TYPES if name not in ("lines", "file", "ref", "choice", "multichoice"))
SIDES = (("staff", N_("Staff only")),)
READERS = (*SIDES, ("owner", N_("Staff and the partner it belongs to")))


class ChoiceRow(EntitySchema):
    label = fields.String(required=True, label=N_("Label"), max_length=80)
    value = fields.String(label=N_("Stored as"), max_length=60, help=N_("Left blank, the label is used."))


class ColumnRow(EntitySchema):
    label = fields.String(required=True, label=N_("Column"), max_length=80)
    type = fields.Choice(choices=ROW_TYPES, required=True, label=N_("Kind"))
    required = fields.Boolean(label=N_("Needed"))


class FieldSchema(EntitySchema):
    """Every question. `key` may change until the first record holds a value."""

    label = fields.String(required=True, label=N_("Label"), max_length=80, order=1, group=N_("Field"))
    help = fields.String(label=N_("Help below the field"), max_length=300, order=2, group=N_("Field"))
    placeholder = fields.String(label=N_("Example inside the field"), max_length=80, order=3, group=N_("Field"))
    group = fields.String(label=N_("Heading it stands under"), max_length=80, order=4, group=N_("Field"))
    order = fields.Integer(label=N_("Position"), load_default=1000, min=0, max=9999, order=5, group=N_("Field"))
    choices = fields.Lines(ChoiceRow, label=N_("Choices"), max_rows=200, order=10, group=N_("Values"))
    columns = fields.Lines(ColumnRow, label=N_("Columns"), max_rows=12, order=12, group=N_("Values"))
    required = fields.Boolean(label=N_("Must be filled in"), order=13, group=N_("Values"))
    max_length = fields.Integer(label=N_("Most characters"), min=1, max=20_000, order=14, group=N_("Values"))
    min = fields.Decimal(label=N_("Least value"), order=15, group=N_("Values"))
    max = fields.Decimal(label=N_("Greatest value"), order=16, group=N_("Values"))
    default = fields.String(label=N_("Filled in beforehand"), max_length=200, order=17, group=N_("Values"))
    filterable = fields.Boolean(label=N_("Lists can be filtered by it"), order=20, group=N_("Use"))
    sortable = fields.Boolean(label=N_("Lists can be sorted by it"), order=21, group=N_("Use"))
    unique = fields.Boolean(label=N_("No two records of a partner may hold the same value"), order=22, group=N_("Use"))
    program_wide = fields.Boolean(
        label=N_("Unique over the whole program"),
        order=23,
        group=N_("Use"),
        help=N_("A refusal then tells a partner that another one has used the value."),
    )
    visible = fields.Choice(
        choices=READERS, label=N_("Who sees it"), help=N_("Left blank, partners see it too."), order=30, group=N_("Who")
    )
    editable = fields.Choice(
        choices=SIDES, label=N_("Who changes it"), help=N_("Left blank, partners change it too."), order=31, group=N_("Who")
    )
    key = fields.String(
        label=N_("Name for imports and the API"),
        max_length=50,
        order=40,
        group=N_("Technical"),
        placeholder="x_contract_no",
        help=N_("Left blank, it is made from the label. It is fixed once a record holds a value."),
        validate=validate.Regexp(PLAIN_KEY, error=N_("Start with x_ and use small letters, digits and _.")),
    )


def look_of(name: str, types: Mapping[str, FieldType]) -> tuple[str, str, str]:
    """Return label, help and icon of a kind of field; a contributed one has its own, one that went away only its name."""
    own = types.get(name)
    return LABELS.get(name) or ((own.label or name, own.help, own.icon) if own else (name, "", "forms"))


@cache
def field_schema(kind: FieldType, targets: tuple[tuple[str, str], ...] = ()) -> type[FieldSchema]:
    """Return the questions a kind of field asks. `targets`: key and label of the entities a reference may point to."""
    asked = {name for name, kinds in ASKED.items() if kind.name in kinds} | {name for name, but in OTHERS.items() if kind.name not in but}
    asked |= {name for name, but in MIRRORED.items() if mirrorable(kind) and kind.name not in but}
    asked -= {name for name in MIRRORED if kind.storage == "json" and name != "filterable"}
    hidden = tuple({*ASKED, *MIRRORED, *OTHERS} - asked)
    own: dict[str, Any] = {"Meta": type("Meta", (EntitySchema.Meta,), {"exclude": hidden})}
    if kind.name == "ref":
        own["to"] = fields.Choice(choices=targets, required=True, label=N_("Kind of record"), order=11, group=N_("Values"))
    return type("FieldSchema", (FieldSchema,), own)
