"""What a fund policy may say: requests, shares, proof, claims, accrual, the end of a year and of an agreement."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, fields, rules
from plugins.mdf.policy.rows import AccrualRows, Codes, KindRows
from plugins.policies.api import Clauses, DateRule, Formula, PolicySchema, Rule, Table

ABOVE = (("cut", N_("It is cut to the share")), ("refuse", N_("It is refused")))
MISSING = (("return", N_("It is returned, and kept for some days")), ("refuse", N_("It is refused")), ("ask", N_("A person decides")))
LATE = (("refuse", N_("It is refused")), ("named", N_("A named person may let it count")))
LOWEST = (
    ("approved", N_("What was approved")),
    ("share", N_("The share of the real eligible cost")),
    ("balance", N_("What the fund still has")),
)
UNUSED = (("forfeit", N_("It is forfeited")), ("carry", N_("It is carried to a last day")))
AGREEMENT = (
    ("honour", N_("What is approved is still paid, the rest is forfeited")), ("forfeit", N_("Everything that is not paid is forfeited")),
    ("expiry", N_("Nothing: it runs to its last day")),
)  # fmt: skip
PERIODS = (("month", N_("Month")), ("quarter", N_("Quarter")), ("half", N_("Half-year")), ("year", N_("Year")))
MODES = (("half_up", N_("Half up")), ("half_even", N_("Half to even")), ("down", N_("Down")), ("up", N_("Up")))
APPROVALS = (("any", N_("Any of them")), ("all", N_("All of them, side by side")), ("in_order", N_("All of them, in order")))
ASK, SHOW, PAY, GROW, ROUND = N_("Requests"), N_("Proof"), N_("Claims"), N_("Accrual and expiry"), N_("Rounding")


def _limit(start: str, length: str, **options: Any) -> Any:
    """Return a limit that holds so many days after an event unless the document says otherwise."""
    full = {"start": start, "length": length, "unit": "days", "start_day": "not_counted", "last_day": "counts", "non_working": "stays"}
    return DateRule(load_default=lambda: dict(full), start=start, length=length, **options)


class FundPolicy(PolicySchema):
    """The document of `mdf.program`. What it leaves out has the default shown here."""

    applies = Rule(missing="no", label=N_("For partners with"), help=N_("Empty means all."), group=ASK, order=1)
    minimum = fields.Money(min=0, label=N_("Least amount of a request"), group=ASK, order=2)
    share = Formula(
        expect=(rules.NUMBER, rules.INTEGER, rules.PERCENT), load_default="50", label=N_("Our share in percent"), group=ASK, order=3
    )
    kinds = KindRows(max_rows=60, label=N_("By kind of activity"), group=ASK, order=4)
    only_listed = fields.Boolean(load_default=False, label=N_("Only kinds that are listed"), group=ASK, order=5)
    ask_above = fields.Choice(choices=ABOVE, load_default="cut", label=N_("An ask above the share"), group=ASK, order=6)
    not_counting = Codes(
        load_default="", label=N_("Costs that do not count"), help=N_("Codes like alcohol, travel: taken off before the share."), group=ASK,
        order=7,
    )  # fmt: skip
    lead_time = _limit("submitted_on", "0", label=N_("Starts at the earliest"), group=ASK, order=8)
    longest_span = fields.Integer(min=1, max=730, label=N_("Longest span of all activities, in days"), group=ASK, order=9)
    most_activities = fields.Integer(min=1, max=30, load_default=30, label=N_("Most activities in a request"), group=ASK, order=10)
    reserve = fields.Boolean(load_default=True, label=N_("The money is reserved when a request is submitted"), group=ASK, order=11)
    answer = _limit("submitted_on", "14", label=N_("We answer by"), group=ASK, order=12)
    approvals = Clauses(
        results=APPROVALS, values={"roles": rules.TEXT}, labels={"roles": N_("Roles, separated by commas")}, choose="first",
        label=N_("Who approves"), group=ASK, order=13,
    )  # fmt: skip

    evidence = Codes(load_default="", label=N_("Proof every activity needs"), group=SHOW, order=20)
    missing = fields.Choice(choices=MISSING, load_default="return", label=N_("When proof is missing"), group=SHOW, order=21)
    keep_days = fields.Integer(min=1, max=365, load_default=30, label=N_("Days to bring it; then it lapses"), group=SHOW, order=22)
    inside = fields.Boolean(load_default=True, label=N_("An activity must be held inside its approved days"), group=SHOW, order=23)

    claim_window = _limit("activity_end", "60", label=N_("Claimed by"), help=N_("May depend on the partner."), group=PAY, order=30)
    late = fields.Choice(choices=LATE, load_default="refuse", label=N_("A late claim"), group=PAY, order=31)
    late_roles = Codes(load_default="", label=N_("Roles that may let it count"), group=PAY, order=32)
    lowest_of = fields.MultiChoice(
        choices=LOWEST, load_default=lambda: [code for code, _label in LOWEST], label=N_("Paid is the lowest of"), group=PAY, order=33
    )
    most_claims = fields.Integer(min=1, max=99, load_default=5, label=N_("Most claims for an activity"), group=PAY, order=34)
    tax_counts = fields.Boolean(load_default=False, label=N_("Tax counts as cost"), group=PAY, order=35)
    pay_within = _limit("complete_on", "30", label=N_("Paid by"), group=PAY, order=36)

    segments = Table(
        keys={"segment": rules.TEXT}, values={"percent": rules.NUMBER}, labels={"segment": N_("Segment"), "percent": N_("Percent")},
        label=N_("Percent by segment"), group=GROW, order=40,
    )  # fmt: skip
    accruals = AccrualRows(max_rows=20, label=N_("What the fund grows by"), group=GROW, order=41)
    period = fields.Choice(choices=PERIODS, load_default="year", label=N_("Accrued for each"), group=GROW, order=42)
    unused = fields.Choice(choices=UNUSED, load_default="forfeit", label=N_("What is left at the end of the year"), group=GROW, order=43)
    expires = _limit("period_end", "0", label=N_("Last day of what was accrued or is carried"), group=GROW, order=44)
    idle_days = fields.Integer(
        min=1, max=730, label=N_("Announced as idle so many days before it expires"), load_default=30, group=GROW, order=45
    )
    agreement_end = fields.Choice(choices=AGREEMENT, load_default="honour", label=N_("When the agreement ends"), group=GROW, order=46)

    rounding = fields.Choice(choices=MODES, load_default="half_up", label=N_("Rounded"), group=ROUND, order=50)
    places = fields.Integer(min=0, max=4, load_default=2, label=N_("Decimals"), group=ROUND, order=51)


DEFAULT: Mapping[str, Any] = {}
"""The document in force until a program publishes its own: every default, so half of the cost."""
