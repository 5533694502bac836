"""WTForms fields that parse and show, and never validate.

Every one has `raw()`: what the schema is to load, or `missing` when the form that was posted did not hold the field.
`SchemaForm` adds `source` (the marshmallow field), `word` (its widget word) and `reader`.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from marshmallow import missing
from wtforms import fields, widgets


class Text(fields.StringField):  # type: ignore[misc]
    """A field of one text. `show` turns the value into text, `read` the text into raw input."""

    def __init__(self, *args: Any, show: Callable[[Any], str] = str, read: Callable[[str], Any] = str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.show, self.read = show, read

    def _value(self) -> str:
        if self.data is None or isinstance(self.data, str):
            return self.data or ""
        return self.show(self.data)

    def raw(self) -> Any:
        if not self.raw_data:
            return missing
        text = str(self.raw_data[-1])
        return self.read(text) if text.strip() else None


class Secret(Text):
    """A value that is written and never shown. Left blank, it stays as it is."""

    def raw(self) -> Any:
        text = super().raw()
        return missing if text is None else text


class Check(fields.Field):  # type: ignore[misc]
    """A checkbox. A hidden "0" goes with it, so that unchecked differs from absent."""

    widget = widgets.CheckboxInput()

    def _value(self) -> str:
        return "1"

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = "1" in valuelist

    def raw(self) -> Any:
        return "1" in self.raw_data if self.raw_data else missing


class Pick(fields.SelectField):  # type: ignore[misc]
    """One of a list. A value that left the list is still shown, so that saving does not lose it."""

    def __init__(self, *args: Any, choices: list[Any], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.choices = choices  # set apart: the library looks through a list it is made with, for every form
        self.search_url = ""

    def iter_choices(self) -> list[Any]:
        listed = list(super().iter_choices())
        if self.data and not any(choice.selected for choice in listed):
            listed.append(fields.Choice(self.data, self.data, True, {}))
        return listed

    def raw(self) -> Any:
        return (self.raw_data[-1] or None) if self.raw_data else missing


class Checks(fields.SelectMultipleField):  # type: ignore[misc]
    """Several of a list, as checkboxes. A hidden blank goes with them, so that none differs from absent."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = [value for value in valuelist if value]

    def raw(self) -> Any:
        return [value for value in self.raw_data if value] if self.raw_data else missing


class Upload(Text):
    """A file: the id of the one there is travels hidden; a new one comes as `<name>__upload`."""

    widget = widgets.HiddenInput()

    @property
    def upload_name(self) -> str:
        return f"{self.name}__upload"


class Row(fields.FormField):  # type: ignore[misc]
    """One row of repeating rows: a form in a form."""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.object_data = data
        self.form = self.form_class(formdata, data=data if isinstance(data, Mapping) else None, prefix=f"{self.name}-")
        for field in self.form:
            # A row may stay blank; the browser must not refuse to send it.
            (field.render_kw or {}).pop("required", None)

    def is_blank(self) -> bool:
        return all(value in (None, False, missing) or value == [] for value in self._raws())

    def _raws(self) -> Iterator[Any]:
        return (field.raw() for field in self.form)


class Rows(fields.FieldList):  # type: ignore[misc]
    """Repeating rows. Blank ones are not sent on; a hidden blank of the list's own name tells none from absent."""

    submitted = False

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        super().process(formdata, data if isinstance(data, list | tuple) else ())
        self.submitted = formdata is not None and (self.name in formdata or bool(self.entries))

    def _extract_indices(self, prefix: str, formdata: Any) -> list[int]:
        """Return the row numbers in the posted names: short ASCII numbers, at most one row too many to be refused."""
        tails = {name[len(prefix) + 1 :].split("-", 1)[0] for name in formdata if name.startswith(f"{prefix}-")}
        found = sorted(int(tail) for tail in tails if tail.isascii() and tail.isdecimal() and len(tail) < 7)
        return found[: self.source.max_rows + 1]

    def kept(self) -> list[Any]:
        """Return the rows that hold something, in the order the schema sees them."""
        return [row for row in self.entries if not row.is_blank()]

    def blank(self, index: str) -> Any:
        """Return an empty row, numbered as asked; what the page adds when a row is added."""
        options = {"name": f"{self.name}-{index}", "id": f"{self.id}-{index}"}
        row = self.meta.bind_field(self._form, self.unbound_field, options)
        row.process(None)
        return row

    def raw(self) -> Any:
        return [row.form.raw() for row in self.kept()] if self.submitted else missing
