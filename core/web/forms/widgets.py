"""The widget words of the schema language and the WTForms field each stands for."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

import marshmallow as ma
from wtforms import fields, widgets

from core.i18n import N_, _
from core.web.forms.form_fields import Check, Checks, Pick, Row, Rows, Secret, Text, Upload
from core.web.forms.inputs import plain_number, read_moment, show_moment
from core.web.forms.reader import Reader
from core.web.rule_builder.rule_field import RuleText
from core.web.values import format as fmt
from schemas.picks import country_codes
from schemas.types import type_of

CHOOSE = N_("Choose")


def make_field(name: str, source: ma.fields.Field[Any], reader: Reader, form_class: Callable[..., Any]) -> Any:
    """Return the unbound WTForms field of a schema field. `form_class` makes the form class of a row's schema."""
    word = word_of(source)
    hints = source.metadata
    options = {"label": _(hints.get("label") or name), "description": _(hints["help"]) if hints.get("help") else ""}
    if word == "rows":
        row = Row(form_class(source.row_schema, reader))  # type: ignore[attr-defined]
        return Rows(row, **options)
    return _MAKERS[word](source, reader, render_kw=_attributes(source, word), **options)


def word_of(source: ma.fields.Field[Any]) -> str:
    """Return the widget word of a schema field: its own, or that of its type."""
    if source.metadata.get("secret"):
        return "password"
    return str(source.metadata.get("widget") or type_of(source).widget)


def _attributes(source: ma.fields.Field[Any], word: str) -> dict[str, Any]:
    hints = source.metadata
    css = {"select": "form-select", "country": "form-select", "typeahead": "form-select"}.get(word, "form-control")
    attributes: dict[str, Any] = {"class": "form-check-input" if word == "checkbox" else css}
    if source.required and word not in ("checkbox", "checks", "radio", "file", "typeahead"):
        attributes["required"] = True
    if word in _TYPED and getattr(source, "max_length", None):
        attributes["maxlength"] = source.max_length  # type: ignore[attr-defined]
    attributes |= {key: _(hints[key]) for key in ("placeholder",) if hints.get(key)}
    return attributes | _HINTS.get(word, {}) | {key: hints[key] for key in ("inputmode", "autocomplete") if key in hints}


def _text(input_type: str, source: Any, reader: Reader, **kwargs: Any) -> Any:
    return Text(widget=widgets.TextInput(input_type), **kwargs)


def _number(source: Any, reader: Reader, least: int = 0, **kwargs: Any) -> Any:
    show = partial(fmt.decimals, locale=reader.locale, least=least)
    return Text(show=show, read=partial(plain_number, locale=reader.locale), widget=widgets.TextInput(), **kwargs)


def _money(source: Any, reader: Reader, **kwargs: Any) -> Any:
    places = fmt.currency_places(reader.currency) if reader.currency else 2
    return _number(source, reader, places, **kwargs)


def _moment(source: Any, reader: Reader, **kwargs: Any) -> Any:
    show, read = partial(show_moment, zone=reader.zone), partial(read_moment, zone=reader.zone)
    return Text(show=show, read=read, widget=widgets.DateTimeLocalInput(), **kwargs)


def _select(source: Any, reader: Reader, **kwargs: Any) -> Any:
    return Pick(choices=_options([("", CHOOSE), *source.choices]), **kwargs)


def _radio(source: Any, reader: Reader, **kwargs: Any) -> Any:
    return Pick(choices=_options(source.choices), **kwargs)


def _country(source: Any, reader: Reader, **kwargs: Any) -> Any:
    return Pick(choices=_options([("", CHOOSE), *fmt.countries(reader.locale, country_codes())]), **kwargs)


def _checks(source: Any, reader: Reader, **kwargs: Any) -> Any:
    return Checks(choices=_options(source.choices), **kwargs)


def _typeahead(source: Any, reader: Reader, **kwargs: Any) -> Any:
    return Pick(choices=_options([("", CHOOSE)]), **kwargs)


def _options(pairs: Sequence[tuple[str, str]]) -> list[Any]:
    return [fields.SelectChoice(value, _(label)) for value, label in pairs]


def _made(kind: type[Any], widget: Any = None) -> Callable[..., Any]:
    return lambda source, reader, **kwargs: kind(**({"widget": widget} if widget else {}), **kwargs)


_TYPED = frozenset({"text", "textarea", "rule", "email", "url", "phone", "password"})
_HINTS: Mapping[str, dict[str, Any]] = MappingProxyType(
    {
        "number": {"inputmode": "numeric"},
        "decimal": {"inputmode": "decimal"},
        "money": {"inputmode": "decimal"},
        "percent": {"inputmode": "decimal"},
        "email": {"inputmode": "email", "autocomplete": "email"},
        "url": {"inputmode": "url"},
        "phone": {"inputmode": "tel", "autocomplete": "tel"},
        "password": {"autocomplete": "off"},
        "textarea": {"rows": 4},
        "rule": {"rows": 3, "spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"},
    }
)
_MAKERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "text": partial(_text, "text"),
        "email": partial(_text, "email"),
        "url": partial(_text, "url"),
        "phone": partial(_text, "tel"),
        "textarea": _made(Text, widgets.TextArea()),
        "password": _made(Secret, widgets.PasswordInput()),
        "hidden": _made(Text, widgets.HiddenInput()),
        "number": _number,
        "decimal": _number,
        "percent": _number,
        "money": _money,
        "date": _made(Text, widgets.DateInput()),
        "datetime": _moment,
        "checkbox": _made(Check),
        "select": _select,
        "radio": _radio,
        "checks": _checks,
        "country": _country,
        "typeahead": _typeahead,
        "file": _made(Upload),
        "rule": _made(RuleText, widgets.TextArea()),
    }
)
WORDS = frozenset(_MAKERS) | {"rows"}
