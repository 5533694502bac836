"""The rows a tier program is written in."""

from typing import Any

from marshmallow import ValidationError

from hansa import N_, EntitySchema, fields
from plugins.policies.api import Code
from plugins.tiering.policy.words import BENEFIT_KINDS, COUNTS, FRACTIONS, TESTS, UNITS

NOT_A_NEED = N_("Write all, any, or how many of them.")
MISSING = (("ask", N_("Ask a person")), ("no", N_("Does not hold")), ("yes", N_("Holds")))


def _rule(label: str, order: int, facts: str = "partner", help: str = "") -> Any:
    return fields.LongText(label=label, order=order, help=help, max_length=2_000, metadata={"rule": facts})


class Need(fields.String):
    """All, any, or a number of them."""

    def parse(self, text: str) -> str:
        if text in ("all", "any") or (text.isdigit() and 0 < int(text) < 100):
            return text
        raise ValidationError(NOT_A_NEED)


class FigureRow(EntitySchema):
    """A figure criteria may name: a formula over facts, or a measure over a window."""

    name = Code(required=True, label=N_("Name"), order=1, help=N_("Rules read it as figure.name."))
    label = fields.String(required=True, label=N_("What people call it"), order=2, max_length=120)
    of = _rule(N_("Formula"), 3)
    measure = fields.String(label=N_("Measure"), order=4, max_length=80, help=N_("Instead of a formula, like orders.revenue."))
    window = fields.String(label=N_("Window"), order=5, max_length=80, help=N_("Of the measure, like trailing 12 months."))
    unit = fields.Choice(choices=UNITS, load_default="number", label=N_("Unit"), order=6)


class CategoryRow(EntitySchema):
    """A category of points."""

    name = Code(required=True, label=N_("Category"), order=1)
    label = fields.String(required=True, label=N_("What people call it"), order=2, max_length=120)
    cap = fields.Decimal(min=0, label=N_("At most"), order=3)
    months = fields.Integer(min=1, max=240, label=N_("Counts for so many months"), order=4, help=N_("Empty: it never expires."))
    track = fields.String(label=N_("Track"), order=5, max_length=60)
    of = _rule(N_("Further points by formula"), 6)


class EarningRow(EntitySchema):
    """What an event earns."""

    category = Code(required=True, label=N_("Category"), order=1)
    kind = Code(required=True, label=N_("Kind of event"), order=2)
    per = fields.Decimal(load_default="1", min="0.0001", label=N_("Per"), order=3)
    points = fields.Decimal(required=True, label=N_("Points"), order=4)
    fractions = fields.Choice(choices=FRACTIONS, load_default="full", label=N_("Fractions"), order=5)
    when = _rule(N_("For events with"), 6, "event", N_("Empty means all."))
    times = _rule(N_("Multiplier"), 7, "event")


class SourceRow(EntitySchema):
    """An event of another plugin that is one of the partner's events."""

    event = fields.String(required=True, max_length=80, label=N_("When this happens"), order=1, help=N_("An event, like deals.deal.win."))
    kind = Code(required=True, label=N_("Kind of event"), order=2)
    amount = fields.String(max_length=60, label=N_("Amount"), order=3, help=N_("A field of the record, like amount. Empty: it counts as one."))
    attribute = fields.String(max_length=60, label=N_("Attribute"), order=4, help=N_("A field of the record that rules may ask for."))
    begun = fields.String(
        max_length=60, label=N_("Another day"), order=5, help=N_("A field of the record with a day, like submitted_at; rates may go by it as event.begun_on.")
    )


class LevelRow(EntitySchema):
    """A level; the lowest comes first."""

    key = Code(required=True, label=N_("Level"), order=1)
    label = fields.String(required=True, label=N_("What people call it"), order=2, max_length=80)
    invitation = fields.Boolean(load_default=False, label=N_("Only by invitation"), order=3)


class GroupRow(EntitySchema):
    """How many criteria of a group must hold."""

    name = Code(required=True, label=N_("Group"), order=1)
    need = Need(required=True, label=N_("So many must hold"), order=2, help=N_("all, any, or a number."))


class CriterionRow(EntitySchema):
    """One criterion of a level."""

    level = Code(required=True, label=N_("Level"), order=1)
    code = Code(required=True, label=N_("Criterion"), order=2)
    label = fields.String(required=True, label=N_("Said to the partner"), order=3, max_length=160)
    of = fields.LongText(required=True, label=N_("Figure or condition"), order=4, max_length=2_000, metadata={"rule": "partner"})
    test = fields.Choice(choices=TESTS, load_default="at_least", label=N_("Test"), order=5)
    value = fields.Decimal(label=N_("Value"), order=6)
    keep = fields.Decimal(label=N_("Value to keep it"), order=7, help=N_("Empty: the same."))
    counts = fields.Choice(choices=COUNTS, load_default="both", label=N_("Counts"), order=8)
    way = fields.String(label=N_("Way"), order=9, max_length=60, help=N_("Of several ways one is enough. Empty: it belongs to all."))
    group = fields.String(label=N_("Group"), order=10, max_length=60)
    unit = fields.Choice(choices=UNITS, load_default="number", label=N_("Unit"), order=11)
    effort = fields.Decimal(min=0, label=N_("Effort of one more"), order=12, help=N_("To tell the cheapest way up."))
    missing = fields.Choice(choices=MISSING, load_default="ask", label=N_("If a fact is missing"), order=13)
    times = _rule(
        N_("Values times"), 14, help=N_("A factor of the partner: of its region, its size. It holds for both values. Empty: the same for all."),
    )  # fmt: skip


class PromiseRow(EntitySchema):
    """Something the vendor owes a partner."""

    level = fields.String(label=N_("From the level"), order=1, max_length=60, help=N_("Empty: to everybody in the program."))
    code = Code(required=True, label=N_("Promise"), order=2)
    label = fields.String(required=True, label=N_("Said to the partner"), order=3, max_length=160)
    of = fields.LongText(required=True, label=N_("Figure or condition"), order=4, max_length=2_000, metadata={"rule": "partner"})
    test = fields.Choice(choices=TESTS, load_default="at_least", label=N_("Test"), order=5)
    value = fields.Decimal(label=N_("Value"), order=6)
    unit = fields.Choice(choices=UNITS, load_default="number", label=N_("Unit"), order=7)
    missing = fields.Choice(choices=MISSING, load_default="ask", label=N_("If a fact is missing"), order=8)
    pauses = fields.Boolean(
        load_default=False, label=N_("Pauses losses"), order=9, help=N_("While it is broken, the partner loses no level.")
    )


class BenefitRow(EntitySchema):
    """A benefit of the library."""

    key = Code(required=True, label=N_("Benefit"), order=1)
    label = fields.String(required=True, label=N_("What people call it"), order=2, max_length=120)
    kind = fields.Choice(choices=BENEFIT_KINDS, load_default="number", label=N_("Kind"), order=3)


class GrantRow(EntitySchema):
    """What a level gives of a benefit."""

    level = Code(required=True, label=N_("Level"), order=1)
    benefit = Code(required=True, label=N_("Benefit"), order=2)
    value = fields.String(required=True, label=N_("Value"), order=3, max_length=200)
