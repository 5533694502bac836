"""The section `fields`: custom fields by kind of record and key, all kinds of fields, those of plugins too."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.entities.custom import FieldRow
from core.entities.entity import Entity
from core.entities.kinds import offered_types
from core.errors import Unprocessable
from core.i18n import _, ngettext
from core.program_text.section import Change, ProgramSection, below, compared, mapping, unknown, wrong
from core.programs import fields
from core.programs.field_schema import FieldSchema

NARROWING = frozenset({"choices", "columns", "min", "max", "max_length", "required", "unique", "program_wide", "visible", "to"})
"""What may no longer fit the values there are, or show them to others."""

Answers = dict[str, Any]


def export() -> dict[str, dict[str, Answers]]:
    """Return the fields in use; retired ones, and those of plugins that are off, stay out of the text."""
    known = {entity.key for entity in fields.entities()}
    found: dict[str, dict[str, Answers]] = {}
    for row in sorted(filter(_in_use, fields.rows()), key=lambda row: (row.entity, row.key)):
        if row.entity in known:
            found.setdefault(row.entity, {})[row.key] = _answers(row)
    return found


def plan(data: Any) -> list[Change]:
    """Compare the fields."""
    return [_judged(change) for change in compared(_flat(export()), _flat(_wanted(data)))]


def apply(data: Any) -> None:
    """Make, change and retire fields; records keep their values."""
    before, wanted = _flat(export()), _flat(_wanted(data))
    for path in before.keys() - wanted.keys():
        entity, key = _place(path)
        fields.retire(next(row for row in fields.rows(entity) if row.key == key and _in_use(row)))
    for path, answers in wanted.items():
        if before.get(path) != answers:
            _write(path, answers)


def _write(path: str, answers: Answers) -> None:
    entity, key = _place(path)
    raw = {**{name: value for name, value in answers.items() if name != "type"}, "key": key}
    row = next((row for row in fields.rows(entity) if row.key == key), None)
    try:
        if row is None:
            fields.define(entity, answers["type"], raw)
            return
        if row.retired_at is not None:
            fields.restore(row)
        fields.change(row, raw)
    except Unprocessable as problem:
        raise below(f"/{path}", problem) from None


def _wanted(data: Any) -> dict[str, dict[str, Answers]]:
    known = {entity.key: entity for entity in fields.entities()}
    found: dict[str, dict[str, Answers]] = {}
    for name, own in sorted(mapping(data, known=known).items()):
        kept = {row.key: row for row in fields.rows(known[name])}
        for key, given in sorted(mapping(own, f"/{name}").items()):
            found.setdefault(name, {})[key] = _checked(known[name], key, given, kept.get(key))
    return found


def _checked(entity: Entity, key: str, given: Any, row: FieldRow | None) -> Answers:
    """Return the answers as an export would give them."""
    path = f"/{entity.key}/{key}"
    kind = str(mapping(given, path).get("type"))
    if kind not in offered_types():
        raise wrong(f"{path}/type", unknown(kind, offered_types()), code="unknown-name")
    if row is not None and row.definition["type"] != kind:
        raise wrong(f"{path}/type", _("The kind of a field cannot be changed. Retire it and use another key."), code="type-fixed")
    asked = fields.questions(kind)
    raw = mapping(given, path, [name for name in ("type", *_order(asked)) if name != "key"])
    try:
        loaded = fields.definition_of(entity, kind, {**{name: value for name, value in raw.items() if name != "type"}, "key": key})
    except Unprocessable as problem:
        raise below(path, problem) from None
    return _as_text(loaded, asked)


def _answers(row: FieldRow) -> Answers:
    return _as_text(fields.answers_of(row), fields.questions(row.definition["type"]))


def _as_text(definition: Mapping[str, Any], asked: type[FieldSchema]) -> Answers:
    """Return what stands in the text: the kind, then every answer that was given, in the order of the questions."""
    given = dict(definition)
    if given.get("choices"):
        given["choices"] = [{"value": value, "label": label} for value, label in given["choices"]]
    if given.get("columns"):
        given["columns"] = [{name: column[name] for name in ("label", "type", "required")} for column in given["columns"]]
    kept = {
        name: given[name]
        for name in _order(asked)
        if name != "key" and given.get(name) not in (None, "", []) and given.get(name) is not False
    }
    return {"type": given["type"], **kept}


def _order(asked: type[FieldSchema]) -> list[str]:
    found = asked().fields
    return sorted(found, key=lambda name: (found[name].metadata.get("order", 1000), name))


def _judged(change: Change) -> Change:
    entity_key, key, *rest = change.path.split("/")
    narrowed = change.kind == "remove" if not rest else rest[0] in NARROWING
    if not narrowed or not (count := fields.used(fields.entity_named(entity_key), key)):
        return change
    text = ngettext("%(n)s record holds a value in this field.", "%(n)s records hold a value in this field.", count)
    return replace(change, unsafe=text)


def _in_use(row: FieldRow) -> bool:
    return row.retired_at is None and row.definition["type"] in offered_types()


def _flat(found: Mapping[str, Mapping[str, Answers]]) -> dict[str, Answers]:
    return {f"{entity}/{key}": answers for entity, own in found.items() for key, answers in own.items()}


def _place(path: str) -> tuple[Entity, str]:
    entity, key = path.split("/")
    return fields.entity_named(entity), key


SECTION = ProgramSection("fields", 60, export, plan, apply, "core.field.edit")
