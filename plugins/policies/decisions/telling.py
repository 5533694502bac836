"""What a decision was made of, in the words of its reader: places of the document, facts and their values."""

import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from hansa import N_, _, directory, rules, shown
from plugins.policies.versions.kinds import PolicyKind

ZONE = "program.zone"
_LINE = N_("%(part)s, line %(n)s")


def place_words(kind: PolicyKind, place: str) -> str:
    """Return a place of the document as its form calls it: `/checks/rows/0/when` is line 1 of Checks."""
    name, *rest = place.strip("/").split("/")
    declared = kind.schema().load_fields.get(name)
    part = _(declared.metadata.get("label") or name.replace("_", " ")) if declared is not None else name.replace("_", " ")
    line = next((int(one) + 1 for one in rest if one.isdecimal()), None)
    return _(_LINE, part=part, n=line) if line is not None else part


def facts_in_words(facts: rules.Facts, raw: Mapping[str, Any], written: Callable[[Any], str]) -> list[tuple[str, str]]:
    """Return label and value of each fact that is known, and last what was not known."""
    told = [(_label(facts, name), _value(facts.get(name), value, written)) for name, value in raw.items() if value is not None]
    unknown = [_label(facts, name) for name, value in raw.items() if value is None]
    return [*told, *([(_(N_("Not known")), ", ".join(unknown))] if unknown else [])]


def _label(facts: rules.Facts, name: str) -> str:
    return _(N_("Time zone")) if name == ZONE else _(facts.label(name))


def _value(fact: rules.Fact | None, value: Any, written: Callable[[Any], str]) -> str:
    """A choice by its label, an amount with its currency, the rest as `written` says it."""
    if fact is None or isinstance(value, Mapping):
        return written(value)
    labels = dict(fact.choices)
    if labels and isinstance(value, list):
        return ", ".join(_(labels.get(one, str(one))) for one in value)
    if labels and isinstance(value, str):
        return _(labels.get(value, value))
    if fact.to == "core.partner" and isinstance(value, str):
        found = directory.company(uuid.UUID(value))
        return found.name if found else value
    if fact.type.name == "money" and isinstance(value, int | str):
        return shown("money", (Decimal(value), fact.type.currency) if fact.type.currency else Decimal(value)).striptags()
    return written(value) or "–"
