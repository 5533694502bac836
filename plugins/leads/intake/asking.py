"""The fields of a web form as a visitor sees them."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from hansa import _, country_codes, country_name, current_scope, fields, schema_of, system
from plugins.leads.entities import LEAD
from plugins.leads.tasks import INTAKE

REACHED_BY = ("contact_email", "contact_phone")
MODES = {"email": ("email", "email"), "phone": ("tel", "tel")}
COMPLETE = {
    "contact_name": "name",
    "company": "organization",
    "street": "street-address",
    "postal_code": "postal-code",
    "city": "address-level2",
}


def shown_fields(form: Any, values: Mapping[str, str], wrong: Mapping[str, str]) -> list[SimpleNamespace]:
    """Return the fields a form asks for, in the order of the lead's own form. `wrong`: what is wrong, by field."""
    with system(INTAKE):
        known = schema_of(LEAD).load_fields
    asked = sorted(form.asks, key=lambda name: known[name].metadata.get("order", 0))
    ways = ways_of(form)
    return [_shown(name, known[name], values.get(name, ""), wrong.get(name, ""), ways == [name]) for name in asked]


def ways_of(form: Any) -> list[str]:
    """Return the fields a form asks for by which a visitor can be reached: one of them has to be filled in."""
    return [name for name in REACHED_BY if name in form.asks]


def _shown(name: str, field: Any, value: str, wrong: str, needed: bool) -> SimpleNamespace:
    kind = fields.type_of(field).name
    mode, complete = MODES.get(kind, ("text", COMPLETE.get(name, "off")))
    choices = [(key, _(label)) for key, label in getattr(field, "choices", ())]
    if kind == "country":
        locale = current_scope().program.locale
        choices = sorted(((code, country_name(code, locale)) for code in country_codes()), key=lambda pair: pair[1])
    return SimpleNamespace(
        name=name, label=_(field.metadata["label"]), kind=kind, mode=mode, complete=complete, choices=choices, value=value, wrong=wrong,
        required=field.required or needed, long=kind == "longtext",
    )  # fmt: skip
