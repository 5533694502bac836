"""The table of a tier program: what each level asks and gives, as cells of a grid; typed cells turned back into a document.

A row stands for criteria of one code, a column for a level; where a level has several criteria of a code (in different ways), they
stand in rows of their own. What a cell does not show of a criterion stays as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from marshmallow import ValidationError

from hansa import fields, typed_number

Document = Mapping[str, Any]
Typed = Mapping[str, str]
COPIED = ("code", "label", "of", "test", "unit", "missing", "effort", "counts", "times")
YES = "yes"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: the value to earn a level, and another one to keep it. `name` is that of its input."""

    name: str
    value: str = ""
    keep: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the grid: a criterion, or a benefit, with a cell for each level by its key."""

    key: str
    label: str
    detail: str
    kind: str
    cells: Mapping[str, Cell]


def levels(document: Document) -> list[tuple[str, str]]:
    """Return key and name of the levels, the lowest first."""
    return [(row["key"], row["label"]) for row in document.get("levels", ())]


def asked(document: Document) -> list[Row]:
    """Return the criteria as rows, in the order they first stand in."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for key, criterion in _keyed(document):
        found.setdefault(key, {})[criterion["level"]] = criterion
    rows = []
    for key, by_level in found.items():
        first = next(iter(by_level.values()))
        cells = {level: _cell(f"ask:{key}:{level}", by_level.get(level)) for level, _label in levels(document)}
        rows.append(Row(key, first["label"], first["of"], "holds" if first["test"] == "holds" else first["test"], cells))
    return rows


def given(document: Document) -> list[Row]:
    """Return the benefits as rows."""
    values = {(row["benefit"], row["level"]): row["value"] for row in document.get("grants", ())}
    return [
        Row(one["key"], one["label"], "", one["kind"], {
            level: Cell(f"give:{one['key']}:{level}", values.get((one["key"], level), "")) for level, _label in levels(document)
        })
        for one in document.get("benefits", ())
    ]  # fmt: skip


def _keyed(document: Document) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the criteria with the key of their row: the code, and the how-manieth of it on its level."""
    seen: dict[tuple[str, str], int] = {}
    for one in document.get("criteria", ()):
        place = (one["level"], one["code"])
        seen[place] = seen.get(place, 0) + 1
        yield f"{one['code']}.{seen[place]}", one


def _cell(name: str, criterion: Mapping[str, Any] | None) -> Cell:
    if criterion is None:
        return Cell(name)
    if criterion["test"] == "holds":
        return Cell(name, YES)
    return Cell(name, number(criterion.get("value")), number(criterion.get("keep")))


def number(value: Any) -> str:
    """Return a number of a document as it is typed."""
    if value in (None, ""):
        return ""
    plain = format(Decimal(str(value)), ",f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def wrong(document: Document, typed: Typed) -> dict[str, str]:
    """Return what cannot be read, by the name of its cell: everything but numbers where a criterion compares."""
    found = {}
    names = [name for row in asked(document) if row.kind != "holds" for cell in row.cells.values() for name in (cell.name, f"{cell.name}:keep")]
    for name in [*names, *(f"new:value:{level}" for level, _label in levels(document))]:
        try:
            _read(typed.get(name, ""))
        except ValidationError as error:
            found[name] = str(error.messages[0])
    return found


def _read(text: str) -> str | None:
    plain = typed_number(text).strip()
    return str(fields.Decimal().deserialize(plain)) if plain else None


def changed(document: Document, typed: Typed) -> dict[str, Any]:
    """Return the document with what was typed; a cell that was not sent leaves its criterion alone. Raises ValidationError for no number."""
    made = dict(document)
    known = {key for key, _label in levels(document)}
    made["levels"] = [{**row, "label": typed.get(f"level:{row['key']}", "").strip() or row["label"]} for row in document.get("levels", ())]
    made["criteria"] = [*_criteria(document, typed), *_added(document, typed)]
    kept = [row for row in document.get("grants", ()) if row["level"] not in known]
    made["grants"] = [*kept, *_grants(document, typed)]
    return made


def _criteria(document: Document, typed: Typed) -> Iterator[dict[str, Any]]:
    rows = {row.key: row for row in asked(document)}
    there = {(key, one["level"]) for key, one in _keyed(document)}
    for key, one in _keyed(document):
        cell = rows[key].cells.get(one["level"])
        after = one if cell is None or cell.name not in typed else _filled(one, cell.name, typed)
        if after is not None:
            yield dict(after)
    for row in rows.values():
        example = next(one for key, one in _keyed(document) if key == row.key)
        for level, cell in row.cells.items():
            if (row.key, level) not in there and typed.get(cell.name, "").strip():
                made = _filled({"level": level, **{name: example[name] for name in COPIED if name in example}}, cell.name, typed)
                if made is not None:
                    yield dict(made)


def _filled(one: Mapping[str, Any], name: str, typed: Typed) -> Mapping[str, Any] | None:
    """Return a criterion with what stands in its cell; None where the cell was emptied."""
    if one["test"] == "holds":
        return one if typed.get(name) == YES else None
    value = _read(typed.get(name, ""))
    if value is None:
        return None
    keep = _read(typed.get(f"{name}:keep", ""))
    return {**{key: part for key, part in one.items() if key not in ("value", "keep")}, "value": value, **({"keep": keep} if keep else {})}


def _added(document: Document, typed: Typed) -> Iterator[dict[str, Any]]:
    """A new line: what is measured, what partners are told, and a value for the levels that ask for it."""
    of, label = typed.get("new:of", "").strip(), typed.get("new:label", "").strip()
    if not of:
        return
    codes = {one["code"] for one in document.get("criteria", ())}
    code = next(name for at in range(1, len(codes) + 2) if (name := f"criterion_{at}") not in codes)
    for level, _label in levels(document):
        value = _read(typed.get(f"new:value:{level}", ""))
        if value is not None:
            common = {"level": level, "code": code, "label": label or of[:160], "of": of, "unit": typed.get("new:unit") or "number"}
            yield {**common, "test": typed.get("new:test") or "at_least", "value": value}


def _grants(document: Document, typed: Typed) -> Iterator[dict[str, str]]:
    for row in given(document):
        for level, cell in row.cells.items():
            value = typed.get(cell.name, "").strip() if cell.name in typed else cell.value
            if value:
                yield {"level": level, "benefit": row.key, "value": value}


def differing(before: Document, after: Document) -> dict[str, str]:
    """Return what stood in the cells that differ, by their names; empty for what is new."""
    old: dict[str, Cell] = {cell.name: cell for row in (*asked(before), *given(before)) for cell in row.cells.values()}
    new: Sequence[Cell] = [cell for row in (*asked(after), *given(after)) for cell in row.cells.values()]
    found: dict[str, str] = {}
    for cell in new:
        was = old.get(cell.name, Cell(cell.name))
        found |= {cell.name: was.value} if was.value != cell.value else {}
        found |= {f"{cell.name}:keep": was.keep} if was.keep != cell.keep else {}
    return found


def gone(before: Document, after: Document) -> list[str]:
    """Return the names of the lines that are no longer there."""
    left = {row.key for row in (*asked(after), *given(after))}
    return [row.label for row in (*asked(before), *given(before)) if row.key not in left]
