"""What may be written in a document of a kind of policy, told from the declarations that judge it."""

from collections.abc import Iterator, Mapping
from typing import Any

from marshmallow import missing

from hansa import _, fields, rules
from plugins.policies.document.parts import Formula, Part, Result, Rule, Table
from plugins.policies.versions.kinds import PolicyKind

WORDS = {"text": "text", "longtext": "text", "bool": "true or false", "int": "whole number", "policy_plain": "JSON object"}
INDENT = "  "
METRIC = "metric."


def overview(known: Mapping[str, PolicyKind]) -> Iterator[str]:
    """Yield a line for every kind."""
    for key in sorted(known):
        yield f"{key}: {_(known[key].label)}. {_(known[key].help)}".rstrip()


def described(kind: PolicyKind) -> Iterator[str]:
    """Yield the lines of a reference: fields with what they take, their default and meaning, then the facts rules may read."""
    yield f"{kind.key}: {_(kind.label)}"
    yield from (_(text) for text in (kind.help, kind.anchor and f"{_('Its version is chosen by')}: {_(kind.anchor)}") if text)
    yield ""
    yield from _fields(kind.schema(), 0)
    for name, facts in kind.facts().items():
        yield f"\nFacts of “{name}”:" if name else "\nFacts:"
        yield from (f"{INDENT}{line}" for line in _facts(facts))


def _facts(facts: rules.Facts) -> Iterator[str]:
    """Yield a line for each fact; measures over windows, which multiply, by measure and by window."""
    windows: dict[str, list[str]] = {}
    for name in sorted(facts):
        if name.startswith(METRIC):
            measure, _dot, window = name.rpartition(".")
            windows.setdefault(measure, []).append(window)
        else:
            yield f"{name}: {facts[name].type.name}. {_(facts[name].label)}".rstrip(". ")
    for measure, known in windows.items():
        label, _comma, _window = _(facts[f"{measure}.{known[0]}"].label).rpartition(",")
        yield f"{measure}.<window>: {facts[f'{measure}.{known[0]}'].type.name}. {label}".rstrip(". ")
    if windows:
        yield f"<window>: one of {', '.join(sorted(set().union(*windows.values())))}."


def _fields(schema: Any, depth: int) -> Iterator[str]:
    for name, field in sorted(schema.declared_fields.items(), key=lambda item: item[1].metadata.get("order", 1000)):
        said = (f"{_(text).rstrip('.')}." for text in (field.metadata.get("label"), field.metadata.get("help")) if text)
        yield f"{INDENT * depth}{name}: {_taken(field)}{_default(field)}. {' '.join(said)}".rstrip()
        if isinstance(field, Part | fields.Lines):
            yield from _fields(field.inner() if isinstance(field, Part) else field.row_schema, depth + 1)


def _taken(field: Any) -> str:
    """Return what a field takes, in words."""
    if isinstance(field, fields.Choice | fields.MultiChoice):
        many = "any of" if isinstance(field, fields.MultiChoice) else "one of"
        return f"{many} " + ", ".join(f"{value} ({_(label)})" for value, label in field.choices)
    if isinstance(field, Result) and field.known:
        return "one of " + ", ".join(field.known)
    return _rule(field) or _shape(field) or WORDS.get(field.type_name, field.type_name)


def _rule(field: Any) -> str:
    if isinstance(field, Rule):
        return f"condition over {field.facts or 'all facts'}"
    if isinstance(field, Formula):
        kinds = " or ".join(one.name for one in field.expect)
        return f"formula over {field.facts or 'all facts'}" + (f" giving {kinds}" if kinds else "")
    rule = field.metadata.get("rule")
    return f"rule over {rule or 'all facts'}" if rule is not None else ""


def _shape(field: Any) -> str:
    if isinstance(field, fields.Lines):
        return f"rows, at most {field.max_rows}" if getattr(field, "max_rows", None) else "rows"
    if isinstance(field, Table):
        return "lookup table"
    if isinstance(field, Part):
        return f"parts; a bare value is taken for {field.shorthand}" if field.shorthand else "parts"
    return ""


def _default(field: Any) -> str:
    if field.required:
        return ", required"
    default = field.load_default() if callable(field.load_default) else field.load_default
    if default is missing or default in (None, "", [], {}) or isinstance(field, Part):  # the parts of a part tell their own
        return ""
    if isinstance(default, bool):
        default = str(default).lower()
    return f", else {', '.join(map(str, default)) if isinstance(default, list | tuple) else default}"
