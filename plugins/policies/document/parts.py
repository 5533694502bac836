"""The fields of a policy beyond ordinary ones: rules, formulas, bands, clauses, tables, dates."""

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Unpack

from marshmallow import ValidationError

from hansa import N_, EntitySchema, FieldType, Message, fields, rules
from plugins.policies.document.conventions import (
    BOUNDS,
    CHOOSE,
    FROM_IS,
    LAST_DAY,
    MISSING,
    NON_WORKING,
    OUTSIDE,
    REASON_KINDS,
    START_DAY,
    TO_IS,
    UNITS,
)

LONGEST = 2_000
Kinds = rules.Type | tuple[rules.Type, ...]
"""What type a computed value may have, or several of them."""
CODE = re.compile(r"[a-z][a-z0-9_.]{0,59}")
NOT_OFFERED = N_("“%(value)s” is not offered here. There are: %(known)s.")
_PLAIN = N_("Write this as JSON, like {\"deal.amount\": \"5000\"}.")
_CODE = N_("Use small letters, digits, dots and underscores, like below_minimum.")


def _not_offered(value: str, known: Sequence[str]) -> ValidationError:
    return ValidationError(Message(NOT_OFFERED, "not-offered", value=value[:60], known=", ".join(known)))


class Code(fields.String):
    """A short stable word of the policy: a result, a reason."""

    def parse(self, text: str) -> str:
        if not CODE.fullmatch(text):
            raise ValidationError(_CODE)
        return text


class Option(fields.Choice):
    """One of the listed options; another is refused by its name."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        known = [one for one, _label in self.choices]
        if value not in known:
            raise _not_offered(str(value), known)
        return str(value)


class Result(Code):
    """A result; where the engine knows only some, another is refused by its name."""

    def __init__(self, *, known: Sequence[tuple[str, str]] = (), **options: Unpack[fields.Options]):
        super().__init__(**options)
        self.known = [value for value, _label in known]

    def parse(self, text: str) -> str:
        if self.known and text not in self.known:
            raise _not_offered(text, self.known)
        return super().parse(text)


class Plain(fields.Field):
    """Plain data by name, given as such or as JSON text; numbers stay texts or whole numbers."""

    type_name = "policy_plain"
    multiline = True
    max_length = 20_000

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        try:
            found = json.loads(value, parse_float=str) if isinstance(value, str) else value
        except ValueError:
            raise ValidationError(_PLAIN) from None
        if not isinstance(found, Mapping):
            raise ValidationError(_PLAIN)
        return as_text(found)


def as_text(value: Any) -> Any:
    """Return plain data as a document keeps it: dates as text, decimals as exact text."""
    if isinstance(value, Mapping):
        return {str(key): as_text(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_text(one) for one in value]
    if isinstance(value, float):
        raise ValidationError(_PLAIN)
    return value if value is None or isinstance(value, bool | int | str) else str(value)


class Part(fields.Field):
    """Inputs that belong together. A bare text is taken for the field `shorthand` of them."""

    type_name = "policy_part"
    multiline = True
    max_length = LONGEST
    shorthand = ""

    def __init__(self, inner: Mapping[str, Any], **options: Unpack[fields.Options]):
        super().__init__(**options)
        self.inner: type[EntitySchema] = EntitySchema.from_dict(dict(inner))  # type: ignore[assignment]

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str) and self.shorthand:
            value = {self.shorthand: value}
        if isinstance(value, list) and self.shorthand:
            value = {self.shorthand: value}
        if not isinstance(value, Mapping):
            raise self.make_error("invalid")
        return self.inner().load(value)

    def _serialize(self, value: Any, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return None if value is None else self.inner().dump(value)


class Rule(Part):
    """A condition; `missing` is the documented default of what an unknown answer gives: yes, no, or ask a person."""

    shorthand = "when"

    def __init__(self, *, facts: str = "", missing: str = "ask", **options: Unpack[fields.Options]):
        self.facts = facts
        super().__init__(
            {
                "when": fields.LongText(max_length=LONGEST, required=True, label=N_("Holds when"), order=1, metadata={"rule": facts}),
                "missing": _missing(missing),
            },
            **options,
        )


class _Counting:
    """Takes a whole number for its text: `extensions: 2` is as plain as `extensions: "2"`."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        return super()._deserialize(str(value) if type(value) is int else value, attr, data, **kwargs)  # type: ignore[misc,no-any-return]


class Cell(_Counting, fields.String):
    """A written value of a table."""


class Formula(_Counting, fields.LongText):
    """A figure computed from facts; `expect` are the types it may have (none: any)."""

    def __init__(self, *, facts: str = "", expect: rules.Type | tuple[rules.Type, ...] = (), **options: Unpack[fields.Options]):
        self.facts = facts
        self.expect = expect if isinstance(expect, tuple) else (expect,)
        super().__init__(max_length=LONGEST, **options)
        self.metadata = {**self.metadata, "rule": facts}


class Bands(Part):
    """What applies by size: rows from … to …, each with values. `measure` is a formula, or the engine passes the size.

    `step` is the smallest unit the ends are printed in; `values` the computed columns by name with their types (of several: a tuple).
    """

    shorthand = "rows"

    def __init__(
        self, *, values: Mapping[str, Kinds], labels: Mapping[str, str] | None = None, facts: str = "", measured: bool = True,
        step: str = "1", bounds: str = "steps", **options: Unpack[fields.Options],
    ):  # fmt: skip
        self.facts, self.values, self.measured = facts, dict(values), measured
        first: dict[str, Any] = {"measure": Formula(facts=facts, required=True, label=N_("Measured by"), order=1)} if measured else {}
        inner = {
            **first,
            "bounds": Option(choices=BOUNDS, load_default=bounds, label=N_("Ends of the bands"), order=2),
            "step": fields.Decimal(
                load_default=Decimal(step), min="0.0001", label=N_("Smallest unit"), order=3, help=N_("In which the ends are printed.")
            ),
            "below": Option(choices=OUTSIDE, load_default="undefined", label=N_("Below the first band"), order=4),
            "above": Option(choices=OUTSIDE, load_default="undefined", label=N_("Above the last band"), order=5),
            "rows": fields.Lines(_row(_BAND, values, labels, facts), required=True, label=N_("Bands"), order=6, max_rows=200),
        }
        super().__init__(inner, **options)


class Clauses(Part):
    """Ordered clauses: when a condition holds, a result with a reason and values. `results` are those the engine knows.

    `choose` is the default of what several matching clauses give; `open`: the policy may add results of its own;
    `complete`: every input needs an answer, so the checker looks for holes.
    """

    shorthand = "rows"

    def __init__(
        self, *, results: Sequence[tuple[str, str]] = (), values: Mapping[str, Kinds] | None = None,
        labels: Mapping[str, str] | None = None, facts: str = "", choose: str = "one", missing: str = "ask", complete: bool = False,
        open: bool = False, **options: Unpack[fields.Options],
    ):  # fmt: skip
        self.facts, self.values, self.results, self.complete = facts, dict(values or {}), tuple(results), complete
        by = [(name, (labels or {}).get(name, name)) for name in self.values]
        inner = {
            "choose": Option(choices=CHOOSE, load_default=choose, label=N_("When several match"), order=1),
            **({"by": Option(choices=by, load_default=by[0][0], label=N_("Highest by"), order=2)} if by else {}),
            "rows": fields.Lines(
                _row(_clause(missing, facts, () if open else results), self.values, labels, facts), required=True, label=N_("Clauses"), order=3, max_rows=200
            ),
        }
        super().__init__(inner, **options)


class Table(Part):
    """A lookup table: one or several key columns, one or several written values. Rules read it by the name of the field."""

    shorthand = "rows"

    def __init__(
        self, *, keys: Mapping[str, rules.Type], values: Mapping[str, rules.Type], labels: Mapping[str, str] | None = None,
        **options: Unpack[fields.Options],
    ):  # fmt: skip
        self.keys, self.values = dict(keys), dict(values)
        labels = labels or {}
        columns = {name: Cell(required=True, label=labels.get(name, name), order=i) for i, name in enumerate(self.keys)}
        held = {name: Cell(label=labels.get(name, name), order=50 + i) for i, name in enumerate(self.values)}
        row: Any = EntitySchema.from_dict({**columns, **held})
        super().__init__({"rows": fields.Lines(row, required=True, label=N_("Lines"), max_rows=2_000)}, **options)


class DateRule(Part):
    """A limit in days: from an event, so long, with every convention programs disagree about declared."""

    shorthand = "length"

    def __init__(self, *, facts: str = "", start: str = "", length: str = "", unit: str = "days", **options: Unpack[fields.Options]):
        self.facts = facts
        begins: dict[str, Any] = {"load_default": start} if start else {"required": True}
        lasts: dict[str, Any] = {"load_default": length} if length else {"required": True}
        inner = {
            "start": Formula(facts=facts, expect=(rules.DATE, rules.MOMENT), label=N_("Counted from"), order=1, **begins),
            "length": Formula(facts=facts, expect=(rules.INTEGER, rules.NUMBER), label=N_("How many"), order=2, **lasts),
            "unit": Option(choices=UNITS, load_default=unit, label=N_("Unit"), order=3),
            "start_day": Option(choices=START_DAY, load_default="not_counted", label=N_("Day it starts on"), order=4),
            "last_day": Option(choices=LAST_DAY, load_default="counts", label=N_("Last day"), order=5),
            "non_working": Option(choices=NON_WORKING, load_default="stays", label=N_("On a day off"), order=6),
        }
        super().__init__(inner, **options)


def _missing(default: str) -> Any:
    return Option(choices=MISSING, load_default=default, label=N_("If a fact is missing"), order=9)


def _row(columns: Mapping[str, Any], values: Mapping[str, Kinds], labels: Mapping[str, str] | None, facts: str) -> Any:
    names = labels or {}
    computed = {
        name: Formula(facts=facts, expect=kind, label=names.get(name, name), order=50 + i) for i, (name, kind) in enumerate(values.items())
    }
    return EntitySchema.from_dict({**columns, **computed})


_BAND = {
    "name": fields.String(label=N_("Band"), max_length=60, order=0),
    "from": fields.Decimal(label=N_("From"), order=1),
    "from_is": Option(choices=FROM_IS, label=N_("First value"), order=2),
    "to": fields.Decimal(label=N_("To"), order=3),
    "to_is": Option(choices=TO_IS, label=N_("Last value"), order=4),
}


def _clause(missing: str, facts: str, known: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {
        "code": Code(required=True, label=N_("Reason code"), order=1),
        "when": fields.LongText(max_length=LONGEST, required=True, label=N_("When"), order=2, metadata={"rule": facts}),
        "result": Result(known=known, required=True, label=N_("Result"), order=3),
        "kind": Option(choices=REASON_KINDS, load_default="info", label=N_("Effect"), order=4),
        "message": fields.String(label=N_("Said to the reader"), max_length=300, order=5),
        "missing": _missing(missing),
    }


TYPES = (FieldType("policy_plain", Plain, "textarea", "longtext", (), "json"), FieldType("policy_part", Part, "rows", "longtext", (), "json"))
