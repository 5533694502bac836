"""What a price policy may say: the steps of the waterfall in order, what each gives, how promotions meet, where it is rounded."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, EntitySchema, fields, rules
from plugins.policies.api import Bands, Clauses, PolicySchema

STEPS = (
    ("list", N_("Price list")),
    ("level", N_("Level of the partner")),
    ("family", N_("Family or brand")),
    ("quantity", N_("Quantity break")),
    ("registration", N_("Deal registration")),
    ("contract", N_("Contract or special price")),
    ("promotion", N_("Promotion")),
    ("manual", N_("Price by hand")),
)
LABELS = dict(STEPS)
HOW = (
    ("stack", N_("On what is left: percentages of the price so far")),
    ("replace", N_("In place of it: counted from the list price")),
    ("lowest", N_("The lower of both")),
)
HOPS = (("all", N_("Everybody")), ("direct", N_("Those who buy from us")), ("resale", N_("Those who buy from a distributor")))
ROUNDING = (("half_up", N_("Half up")), ("half_even", N_("Half to the even digit")), ("down", N_("Down")), ("up", N_("Up")))
PLACE = (("unit", N_("The price of one")), ("line", N_("The amount of the line")), ("step", N_("After every step")))
FREEZE = (
    ("order", N_("The order")), ("request", N_("The request or quote")), ("delivery", N_("The delivery")), ("invoice", N_("The invoice")),
)  # fmt: skip
TOGETHER = (
    ("groups", N_("The best of each group, one after the other")), ("best", N_("Only the best one")), ("all", N_("All of them")),
)  # fmt: skip
BASE = (("rest", N_("What is left after the one before")), ("start", N_("The price before all promotions")))
BY_HAND = (("allow", N_("Allowed")), ("approve", N_("Needs agreement")), ("refuse", N_("Refused")))
GIVEN = (("given", N_("Given")),)
PERCENT: Mapping[str, rules.Type] = {"percent": rules.NUMBER}
WATERFALL, LEVELS, MEET, ROUND = N_("Waterfall"), N_("What a step gives"), N_("Promotions and prices by hand"), N_("Rounding and dates")
DEFAULT_STEPS = (
    {"step": "list", "how": "replace", "for": "all"}, {"step": "level", "how": "stack", "for": "direct"},
    {"step": "family", "how": "stack", "for": "direct"}, {"step": "quantity", "how": "stack", "for": "all"},
    {"step": "registration", "how": "stack", "for": "direct"}, {"step": "contract", "how": "lowest", "for": "all"},
    {"step": "promotion", "how": "stack", "for": "direct"}, {"step": "manual", "how": "replace", "for": "all"},
)  # fmt: skip
OFF = {"percent": N_("Percent off")}


StepRow: Any = EntitySchema.from_dict(
    {
        "step": fields.Choice(choices=STEPS, required=True, label=N_("Step"), order=1),
        "how": fields.Choice(choices=HOW, load_default="stack", label=N_("Its effect"), order=2),
        "for": fields.Choice(choices=HOPS, load_default="all", label=N_("For"), order=3),
    }
)
"""One step: what it is, what it does to the price so far, and for whom it counts."""


class PricePolicy(PolicySchema):
    """The document of `catalog.price`. What it leaves out has the default shown here."""

    steps = fields.Lines(
        StepRow, max_rows=len(STEPS), load_default=lambda: [dict(row) for row in DEFAULT_STEPS], label=N_("Steps in order"), group=WATERFALL, order=1,
        help=N_("The price list comes first. A step that is left out does not exist."),
    )  # fmt: skip
    levels = Clauses(
        results=GIVEN, values=PERCENT, labels=OFF, choose="first", missing="no", label=N_("Discount by level"), group=LEVELS, order=10
    )
    families = Clauses(
        results=GIVEN,
        values=PERCENT,
        labels=OFF,
        choose="first",
        missing="no",
        label=N_("Discount by family or brand"),
        group=LEVELS,
        order=11,
    )
    quantities = Bands(
        values=PERCENT, labels=OFF, bounds="from", label=N_("Discount by quantity"), group=LEVELS, order=12,
        help=N_("Beside the quantity breaks that stand in the price lists."),
    )  # fmt: skip
    registrations = Clauses(
        results=GIVEN, values=PERCENT, labels=OFF, choose="first", missing="no", label=N_("Discount by deal registration"), group=LEVELS, order=13,
        help=N_("Over what the registration gives that it is bought for; without one, what the registration policy gives to who did not register."),
    )  # fmt: skip
    together = fields.Choice(choices=TOGETHER, load_default="groups", label=N_("Several promotions"), group=MEET, order=20)
    promotion_base = fields.Choice(choices=BASE, load_default="rest", label=N_("The next promotion counts from"), group=MEET, order=21)
    by_hand = Clauses(
        results=BY_HAND, values={"roles": rules.TEXT}, labels={"roles": N_("Roles, separated by commas")}, choose="first", missing="no",
        label=N_("Prices by hand"), group=MEET, order=22, help=N_("Where no clause holds, somebody has to agree."),
    )  # fmt: skip
    rounding = fields.Choice(choices=ROUNDING, load_default="half_up", label=N_("Rounding"), group=ROUND, order=30)
    rounding_at = fields.Choice(choices=PLACE, load_default="unit", label=N_("What is rounded"), group=ROUND, order=31)
    decimals = fields.Integer(min=0, max=4, load_default=2, label=N_("Decimals"), group=ROUND, order=32)
    freeze = fields.Choice(choices=FREEZE, load_default="order", label=N_("The date that freezes the price"), group=ROUND, order=33)


DEFAULT: Mapping[str, Any] = {}
"""The document in force until one is published: every default."""
