"""The rows a fund policy is written in, and how they are made ready."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError

from hansa import N_, EntitySchema, FieldType, fields, rules
from plugins.policies.api import Code

Row = Mapping[str, Any]
NAMES = N_("Write codes separated by commas, like photo, invoice.")
NO_FIGURE = N_("This is of the type %(kind)s; an amount is a number or an amount of money.")
TWICE = N_("There are two of “%(name)s”.")


class Codes(fields.Field):
    """Codes in a text or a list; kept as a text, separated by commas."""

    type_name = "mdf_codes"
    multiline = False
    max_length = 400

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        parts = value.split(",") if isinstance(value, str) else value
        if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
            raise ValidationError(NAMES)
        return ", ".join(dict.fromkeys(part.strip() for part in parts if part.strip()))


CODES_TYPE = FieldType("mdf_codes", Codes, "text", "text", (), "text")
"""Of policies only, so it is not offered where admins make fields."""




def _rule(label: str, order: int, help: str = "", required: bool = False) -> Any:
    return fields.LongText(label=label, order=order, help=help, max_length=2_000, required=required, metadata={"rule": ""})


class KindRow(EntitySchema):
    """What holds for one kind of activity."""

    kind = Code(required=True, label=N_("Kind of activity"), order=1)
    percent = _rule(N_("Share in percent"), 2, N_("A number, or by partner: lookup({\"gold\": 75}, partner.tier, default=50). Empty: the share of the fund."))
    most = _rule(N_("Paid for an activity at most"), 3)
    evidence = Codes(load_default="", label=N_("Proof that is needed"), help=N_("Codes like photo, invoice, leads."), order=4)


class AccrualRow(EntitySchema):
    """One way the fund grows: a percentage of something, less something, at most so much."""

    name = Code(required=True, label=N_("Name"), order=1)
    label = fields.String(required=True, label=N_("What people call it"), order=2, max_length=120)
    of = _rule(N_("Percentage of"), 3, N_("A figure of the period, like metric.orders.revenue.this_year."), required=True)
    less = _rule(N_("Without"), 4, N_("What does not count: freight, special prices."))
    above = _rule(N_("Only above"), 5, N_("Growth: the figure of the period before."))
    percent = _rule(N_("Percent"), 6, N_("A number, or by segment: lookup(segments, partner.segment)."), required=True)
    cap = _rule(N_("At most"), 7)
    when = _rule(N_("Only for partners with"), 8, N_("Empty means all."))


class KindRows(fields.Lines):
    """Ready: rows with their formulas made ready."""

    def __init__(self, **options: Any):
        super().__init__(KindRow, load_default=list, **options)

    def build(self, compiler: Any, name: str, value: Sequence[Row]) -> list[dict[str, Any]]:
        return [
            {**row, **{part: _figure(compiler, row.get(part), f"/{name}/{at}/{part}") for part in ("percent", "most")}} for at, row in enumerate(value)
        ]


@dataclass(frozen=True, eq=False)
class Accrual:
    """A component, ready for the engine."""

    name: str
    label: str
    of: rules.Expression
    less: rules.Expression | None
    above: rules.Expression | None
    percent: rules.Expression
    cap: rules.Expression | None
    when: rules.Expression | None
    place: str


class AccrualRows(fields.Lines):
    """Ready: `Accrual`s."""

    def __init__(self, **options: Any):
        super().__init__(AccrualRow, load_default=list, **options)

    def build(self, compiler: Any, name: str, value: Sequence[Row]) -> list[Accrual]:
        found: list[Accrual] = []
        for at, row in enumerate(value):
            place = f"/{name}/{at}"
            if any(row["name"] == other.name for other in found):
                compiler.refuse("twice", TWICE, place, name=row["name"])
            parts = {part: _figure(compiler, row.get(part), f"{place}/{part}") for part in ("of", "less", "above", "percent", "cap")}
            when = compiler.expression(row.get("when"), "", f"{place}/when")
            if parts["of"] is not None and parts["percent"] is not None:
                found.append(Accrual(row["name"], row["label"], when=when, place=place, **parts))
        return found


def _figure(compiler: Any, text: str | None, place: str) -> Any:
    found = compiler.expression(text, "", place, ())
    if found is not None and not found.type.numeric:
        compiler.refuse("no-figure", NO_FIGURE, place, kind=found.type.label)
        return None
    return found
