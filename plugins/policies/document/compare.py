"""Two documents of a kind beside each other, field by field, rows told apart by what names them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hansa import N_, EntitySchema, _, fields
from plugins.policies.document.parts import Part, Plain, Table


@dataclass(frozen=True)
class Difference:
    """A field that differs: where, what it is called, before and after in words ("" is nothing)."""

    place: str
    label: str
    before: str
    after: str


def compare(schema: type[EntitySchema], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Return the differences of two documents in their normal form."""
    return list(_fields(schema(), before, after, "", ""))


def _fields(schema: Any, before: Mapping[str, Any], after: Mapping[str, Any], place: str, around: str) -> Iterator[Difference]:
    ordered = sorted(schema.load_fields.items(), key=lambda item: item[1].metadata.get("order", 0))
    for name, field in ordered:
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        label = " › ".join(part for part in (around, _(field.metadata.get("label") or name)) if part)
        where = f"{place}/{name}"
        if isinstance(field, Part) and old is not None and new is not None:
            yield from _fields(field.inner(), old, new, where, label)
        elif isinstance(field, fields.Lines):
            yield from _rows(field, old or [], new or [], where, label)
        else:
            yield Difference(where, label, worded(field, old), worded(field, new))


def _rows(field: Any, old: Sequence[Any], new: Sequence[Any], place: str, label: str) -> Iterator[Difference]:
    names = _keys(field, [*old, *new])
    before, after = {_key(row, i, names): row for i, row in enumerate(old)}, {_key(row, i, names): row for i, row in enumerate(new)}
    for key in [*before, *(key for key in after if key not in before)]:
        title = f"{label} › {key}"
        if key in before and key in after:
            yield from _fields(field.row_schema, before[key], after[key], f"{place}/{key}", title)
        else:
            yield Difference(f"{place}/{key}", title, _row(field, before.get(key)), _row(field, after.get(key)))
    if before.keys() == after.keys() and list(before) != list(after):
        yield Difference(place, f"{label} › {_(N_('Order'))}", ", ".join(before), ", ".join(after))


def _keys(field: Any, rows: Sequence[Any]) -> tuple[str, ...]:
    """Return what names a row: its code or name, else its ends, else its number."""
    columns = field.row_schema.load_fields
    for names in (("code",), ("name",), ("from", "to")):
        if all(name in columns for name in names) and all(any(row.get(name) for name in names) for row in rows):
            return names
    text = tuple(name for name, column in columns.items() if column.required)
    return text


def _key(row: Mapping[str, Any], number: int, names: Sequence[str]) -> str:
    return " – ".join(str(row.get(name) or "…") for name in names) or str(number + 1)


def _row(field: Any, row: Mapping[str, Any] | None) -> str:
    if row is None:
        return ""
    columns = field.row_schema.load_fields
    said = ((_(columns[name].metadata.get("label") or name), worded(columns[name], value)) for name, value in row.items() if name in columns)
    return "; ".join(f"{label}: {text}" for label, text in said if text)


def worded(field: Any, value: Any) -> str:
    """Return a value of a document in words."""
    if value is None or value == [] or value == "":
        return ""
    if isinstance(field, Part) and not isinstance(field, Table) and isinstance(value, Mapping):
        return "; ".join(f"{_(f.metadata.get('label') or n)}: {worded(f, value.get(n))}" for n, f in field.inner().load_fields.items())
    if isinstance(field, Part) and isinstance(value, Mapping):
        return f"{len(value.get('rows', ()))}"
    if isinstance(field, fields.Lines):
        return "".join(f"\n– {_row(field, row)}" for row in value)
    if isinstance(field, Plain) and isinstance(value, Mapping):
        return ", ".join(f"{name} = {one}" for name, one in value.items())
    choices = dict(getattr(field, "choices", ()) or ())
    if isinstance(value, list):
        return ", ".join(_(choices.get(one, one)) for one in value)
    if isinstance(value, bool):
        return _(N_("yes") if value else N_("no"))
    return _(choices[value]) if value in choices else str(value)
