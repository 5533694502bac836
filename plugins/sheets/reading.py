"""What the rows of a sheet say: raw input for the schema, whose it is, and what is wrong with it."""

import uuid
from collections.abc import Iterator
from typing import Any

from hansa import Entity, Problem, _, number_of, records
from plugins.sheets.targets import ABSENT, MISTYPED, OWNER, TWICE, Target, look_up, needs_owner, targets
from plugins.sheets.values import raw_of, unquoted


def read_rows(sheet: Any, entity: Entity, batch: list[Any]) -> Iterator[tuple[dict[str, Any], uuid.UUID | None, list[str]]]:
    """Yield what each row says: valid values, owner, and what is wrong with it as `title: what`; of a wrong row the raw input."""
    known = targets(entity)
    columns = [(i, known[name]) for i, name in enumerate(sheet.mapping) if name in known]
    found = {t.name: look_up(t, {unquoted(row.cells[i]) for row in batch if i < len(row.cells)} - {""}) for i, t in columns if t.to}
    for row in batch:
        raw, problems = _row(row.cells, columns, found)
        owner = raw.pop(OWNER, None) if needs_owner(entity) else None
        told = {p.partition(":")[0] for p in problems}
        values, more = _judged(entity, raw, known, told, needs_owner(entity) and owner is None)
        problems += more
        yield values, uuid.UUID(owner) if owner else None, problems


def _row(cells: list[str], columns: list[tuple[int, Target]], found: dict[str, dict[str, str | None]]) -> tuple[dict[str, Any], list[str]]:
    raw: dict[str, Any] = {}
    problems: list[str] = []
    for i, target in columns:
        text = cells[i] if i < len(cells) else ""
        if not target.to:
            value = raw_of(target.field, text, target.words)
            if value is not None:
                raw[target.name] = value
        elif unquoted(text):
            value = found[target.name].get(unquoted(text))
            if value is None:
                problems.append(f"{target.label}: {_(_why(unquoted(text), found[target.name]), text=unquoted(text)[:60])}")
            else:
                raw[target.name] = value
    return raw, problems


def _why(text: str, found: dict[str, str | None]) -> str:
    """Return why a text names no record."""
    number = number_of(text)
    return TWICE if text in found else MISTYPED if number and not number[1] else ABSENT


def _judged(
    entity: Entity, raw: dict[str, Any], known: dict[str, Target], told: set[str], ownerless: bool
) -> tuple[dict[str, Any], list[str]]:
    """Return what the schema makes of a row, and what it says of it, but for the fields that were told of."""
    found = [f"{known[OWNER].label}: {_('Fill in this field.')}"] if ownerless and known[OWNER].label not in told else []
    values = raw
    try:
        values = records.load(entity, raw)
    except Problem as problem:
        for one in problem.errors:
            name = one["pointer"].lstrip("/").split("/")[0]
            label = known[name].label if name in known else ""
            if label not in told:
                found.append(f"{label}: {one['message']}" if label else one["message"])
    return values, found
