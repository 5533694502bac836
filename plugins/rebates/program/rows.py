"""The rows a rebate program is written in."""

from typing import Any

from marshmallow import ValidationError

from hansa import N_, EntitySchema, Message, fields
from plugins.policies.api import Code, DateRule
from plugins.rebates.program import words

NOT_AN_ORDER = N_("Name each of these once: %(known)s.")


def formula(label: str, order: int, facts: str = "program", help: str = "", **options: Any) -> Any:
    return fields.LongText(label=label, order=order, help=help, max_length=2_000, metadata={"rule": facts}, **options)


class Steps(fields.String):
    """The order in which what was earned is worked on, all steps named once."""

    def parse(self, text: str) -> str:
        named = [part.strip() for part in text.split(",")]
        if sorted(named) != sorted(words.STEPS):
            raise ValidationError(Message(NOT_AN_ORDER, "not-an-order", known=", ".join(words.STEPS)))
        return ", ".join(named)


class MeasureRow(EntitySchema):
    """A figure of the program: what is counted, over which lines and days."""

    name = Code(required=True, label=N_("Name"), order=1, help=N_("Formulas read it as measure.name."))
    label = fields.String(label=N_("What people call it"), order=2, max_length=120)
    of = fields.Choice(choices=words.SOURCES, load_default="amount", label=N_("Counts"), order=3)
    metric = fields.String(label=N_("Measure"), order=4, max_length=80, help=N_("Like orders.sell_out, where a measure is counted."))
    where = formula(N_("For lines with"), 5, "line", N_("Empty means all."))
    held = formula(
        N_("Bought while the partner has"), 5, "kept", N_("Like partner.tier == \"gold\", on the day of each line. Empty: whatever it has.")
    )
    held_on = formula(
        N_("Had on the day"), 5, "line", N_("Like line.ordered_on, line.paid_on or line.customer_first_on. Empty: the date that counts.")
    )
    kinds = fields.MultiChoice(choices=words.KINDS, load_default=list(words.COUNTED), label=N_("Kinds of lines"), order=6)
    weight = formula(N_("Weight"), 7, "line", N_("What a line counts times: a number by its own attributes."))
    item = formula(N_("An item is"), 7, "line", N_("Lines with the same answer, like line.order_no. Lines without one do not count."))
    least = fields.Decimal(min="0.0001", label=N_("Items count from"), order=7, help=N_("What an item has to come to in the same days, or none of it counts."))
    span = fields.Choice(choices=words.SPANS, load_default="period", label=N_("Over"), order=8)
    gross = fields.Boolean(load_default=False, label=N_("Never reduced by earlier programs"), order=9)
    level = fields.Choice(choices=words.COUNTED_FOR, load_default="own", label=N_("Of"), order=10)
    first_on = fields.Date(label=N_("Not before"), order=11, help=N_("For campaigns within a period."))
    last_on = fields.Date(label=N_("Not after"), order=12)


class TargetRow(EntitySchema):
    """A target: set, or derived from history."""

    name = Code(required=True, label=N_("Name"), order=1, help=N_("Formulas read it as target.name."))
    label = fields.String(label=N_("What people call it"), order=2, max_length=120)
    of = formula(N_("Formula"), 3, required=True)
    floor = fields.Decimal(label=N_("At least"), order=4)
    cap = fields.Decimal(label=N_("At most"), order=5)
    split = fields.String(
        label=N_("Split over the periods of a year"), order=6, max_length=120, help=N_("Percentages like 20, 25, 25, 30.")
    )


class ComponentRow(EntitySchema):
    """One part of the program: who has it, what it takes, what it pays on, how it is paid."""

    code = Code(required=True, label=N_("Component"), order=1)
    label = fields.String(required=True, label=N_("What people call it"), order=2, max_length=120)
    applies = formula(N_("For partners with"), 3, "partner", N_("Empty means all."))
    gate = formula(N_("Only when"), 4, help=N_("Conditions joined by and, or; like percent(measure.sales, target.sales) >= 90."))
    missing = fields.Choice(choices=words.MISSING, load_default="ask", label=N_("If a fact is missing"), order=5)
    base = formula(N_("Base it pays on"), 6, help=N_("Empty: the first measure."))
    qualifier = formula(N_("Bands are reached by"), 7, help=N_("Empty: the base."))
    method = fields.Choice(choices=words.METHODS, load_default="whole", label=N_("Bands combine"), order=8)
    pays = fields.Choice(choices=words.PAYS, load_default="percent", label=N_("Pays"), order=9)
    rate = formula(N_("Rate"), 10, help=N_("Where there are no bands."))
    per = fields.Decimal(min="0.0001", label=N_("For each full"), order=11)
    shared = fields.Choice(choices=words.SHARED, load_default="own", label=N_("Earned together, it goes to"), order=11)
    bounds = fields.Choice(choices=words.BOUNDS, load_default="from", label=N_("Ends of the bands"), order=12)
    step = fields.Decimal(load_default="0.01", min="0.0001", label=N_("Smallest unit"), order=13)
    below = fields.Choice(choices=words.BELOW, load_default="nothing", label=N_("Below the first band"), order=14)
    above = fields.Choice(choices=words.ABOVE, load_default="undefined", label=N_("Above the last band"), order=15)
    base_cap = formula(N_("Base at most"), 16)
    cap = formula(N_("Pays at most"), 17)
    item = formula(N_("An item is"), 17, "line", N_("Lines with the same answer, like line.subscription; those without one are one item."))
    by_item = fields.Boolean(
        load_default=False, label=N_("Each item on its own"), order=17,
        help=N_("An order, a customer, a subscription: bands, full multiples and fixed amounts are those of each item, not of the sum."),
    )  # fmt: skip
    item_cap = formula(N_("Pays for an item at most"), 17)
    guarantee = formula(N_("Guarantee"), 18)
    guarantee_is = fields.Choice(choices=words.GUARANTEES, load_default="period", label=N_("The guarantee holds"), order=19)
    minimum = formula(N_("Smallest payout"), 20)
    below_minimum = fields.Choice(choices=words.BELOW_MINIMUM, load_default="forfeit", label=N_("Below the smallest payout"), order=21)
    form = fields.Choice(choices=words.FORMS, load_default="credit_note", label=N_("Paid as"), order=22)
    small_form = fields.Choice(choices=words.FORMS, label=N_("Small amounts are paid as"), order=23)
    rounding = fields.Choice(choices=words.ROUNDINGS, load_default="half_up", label=N_("Rounding"), order=24)
    place = fields.Choice(choices=words.PLACES, load_default="component", label=N_("Rounded is"), order=25)
    decimals = fields.Integer(load_default=2, min=-3, max=4, label=N_("Decimals"), order=26)
    steps = Steps(load_default=", ".join(words.STEPS), max_length=120, label=N_("Order of steps"), order=27)
    settled_with = fields.Choice(
        choices=words.SETTLED_WITH, load_default="period", label=N_("Settled with"), order=28, help=N_("What is earned until then waits for it.")
    )


BandRow: Any = EntitySchema.from_dict(
    {
        "component": Code(required=True, label=N_("Component"), order=1),
        "name": fields.String(label=N_("Band"), max_length=60, order=2),
        "from": fields.Decimal(label=N_("From"), order=3),
        "from_is": fields.Choice(choices=words.FROM_IS, label=N_("First value"), order=4),
        "to": fields.Decimal(label=N_("To"), order=5),
        "to_is": fields.Choice(choices=words.TO_IS, label=N_("Last value"), order=6),
        "rate": formula(N_("Rate or amount"), 7, required=True),
    },
    name="BandRow",
)
"""A band of a component's scale; `from` is no name for an attribute."""


class FactorRow(EntitySchema):
    """What the earned amount is multiplied by."""

    component = Code(required=True, label=N_("Component"), order=1)
    name = Code(required=True, label=N_("Factor"), order=2)
    of = formula(N_("Formula"), 3, required=True)


class SplitRow(EntitySchema):
    """A part of what is paid, in a form of its own; the part without a percentage takes what is left over."""

    component = Code(required=True, label=N_("Component"), order=1)
    form = fields.Choice(choices=words.FORMS, required=True, label=N_("Paid as"), order=2)
    percent = fields.Decimal(required=True, min=0, max=100, label=N_("Percent"), order=3)
    leftover = fields.Boolean(load_default=False, label=N_("Takes what rounding leaves"), order=4)


class PeriodRow(EntitySchema):
    """A period of the program's own list."""

    name = fields.String(required=True, label=N_("Name"), max_length=60, order=1)
    starts_on = fields.Date(required=True, label=N_("First day"), order=2)
    ends_on = fields.Date(required=True, label=N_("Last day"), order=3)


DateRow: Any = EntitySchema.from_dict(
    {
        **DateRule(facts="days", start="stated_on", length="14").inner._declared_fields,
        "what": fields.Choice(choices=words.DAYS, required=True, label=N_("Day"), order=-2),
        "component": fields.String(
            load_default="", max_length=60, label=N_("Component"), order=-1, help=N_("Of a payment. Empty: all that have none of their own.")
        ),
    },
    name="DateRow",
)
"""A day counted from an event, with the conventions of all limits."""
