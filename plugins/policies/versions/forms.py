"""The form of a document, made from its schema: parts become groups, rules get the rule builder, findings stand at their fields."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from hansa import EntitySchema, Vocabulary, fields, rules
from hansa.forms import SchemaForm, errors_to_form, form_here
from plugins.policies.checking.findings import Finding
from plugins.policies.document import tables
from plugins.policies.document.compiled import Compiler
from plugins.policies.document.parts import Part, Plain, Table
from plugins.policies.versions.kinds import PolicyKind, kind_of

SIGN = "__"
FACTS = "policies.facts"


def facts_of_rules(rest: str) -> rules.Facts:
    """Return what the rules of a kind may speak of; `<kind>` or `<kind>/<vocabulary>`."""
    kind, _slash, name = rest.partition("/")
    compiler = Compiler(kind_of(kind), {})
    for field, declared in compiler.kind.schema().load_fields.items():
        compiler.own |= tables.facts_of(field, declared) if isinstance(declared, Table) else {}
    return compiler.facts(name)


VOCABULARY = Vocabulary(name=FACTS, facts=facts_of_rules, permission="policies.policy.view")


def form_class(kind: PolicyKind) -> type[SchemaForm]:
    """Return the form of the documents of a kind in the reader's language."""
    return form_here(("policy", kind.key), lambda: flat_schema(kind))


def flat_schema(kind: PolicyKind) -> type[EntitySchema]:
    """Return a schema of plain fields only: those of parts are called `<part>__<field>` and stand in a group of their own."""
    found: dict[str, Any] = {}
    ordered = sorted(kind.schema().load_fields.items(), key=lambda item: item[1].metadata.get("order", 0))
    for number, (name, field) in enumerate(ordered):
        if not isinstance(field, Part):
            found[name] = _shown(field, kind, number * 100, str(field.metadata.get("group") or ""))
            continue
        group = str(field.metadata.get("label") or name)
        for inner, part in field.inner().load_fields.items():
            found[f"{name}{SIGN}{inner}"] = _shown(part, kind, number * 100 + part.metadata.get("order", 0), group)
    return EntitySchema.from_dict(found)  # type: ignore[return-value]


def _shown(field: Any, kind: PolicyKind, order: int, group: str = "") -> Any:
    """Return the field as the form shows it; never required, because a part may be left out."""
    hints: dict[str, Any] = {"label": field.metadata.get("label") or "", "help": field.metadata.get("help") or "", "order": order, "group": group}
    if "rule" in field.metadata:
        expected = getattr(field, "expect", (rules.BOOL,))
        said = "bool" if expected == (rules.BOOL,) else "any"
        name = "/".join(part for part in (FACTS, kind.key, field.metadata["rule"]) if part)
        return fields.Rule(name, expect=said, **hints)
    if isinstance(field, fields.Lines):
        inner = sorted(field.row_schema.load_fields.items(), key=lambda item: item[1].metadata.get("order", 0))
        row: Any = EntitySchema.from_dict({name: _shown(one, kind, i) for i, (name, one) in enumerate(inner)})
        return fields.Lines(row, max_rows=field.max_rows, **hints)
    if isinstance(field, Plain):
        return fields.LongText(max_length=Plain.max_length, **hints)
    if isinstance(field, fields.Choice):
        return fields.Choice(field.choices, **hints)
    return field if isinstance(field, fields.Boolean | fields.MultiChoice) else _copied(field, hints)


def _copied(field: Any, hints: Mapping[str, Any]) -> Any:
    kinds = (fields.Integer, fields.Money, fields.Percent, fields.Decimal, fields.Date, fields.DateTime, fields.LongText)
    found = next((one for one in kinds if isinstance(field, one)), fields.String)
    return found(**hints)


def flattened(kind: PolicyKind, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a document as the form holds it."""
    declared = kind.schema().load_fields
    found: dict[str, Any] = {}
    for name, value in document.items():
        if isinstance(declared.get(name), Part):
            found |= {f"{name}{SIGN}{inner}": _text(one) for inner, one in (value or {}).items()}
        else:
            found[name] = _text(value)
    for name, field in declared.items():
        if isinstance(field, Part) and not document.get(name):
            found |= {f"{name}{SIGN}{key}": part.load_default for key, part in field.inner().load_fields.items() if isinstance(part, fields.Choice)}
    return {name: value for name, value in found.items() if isinstance(value, str | bool | int | list)}


def _text(value: Any) -> Any:
    if isinstance(value, list):
        return [{name: _text(one) for name, one in row.items()} if isinstance(row, Mapping) else row for row in value]
    return json.dumps(value, ensure_ascii=False) if isinstance(value, Mapping) else value


def raw_document(kind: PolicyKind, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document a posted form holds; a part of which only options were chosen is left out."""
    declared = kind.schema().load_fields
    found: dict[str, Any] = {}
    for name, field in declared.items():
        if not isinstance(field, Part):
            found |= {name: raw[name]} if raw.get(name) not in (None, "", []) else {}
            continue
        inner = field.inner().load_fields
        given = {key: raw.get(f"{name}{SIGN}{key}") for key in inner}
        kept = {key: value for key, value in given.items() if value not in (None, "", [])}
        if any(not isinstance(inner[key], fields.Choice) and _says(inner[key], value) for key, value in kept.items()):
            found[name] = kept
    return found


def _says(field: Any, value: Any) -> bool:
    """A default that was left standing says nothing."""
    default = field.load_default
    return not (isinstance(field, fields.Decimal) and str(default) == str(value))


def show_findings(form: SchemaForm, found: Iterable[Finding]) -> None:
    """Put findings onto the fields they are about, the rest above the form."""
    messages: dict[Any, Any] = {}
    for one in found:
        parts = [part for part in one.place.split("/") if part]
        name, rest = _field(form, parts)
        below = messages.setdefault(name or "_schema", {} if rest else [])
        _put(below, rest, one.words()) if isinstance(below, dict) and rest else _append(messages, name or "_schema", one.words())
    errors_to_form(form, messages)


def _field(form: SchemaForm, parts: list[str]) -> tuple[str, list[str]]:
    if len(parts) > 1 and f"{parts[0]}{SIGN}{parts[1]}" in form._fields:
        return f"{parts[0]}{SIGN}{parts[1]}", parts[2:]
    if parts and parts[0] in form._fields:
        return parts[0], parts[1:]
    within = [name for name in form._fields if parts and name.startswith(f"{parts[0]}{SIGN}")]
    return (within[-1], []) if within else ("", [])


def _put(below: dict[Any, Any], rest: list[str], words: str) -> None:
    row = int(rest[0]) if rest[0].isdecimal() else rest[0]
    cells = below.setdefault(row, {})
    cells.setdefault(rest[1] if len(rest) > 1 else "_schema", []).append(words)


def _append(messages: dict[Any, Any], name: str, words: str) -> None:
    below = messages[name]
    if isinstance(below, dict):
        below.setdefault("_schema", []).append(words)
    else:
        below.append(words)
