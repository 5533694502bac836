"""One form field as HTML: label, control, error, hint, and what screen readers need. No style, no script."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from flask import url_for
from markupsafe import Markup
from marshmallow import missing

from core.entities.scope import current
from core.i18n import N_, _
from core.web.rule_builder.rule_parts import parts as rule_parts
from core.web.values import format as fmt

Icon = Callable[[str], Markup]
OPTIONAL, ADD, REMOVE = N_("optional"), N_("Add a row"), N_("Remove this row")
_BLANK_INDEX = "__index__"


def render_field(field: Any, icon: Icon) -> Markup:
    """Return the field of a `SchemaForm` with everything around it. `icon` draws an icon of the sprite by name."""
    return _SHAPES.get(field.word, _plain)(field, icon)


def _plain(field: Any, icon: Icon) -> Markup:
    return _box(field, icon, _label(field) + field(**_aria(field), **_suggest(field)))


def _suggest(field: Any) -> dict[str, str]:
    """Where the browser asks for what is known while one types: the page named `suggest` in the metadata of the field.

    `suggest_all`: what is known is a short list, offered before anything is typed.
    """
    page = field.source.metadata.get("suggest")
    whole = {"data-suggest-all": ""} if field.source.metadata.get("suggest_all") else {}
    return {"data-suggest": url_for(page, program=current().program.slug), **whole} if page else {}


def _hidden(field: Any, icon: Icon) -> Markup:
    return Markup("{}").format(field())


def _affixed(field: Any, icon: Icon) -> Markup:
    sign = "%" if field.word == "percent" else _currency_sign(field)
    if not sign:
        return _plain(field, icon)
    control = Markup('<div class="hs-affix"><span>{}</span>{}</div>').format(sign, field(**_aria(field)))
    return _box(field, icon, _label(field) + control)


def _currency_sign(field: Any) -> str:
    """Nothing before an amount whose currency is typed beside it."""
    reader = field.reader if not field.source.metadata.get("currency") else None
    return fmt.currency_symbol(reader.currency, reader.locale) if reader and reader.currency else ""


def _checkbox(field: Any, icon: Icon) -> Markup:
    control = Markup(
        '<input type="hidden" name="{}" value="0"><label class="form-check">{} <span class="form-check-label">{}</span></label>'
    ).format(field.name, field(**_aria(field)), field.label.text)
    return _box(field, icon, control)


def _picks(field: Any, icon: Icon) -> Markup:
    """Checkboxes or radio buttons, one under the other."""
    kind = "radio" if field.word == "radio" else "checkbox"
    blank = Markup('<input type="hidden" name="{}" value="">').format(field.name) if kind == "checkbox" else ""
    options = Markup("").join(
        Markup('<label><input class="form-check-input" type="{}" name="{}" value="{}"{}><span>{}</span></label>').format(
            kind, field.name, choice.value, Markup(" checked") if choice.selected else "", choice.label
        )
        for choice in field.iter_choices()
    )
    title = Markup('<p class="form-label" id="{}-l">{}</p>').format(field.id, _title(field))
    return _box(field, icon, title + blank + Markup('<div class="hs-pick">{}</div>').format(options), group=True)


def _typeahead(field: Any, icon: Icon) -> Markup:
    if not field.search_url:
        return _plain(field, icon)
    aria = _aria(field)
    # The script shows the text input and hides the select; the select is what works without it.
    search = Markup('<input class="form-control" type="text" id="{}-text" data-typeahead="{}"{} hidden>').format(
        field.id, field.search_url, _attributes(aria)
    )
    return _box(field, icon, _label(field) + search + field(data_typeahead_value=True, **aria), css=" hs-typeahead")


def _file(field: Any, icon: Icon) -> Markup:
    accept = ",".join(field.source.accept)
    control = Markup('{}<input class="form-control" type="file" id="{}-upload" name="{}"{}{}>').format(
        field(),
        field.id,
        field.upload_name,
        _attributes({"accept": accept} if accept else {}),
        _attributes(_aria(field)),
    )
    return _box(field, icon, _label(field, f"{field.id}-upload") + control)


def _rule(field: Any, icon: Icon) -> Markup:
    title = Markup('<p class="form-label" id="{}-l">{}</p>').format(field.id, _title(field))
    text = field(id=f"{field.id}-text", aria_labelledby=f"{field.id}-l", data_rule_text=True, **_aria(field))
    return _box(field, icon, title + text + rule_parts(field), css=" hs-rule", group=True)


def _rows(field: Any, icon: Icon) -> Markup:
    rows = [*field.entries, *([] if field.errors or field.submitted else [field.blank(str(len(field.entries)))])]
    drawn = Markup("").join(_row(row, str(index), icon) for index, row in enumerate(rows))
    title = Markup('<p class="form-label" id="{}-l">{}</p>').format(field.id, _title(field))
    control = Markup(
        '<input type="hidden" name="{}" value=""><div class="hs-rowset" data-rows="{}">{}<template>{}</template>'
        '<button class="btn btn-quiet btn-sm" type="button" data-row-add>{}{}</button></div>'
    ).format(field.name, field.name, drawn, _row(field.blank(_BLANK_INDEX), _BLANK_INDEX, icon), icon("plus"), _(ADD))
    return _box(field, icon, title + control, group=True)


def _row(row: Any, index: str, icon: Icon) -> Markup:
    cells = Markup("").join(render_field(field, icon) for field in row.form)
    faults = Markup("").join(_fault(f"{row.id}-e{at}", text, icon) for at, text in enumerate(row.form.form_errors))
    return Markup(
        '<div data-row="{}">{}{}<button class="btn btn-quiet btn-icon" type="button" data-row-remove aria-label="{}">{}</button></div>'
    ).format(index, cells, faults, _(REMOVE), icon("trash"))


def _box(field: Any, icon: Icon, control: Markup, css: str = "", group: bool = False) -> Markup:
    described = _attributes(_aria(field)) if group else ""
    role = Markup(' id="{}" role="group" aria-labelledby="{}-l"{}').format(field.id, field.id, described) if group else ""
    return Markup('<div class="hs-field{}{}"{}>{}{}{}</div>').format(
        css, " is-bad" if field.errors else "", role, control, _error(field, icon), _hint(field)
    )


def _label(field: Any, target: str = "") -> Markup:
    return Markup('<label class="form-label" for="{}">{}</label>').format(target or field.id, _title(field))


def _title(field: Any) -> Markup:
    """The label's text; what may be left out says so; what has a value of its own never is."""
    if field.source.required or field.source.load_default not in (None, missing):
        return Markup("{}").format(field.label.text)
    return Markup('{} <span class="hs-opt">{}</span>').format(field.label.text, _(OPTIONAL))


def _error(field: Any, icon: Icon) -> Markup:
    return _fault(f"{field.id}-e", " ".join(field.errors), icon) if field.errors else Markup("")


def _fault(ident: str, text: str, icon: Icon) -> Markup:
    return Markup('<p class="hs-err" id="{}">{}<span>{}</span></p>').format(ident, icon("alert-circle"), text)


def _hint(field: Any) -> Markup:
    if not field.description:
        return Markup("")
    return Markup('<span class="form-hint" id="{}-h">{}</span>').format(field.id, field.description)


def _aria(field: Any) -> dict[str, str]:
    names = [f"{field.id}-e"] if field.errors else []
    names += [f"{field.id}-h"] if field.description else []
    described = {"aria-describedby": " ".join(names)} if names else {}
    return described | ({"aria-invalid": "true"} if field.errors else {})


def _attributes(values: Mapping[str, str]) -> Markup:
    return Markup("").join(Markup(' {}="{}"').format(key, value) for key, value in values.items())


_SHAPES: Mapping[str, Callable[[Any, Icon], Markup]] = MappingProxyType(
    {
        "hidden": _hidden,
        "money": _affixed,
        "percent": _affixed,
        "checkbox": _checkbox,
        "checks": _picks,
        "radio": _picks,
        "typeahead": _typeahead,
        "file": _file,
        "rows": _rows,
        "rule": _rule,
    }
)
