"""The bridge between schemas and forms: a form class from a schema, raw input from a form, errors back onto it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

import marshmallow as ma
from marshmallow import missing
from wtforms.form import BaseForm

from core.i18n import _, say, use
from core.web.forms.form_fields import Pick, Rows
from core.web.forms.reader import Reader
from core.web.forms.widgets import make_field, word_of
from schemas.errors import flatten

OFFERED = 50


class SchemaForm(BaseForm):  # type: ignore[misc]
    """A form over a schema. Fields by `form["name"]` or by iteration; no schema field can hide a method of it."""

    unbound: ClassVar[Mapping[str, Any]] = {}
    sources: ClassVar[Mapping[str, ma.fields.Field[Any]]] = {}
    reader: ClassVar[Reader] = Reader("en")

    def __init__(self, formdata: Any = None, *, data: Mapping[str, Any] | None = None, prefix: str = ""):
        """`formdata` is a multi-dict (None for a page that is first shown), `data` the values to show."""
        super().__init__(self.unbound, prefix=prefix)
        for name, field in self._fields.items():
            field.source, field.reader, field.word = self.sources[name], self.reader, word_of(self.sources[name])
        self.process(formdata, data=data)

    def raw(self) -> dict[str, Any]:
        """Return the posted input as the schema loads it, see `to_raw`."""
        posted = {name: field.raw() for name, field in self._fields.items()}
        return {name: value for name, value in posted.items() if value is not missing}


def form_for(schema: type[ma.Schema], *, locale: str, zone: str = "UTC", currency: str = "") -> type[SchemaForm]:
    """Return the form class of a schema: its loadable fields, labelled in `locale`. Costly: cache it."""
    with use(locale):
        return _form_class(schema(), Reader(locale, zone, currency))


def to_raw(form: SchemaForm) -> dict[str, Any]:
    """Return the posted input for `schema.load`.

    Fields the post did not hold are left out, blank ones are None, numbers lose their grouping, local times become
    moments, repeating rows are lists of dicts without the blank ones.
    """
    return form.raw()


def errors_to_form(form: SchemaForm, messages: Mapping[Any, Any]) -> None:
    """Put a ValidationError's messages onto the fields, in the current locale; the rest onto `form.form_errors`."""
    left = dict(messages)
    for name, field in form._fields.items():
        if name in left:
            _put(field, left.pop(name))
    form.form_errors = [say(found.message) for found in flatten(left)]


def offer(form: SchemaForm, name: str, options: Iterable[tuple[str, str]], search_url: str = "") -> None:
    """Give a reference field its options, pairs of id and label: the chosen record first, then up to 50 to pick from.

    With `search_url` it becomes a typeahead where scripts run; without scripts the options are a plain select.
    """
    field: Pick = form[name]
    blank, *_rest = field.choices
    field.choices = [blank, *(type(blank)(str(value), label) for value, label in options)][: OFFERED + 2]
    field.search_url = search_url


def grouped(form: SchemaForm) -> list[tuple[str, list[Any]]]:
    """Return the visible fields by their group, in the order groups first appear; hidden fields are left out."""
    groups: dict[str, list[Any]] = {}
    for field in form:
        if field.word != "hidden":
            groups.setdefault(_(field.source.metadata.get("group") or ""), []).append(field)
    return list(groups.items())


def error_summary(form: SchemaForm) -> list[tuple[str, str, str]]:
    """Return (label, message, id of the field) of everything that is wrong, in the order of the page."""
    found = [("", text, "") for text in form.form_errors]
    for field in form:
        if isinstance(field, Rows):
            found += [line for row in field.entries for line in error_summary(row.form)]
        found += [(field.label.text, text, field.id) for text in field.errors]
    return found


def _form_class(schema: ma.Schema, reader: Reader) -> type[SchemaForm]:
    ordered = sorted(schema.load_fields.items(), key=lambda item: item[1].metadata.get("order", 0))
    sources = {name: source for name, source in ordered if not source.dump_only}
    unbound = {name: make_field(name, source, reader, _form_class) for name, source in sources.items()}
    return type("SchemaForm", (SchemaForm,), {"unbound": unbound, "sources": sources, "reader": reader})


def _put(field: Any, messages: Any) -> None:
    rows: Sequence[Any] = field.kept() if isinstance(field, Rows) else ()
    if not rows or not isinstance(messages, Mapping):
        field.errors = [say(found.message) for found in flatten(messages)]
        return
    field.errors = []
    for index, below in messages.items():
        if isinstance(below, Mapping) and isinstance(index, int) and index < len(rows):
            errors_to_form(rows[index].form, below)
        else:
            field.errors = [*field.errors, *(say(found.message) for found in flatten(below))]
