"""Filters of a list: the words of their operators, the small forms that add one, the label of an active one."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from core.entities.columns import ListField
from core.entities.listing import Filter
from core.i18n import N_, _
from core.i18n import current as current_locale
from core.web import format as fmt

OPERATORS: Mapping[str, str] = {
    "contains": N_("contains"),
    "eq": N_("is"),
    "ne": N_("is not"),
    "lt": N_("less than"),
    "le": N_("at most"),
    "gt": N_("more than"),
    "ge": N_("at least"),
    "between": N_("between"),
    "in": N_("is one of"),
    "not_in": N_("is none of"),
    "empty": N_("is empty"),
    "any": N_("has one of"),
    "all": N_("has all of"),
}
FIRST = {"text": "contains", "date": "ge", "datetime": "ge", "money": "ge", "int": "ge", "decimal": "ge", "percent": "ge"}
INPUT = {"date": "date", "datetime": "date", "int": "number", "email": "search"}


def filter_label(field: ListField, active: Filter) -> str:
    """Return what an active filter says: `State: Approved, Submitted`."""
    shown = ", ".join(_shown(field, value) for value in active.values)
    if active.op == "empty":
        return f"{_(field.label)}: {_('is empty') if active.values[0] != '0' else _('is not empty')}"
    word = "" if active.op in ("in", "eq") else f" {_(OPERATORS[active.op])}"
    return f"{_(field.label)}{word}: {shown}"


def filter_forms(fields: Mapping[str, ListField], action: str) -> list[tuple[str, Markup]]:
    """Return (label, form) for each field that can be filtered; plain GET forms that work without script."""
    return [(_(field.label), _form(field, action)) for field in fields.values() if field.operators and field.type.name != "ref"]


def _shown(field: ListField, value: str) -> str:
    labels = dict(getattr(field.field, "choices", ()) or ())
    if field.type.name == "country":
        return fmt.country(value, current_locale())
    if field.type.name == "bool":
        return _("Yes") if value in ("1", "true") else _("No")
    return _(labels[value]) if value in labels else value


def _form(field: ListField, action: str) -> Markup:
    choices = getattr(field.field, "choices", None)
    body = _picks(field, choices) if choices and "in" in field.operators else _typed(field)
    button = Markup('<button class="btn btn-primary btn-sm" type="submit">{}</button>').format(_("Apply"))
    return Markup('<form class="hs-stack is-tight" method="get" action="{}">{}{}</form>').format(action, body, button)


def _picks(field: ListField, choices: Any) -> Markup:
    box = Markup('<label class="form-check"><input class="form-check-input" type="checkbox" name="f.{}.in" value="{}"><span class="form-check-label">{}</span></label>')
    return Markup("").join(box.format(field.name, value, _(label)) for value, label in choices)


def _typed(field: ListField) -> Markup:
    op = FIRST.get(field.type.name, field.operators[0])
    op = op if op in field.operators else field.operators[0]
    if field.type.name == "bool":
        option = Markup('<option value="{}">{}</option>')
        options = option.format("1", _("Yes")) + option.format("0", _("No"))
        return Markup('<select class="form-select" name="f.{}.eq" aria-label="{}">{}</select>').format(field.name, _(field.label), options)
    if op == "empty":
        return Markup('<input type="hidden" name="f.{}.empty" value="1">').format(field.name)
    return Markup('<label>{}<input class="form-control" type="{}" name="f.{}.{}" required></label>').format(
        _(OPERATORS[op]), INPUT.get(field.type.name, "text"), field.name, op
    )
