"""Filters of a list: the words of their operators, the small forms that add one, the label of an active one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from markupsafe import Markup, escape

from core.entities.binding import day_of
from core.entities.columns import ListField
from core.entities.listing import Filter
from core.i18n import N_, _
from core.i18n import current as current_locale
from core.web.values import format as fmt
from schemas.picks import country_codes

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
TIMES: Mapping[str, str] = {"ge": N_("from"), "lt": N_("before"), "le": N_("until"), "eq": N_("on"), "gt": N_("after")}
"""What the operators are called for days and moments."""

OFFERED: Mapping[str, tuple[str, ...]] = {"date": ("ge", "le"), "datetime": ("ge", "lt"), "longtext": ("contains",)}
TYPED = ("contains", "eq", "ne", "ge", "le")
INPUT = {"date": "date", "datetime": "date"}
NUMBERS = frozenset({"int", "money", "decimal", "percent"})
KEPT = "<!--kept-->"
"""Stands in a form, which is made once, for what the rest of the query holds."""

MARK = Markup(KEPT)  # noqa: S704 - a constant

Chosen = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FilterForm:
    """The form that filters by one field, made once for each side and language."""

    field: ListField
    label: str
    html: str


def filter_label(field: ListField, active: Filter, names: Mapping[str, str], zone: str) -> str:
    """Return what an active filter says: `State: Approved, Submitted`. `names` holds the titles of referenced records."""
    if active.op == "empty":
        return f"{_(field.label)}: {_('is empty') if active.values[0] != '0' else _('is not empty')}"
    shown = ", ".join(_shown(field, value, names, zone) for value in active.values)
    return f"{_(field.label)}{'' if active.op in ('in', 'eq') else f' {_word(field, active.op)}'}: {shown}"


def filter_forms(fields: Mapping[str, ListField], action: str, search_urls: Mapping[str, str]) -> tuple[FilterForm, ...]:
    """Return the form of each field that can be filtered; plain GET forms that work without script.

    `search_urls` says where the records of a referenced entity are looked up; references without one are left out.
    """
    usable = [f for f in fields.values() if f.operators and (f.type.name != "ref" or f.target in search_urls)]
    return tuple(FilterForm(f, _(f.label), str(_form(f, action, {}, search_urls))) for f in usable)


def placed(
    forms: Sequence[FilterForm], chosen: Mapping[str, Chosen], kept: Callable[[str], Markup], action: str, search_urls: Mapping[str, str]
) -> list[tuple[str, Markup]]:
    """Return (label, form): fields that filter now show what was chosen; `kept(field)` is the rest of the query as hidden inputs."""
    rest = kept("")
    found = []
    for form in forms:
        name = form.field.name
        html = _chosen_form(form, action, chosen[name], search_urls) if name in chosen else form.html
        hidden = kept(name) if name in chosen else rest
        found.append((form.label, Markup(html.replace(KEPT, str(hidden), 1))))  # noqa: S704 - both parts are escaped
    return found


def _chosen_form(form: FilterForm, action: str, chosen: Chosen, search_urls: Mapping[str, str]) -> str:
    """Return a form that shows what was chosen. Ticking boxes in the one there is costs a tenth of making it anew."""
    if not (set(chosen) <= {"in", "any"} and getattr(form.field.field, "choices", None)):
        return str(_form(form.field, action, chosen, search_urls))
    html = form.html
    for op, values in chosen.items():
        for value in values:
            box = f'name="f.{form.field.name}.{op}" value="{escape(value)}"'
            html = html.replace(box, f"{box} checked")
    return html


def _word(field: ListField, op: str) -> str:
    return _(TIMES.get(op, OPERATORS[op]) if field.type.name in INPUT else OPERATORS[op])


def _shown(field: ListField, value: str, names: Mapping[str, str], zone: str) -> str:
    labels, locale = dict(getattr(field.field, "choices", ()) or ()), current_locale()
    if field.type.name == "country":
        return fmt.country(value, locale)
    if field.type.name == "bool":
        return _("Yes") if value in ("1", "true") else _("No")
    if field.type.name == "ref":
        return names.get(value, value)
    if field.type.name in NUMBERS:
        return " – ".join(fmt.number(Decimal(part), locale) for part in value.split("..", 1))
    try:
        if field.type.name == "date":
            return fmt.date(day_of(value), locale)
        if field.type.name == "datetime":
            return fmt.datetime(datetime.fromisoformat(value), zone, locale)
    except ValueError:
        return value
    return _(labels[value]) if value in labels else value


def _form(field: ListField, action: str, chosen: Chosen, search_urls: Mapping[str, str]) -> Markup:
    body = _controls(field, chosen, search_urls) + _emptiness(field, chosen)
    button = Markup('<button class="btn btn-primary btn-sm" type="submit">{}</button>').format(_("Apply"))
    return Markup('<form class="hs-stack is-tight" method="get" action="{}">{}{}{}</form>').format(action, MARK, body, button)


def _controls(field: ListField, chosen: Chosen, search_urls: Mapping[str, str]) -> Markup:
    if field.type.name == "ref":
        return _lookup(field, chosen, search_urls[field.target])
    if field.type.name == "country":
        return _countries(field, chosen)
    if field.type.name == "bool":
        return _select(field, "eq", (("", _("Any")), ("1", _("Yes")), ("0", _("No"))), chosen)
    if choices := getattr(field.field, "choices", None):
        return Markup("").join(_boxes(field, op, choices, chosen) for op in ("in", "not_in", "any", "all") if op in field.operators)
    ops = [op for op in OFFERED.get(field.type.name, TYPED) if op in field.operators]
    return Markup("").join(_typed(field, op, chosen) for op in ops)


def _boxes(field: ListField, op: str, choices: Sequence[tuple[str, str]], chosen: Chosen) -> Markup:
    box = Markup(
        '<label class="form-check"><input class="form-check-input" type="checkbox" name="f.{}.{}" value="{}"{}>'
        '<span class="form-check-label">{}</span></label>'
    )
    picked = chosen.get(op, ())
    boxes = Markup("").join(box.format(field.name, op, value, _if(value in picked, "checked"), _(label)) for value, label in choices)
    if op in ("in", "any"):
        return Markup('<div role="group" aria-label="{}">{}</div>').format(_word(field, op), boxes)
    return Markup("<details{}><summary>{}</summary>{}</details>").format(_if(bool(picked), "open"), _word(field, op), boxes)


def _countries(field: ListField, chosen: Chosen) -> Markup:
    picked = chosen.get("in", ())
    kept = Markup("").join(Markup('<input type="hidden" name="f.{}.in" value="{}">').format(field.name, code) for code in picked)
    return kept + _select(field, "in", (("", _("Choose")), *fmt.countries(current_locale(), country_codes() - {*picked})), {})


def _select(field: ListField, op: str, options: Sequence[tuple[str, str]], chosen: Chosen) -> Markup:
    picked = chosen.get(op, ())
    made = Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(v, _if(v in picked, "selected"), label) for v, label in options
    )
    return Markup('<select class="form-select" name="f.{}.{}" aria-label="{}">{}</select>').format(field.name, op, _(field.label), made)


def _lookup(field: ListField, chosen: Chosen, search_url: str) -> Markup:
    """A typeahead; what is chosen is added to what already filters."""
    kept = Markup("").join(
        Markup('<input type="hidden" name="f.{}.in" value="{}">').format(field.name, value) for value in chosen.get("in", ())
    )
    return Markup(
        '{}<div class="hs-field hs-typeahead"><label class="form-label" for="f-{}">{}</label>'
        '<input class="form-control" type="text" id="f-{}" data-typeahead="{}">'
        '<input type="hidden" name="f.{}.in" value="" data-typeahead-value></div>'
    ).format(kept, field.name, _word(field, "in"), field.name, search_url, field.name)


def _typed(field: ListField, op: str, chosen: Chosen) -> Markup:
    value = chosen.get(op, ("",))[0]
    mode = Markup(' inputmode="decimal"') if field.type.name in NUMBERS else ""
    return Markup('<label>{}<input class="form-control" type="{}" name="f.{}.{}" value="{}"{}></label>').format(
        _word(field, op), INPUT.get(field.type.name, "text"), field.name, op, value[:10] if field.type.name == "datetime" else value, mode
    )


def _emptiness(field: ListField, chosen: Chosen) -> Markup:
    if "empty" not in field.operators or not field.nullable:
        return Markup("")
    options = (("", _("Empty or not")), ("1", _("is empty")), ("0", _("is not empty")))
    return _select(field, "empty", options, chosen)


def _if(wanted: bool, attribute: str) -> Markup:
    return Markup(" {}").format(attribute) if wanted else Markup("")
