"""What a routing policy says: rules, turns, weights, the mask, limits of time, reasons."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from hansa import N_, EntitySchema, fields
from hansa import rules as language
from plugins.leads.routing.rule_part import RoutingRules
from plugins.leads.schemas import MASKABLE, SHOWN_BEFORE
from plugins.leads.words import DECLINES
from plugins.policies.api import Code, PolicySchema, Table

STARTS = (
    ("sent", N_("It is offered")),
    ("accepted", N_("It is accepted")),
    ("acted", N_("The last news")),
    ("warned", N_("It was warned")),
)
STOPS = (("contacted", N_("The customer was contacted")), ("acted", N_("News was written down")))
THEN = (
    ("next", N_("The next partner")),
    ("pool", N_("The pool: first to claim")),
    ("queue", N_("A person of the program")),
    ("warn", N_("A warning; the partner keeps it for now")),
)
UNITS = (("hours", N_("hours")), ("days", N_("calendar days")), ("business_days", N_("working days")), ("weeks", N_("weeks")))
TURNS = (
    ("rule", N_("A rule gave it a lead")),
    ("hand", N_("A person assigned it something")),
    ("own", N_("It created something itself")),
)
ASKS = (
    ("next_action", N_("Next step")),
    ("next_action_on", N_("Its day")),
    ("expected_revenue", N_("Expected revenue")),
    ("contacted", N_("Customer contacted")),
)
_NUMBERS = N_("Write whole numbers, separated by commas, like 1, 3.")


class Numbers(fields.String):
    """Whole numbers, given as a list or as text with commas; kept as text."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        parts = value if isinstance(value, list) else str(value).split(",")
        try:
            return ", ".join(str(int(str(part).strip())) for part in parts)
        except ValueError:
            raise ValidationError(_NUMBERS) from None


class LimitRow(EntitySchema):
    """One limit of time, with its start, what stops it for good, its reminders, what comes after, and for which leads it is."""

    key = Code(required=True, label=N_("Limit"), order=1)
    start = fields.Choice(choices=STARTS, load_default="sent", label=N_("Counted from"), order=2)
    within = fields.Integer(required=True, min=1, max=1000, label=N_("How many"), order=3)
    unit = fields.Choice(choices=UNITS, load_default="days", label=N_("Unit"), order=4)
    until = fields.MultiChoice(choices=STOPS, load_default=list, label=N_("Stopped for good when"), order=5)
    before = Numbers(label=N_("Reminders before"), help=N_("So many units before the end, like 1, 3."), order=6)
    after = Numbers(label=N_("Reminders after"), help=N_("So many units after its start; of a limit that only warns, after the warning."), order=7)
    then = fields.Choice(choices=THEN, load_default="next", label=N_("Afterwards"), order=8)
    when = fields.LongText(
        label=N_("For leads with"), help=N_("Empty means all."), order=9, max_length=2_000, metadata={"rule": "lead"}
    )  # fmt: skip


class MaskRow(EntitySchema):
    """Fields a partner sees before it accepts, where a condition about lead and partner holds."""

    shows = fields.MultiChoice(choices=MASKABLE, load_default=list, label=N_("Shows"), order=1)
    when = fields.LongText(label=N_("When"), help=N_("Empty means always."), order=2, max_length=2_000, metadata={"rule": "offer"})


class MaskRows(fields.Lines):
    """Rows of the mask. Ready: pairs of the fields that are shown and the condition, None for always."""

    def __init__(self, **options: Any):
        super().__init__(MaskRow, max_rows=50, **options)

    def build(self, compiler: Any, name: str, value: Any) -> list[tuple[frozenset[str], language.Expression | None]]:
        tests = [compiler.expression(row.get("when"), "offer", f"/{name}/{at}/when") for at, row in enumerate(value)]
        return [(frozenset(row["shows"]), test) for row, test in zip(value, tests, strict=True)]


class LimitRows(fields.Lines):
    """Limits of time. Ready: pairs of the row and the condition on the lead, None for always."""

    def __init__(self, **options: Any):
        super().__init__(LimitRow, max_rows=20, **options)

    def build(self, compiler: Any, name: str, value: Any) -> list[tuple[Mapping[str, Any], language.Expression | None]]:
        return [(row, compiler.expression(row.get("when"), "lead", f"/{name}/{at}/when")) for at, row in enumerate(value)]


class RoutingPolicy(PolicySchema):
    """The document of `leads.routing`. What it leaves out has the default shown here."""

    rules = RoutingRules(required=True, label=N_("Rules"), help=N_("The first that applies is final."), group=N_("Distribution"), order=1)
    weights = Table(
        keys={"value": language.TEXT}, values={"weight": language.NUMBER}, labels={"value": N_("Value"), "weight": N_("Weight")},
        label=N_("Weights"), help=N_("Rules read it as lookup(weights, partner.…)."), group=N_("Distribution"), order=2,
    )  # fmt: skip
    automatic = fields.Boolean(
        load_default=True, label=N_("Distribute as soon as the legal basis is confirmed"), group=N_("Distribution"), order=3
    )
    order_of = fields.String(
        load_default="leads.lead", label=N_("Kinds of records that share one order"), group=N_("Turns"), order=10,
        help=N_("Keys separated by commas, like leads.lead, deals.deal."),
    )  # fmt: skip
    turns = fields.MultiChoice(
        choices=TURNS, load_default=lambda: ["rule", "hand", "own"], label=N_("What counts as a turn"), group=N_("Turns"), order=11
    )
    mask = MaskRows(
        load_default=lambda: [{"shows": list(SHOWN_BEFORE), "when": None}], label=N_("Seen before acceptance"), group=N_("Offer"), order=20
    )
    reasons = fields.MultiChoice(
        choices=DECLINES, load_default=lambda: [code for code, _ in DECLINES], label=N_("Reasons to decline"), group=N_("Offer"), order=21
    )
    asks = fields.MultiChoice(choices=ASKS, load_default=list, label=N_("Asked at acceptance"), group=N_("Offer"), order=22)
    limits = LimitRows(load_default=lambda: [dict(row) for row in LIMITS], label=N_("Limits of time"), group=N_("Time"), order=30)
    most_rounds = fields.Integer(load_default=5, min=1, max=100, label=N_("Offers before it stops"), group=N_("Time"), order=31)
    then = fields.Choice(choices=THEN[1:3], load_default="queue", label=N_("After those"), group=N_("Time"), order=32)
    claims = fields.Integer(
        load_default=3, min=1, max=1000, label=N_("Most leads from the pool a partner may have open"), group=N_("Pool"), order=40
    )
    credit_percent = fields.Percent(load_default="0", label=N_("Credit for work before a reassignment"), group=N_("Time"), order=33)
    protects = fields.Boolean(load_default=True, label=N_("A deal made of a lead is protected at once"), group=N_("Closing"), order=50)


def _limit(key: str, start: str, within: int, unit: str, then: str, until: tuple[str, ...] = (), before: str = "1") -> dict[str, Any]:
    return {
        "key": key, "start": start, "within": within, "unit": unit, "until": list(until), "before": before, "after": None, "then": then, "when": None,
    }  # fmt: skip


LIMITS = (
    _limit("answer", "sent", 2, "business_days", "next"),
    _limit("first_contact", "accepted", 5, "business_days", "next", ("contacted", "acted")),
    _limit("news", "acted", 21, "days", "warn", before="3"),
    _limit("after_warning", "warned", 7, "days", "next", before="2"),
)
DEFAULT = {"rules": [{"name": "everybody", "method": "longest_wait"}]}
