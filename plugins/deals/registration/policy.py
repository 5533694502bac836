"""What a registration policy may say, and the one in force until a program publishes its own."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

from hansa import N_, FieldType, fields, rules
from plugins.policies.api import Bands, Clauses, Code, DateRule, Formula, Kinds, PolicySchema, Rule

NAMES = N_("Write the names of fields, separated by commas, like customer, stage.")
COUNTS = (("same", N_("The same firm")), ("possible", N_("Possibly the same firm")), ("related", N_("A related firm: branch, group")))
NOT_FIRST = (
    ("wait", N_("It waits, and comes up again in the order of submission")),
    ("refuse", N_("It is rejected")),
    ("accept", N_("It is accepted; the order decides what it gives")),
)
OVERRIDE = (("no", N_("No, the order counts")), ("evidence", N_("Yes, with the letter as evidence")))
ONCE = (
    ("no", N_("As often as one likes")),
    ("registration", N_("Once in a registration")),
    ("opportunity", N_("Once for the same customer or project")),
    ("program", N_("Once in the program")),
)
FREEZES = (("submission", N_("The submission")), ("step", N_("Each decision: approval, extension, progress")))
DISTRIBUTOR = (
    ("no", N_("The partner alone")),
    ("may", N_("The partner and its distributor, where it has one")),
    ("must", N_("The partner and its distributor; without one it is not taken")),
)
RESULTS = (
    ("approve", N_("May be approved")),
    ("review", N_("A person decides")),
    ("wait", N_("Waits for the first one")),
    ("return", N_("Returned for information")),
    ("reject", N_("To be rejected")),
)
MODES = (("any", N_("Any of them")), ("all", N_("All of them")), ("in_order", N_("All of them, in order")))
BENEFITS: Mapping[str, Kinds] = {
    "percent": rules.NUMBER, "amount": (rules.NUMBER, rules.MONEY), "points": rules.NUMBER, "share": rules.NUMBER, "price_class": rules.TEXT,
}  # fmt: skip
BENEFIT_LABELS = {
    "percent": N_("Percent"), "amount": N_("Amount"), "points": N_("Points"), "share": N_("Share"), "price_class": N_("Price class"),
}  # fmt: skip
VALUES = (
    ("band", N_("Band")), ("order", N_("Place in the order")), ("approvers", N_("Who approves")), ("extensions", N_("Most extensions")),
    ("protected_until", N_("Last day of protection")), ("window_until", N_("Last day of the window")), ("automatic", N_("Approved by itself")),
    *BENEFIT_LABELS.items(),
)  # fmt: skip
PROTECTION = {
    "start": "decided_on", "length": "setting.protection_days", "unit": "days", "start_day": "counts", "last_day": "counts",
    "non_working": "stays",
}  # fmt: skip
EXTENSION = {**PROTECTION, "start": "protected_until", "length": "setting.extension_days", "start_day": "not_counted"}
KEY, WHO, TIME, GIVES = N_("What is unique"), N_("Who and what"), N_("Protection"), N_("Decision and benefit")


class Names(fields.Field):
    """Names in a text or a list; kept as a text, separated by commas."""

    type_name = "deals_names"
    multiline = False
    max_length = 200

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> str:
        parts = value.split(",") if isinstance(value, str) else value
        if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
            raise ValidationError(NAMES)
        return ", ".join(dict.fromkeys(part.strip() for part in parts if part.strip()))


NAMES_TYPE = FieldType("deals_names", Names, "text", "text", (), "text")
"""Of policies only, so it is not offered where admins make fields."""


class RegistrationPolicy(PolicySchema):
    """Which registrations stand in each other's way, who may register what, what is protected how long, and what it gives."""

    key = Names(
        label=N_("Only one registration for the same"), group=KEY, order=10,
        help=N_("customer, products or any field of a deal. Registrations that differ in one of them do not meet. Empty: as the settings say."),
    )  # fmt: skip
    counts = fields.MultiChoice(
        choices=COUNTS, load_default=lambda: ["same"], label=N_("Who counts as the same customer"), group=KEY, order=11
    )
    not_first = fields.Choice(choices=NOT_FIRST, load_default="wait", label=N_("A registration that is not the first"), group=KEY, order=12)
    not_first_code = Code(load_default="not_first", label=N_("Its reason code"), group=KEY, order=13)
    customer_choice = fields.Choice(
        choices=OVERRIDE, load_default="no", label=N_("The customer's written choice overrides the order"), group=KEY, order=14
    )
    evidence_once = fields.Choice(choices=ONCE, load_default="no", label=N_("An evidence document may be used"), group=KEY, order=15)

    governs = fields.Choice(
        choices=FREEZES, load_default="submission", label=N_("The version of this policy is chosen by"), group=WHO, order=18
    )
    known_at = fields.Choice(
        choices=FREEZES, load_default="step", label=N_("Facts of partner and customer are those at"), group=WHO, order=19,
        help=N_("Like the level that decides about length and discount: later changes of it do not count."),
    )  # fmt: skip
    eligible = Rule(label=N_("Who may register"), group=WHO, order=20, help=N_("A rule over facts of the partner."))
    minimum = Rule(label=N_("Minimum size"), group=WHO, order=21, help=N_("On the whole deal, on some of its lines, or on units."))
    checks = Clauses(
        values={"evidence": rules.TEXT}, labels={"evidence": N_("Evidence needed")}, choose="all",
        label=N_("Checks"), group=WHO, order=22,
    )  # fmt: skip
    rulings = Clauses(choose="one", label=N_("What becomes of it"), group=WHO, order=23)
    distributor = fields.Choice(choices=DISTRIBUTOR, load_default="no", label=N_("Who is protected"), group=WHO, order=24)
    quota = Formula(expect=(rules.INTEGER, rules.NUMBER), label=N_("Most protections of a partner at one time"), group=WHO, order=25)

    protection = DateRule(load_default=lambda: dict(PROTECTION), label=N_("Protected until"), group=TIME, order=30)
    extension = DateRule(load_default=lambda: dict(EXTENSION), label=N_("An extension ends"), group=TIME, order=31)
    extensions = Formula(
        expect=(rules.INTEGER, rules.NUMBER), load_default="setting.max_extensions", label=N_("Most extensions"), group=TIME, order=32
    )
    extend_when = Rule(missing="no", label=N_("May be extended when"), group=TIME, order=33, help=N_("Stage, days left, proof."))
    extend_expired = Rule(
        missing="no", label=N_("May be extended after its end when"), group=TIME, order=34,
        help=N_("Days left are negative then, like days_left >= -30. Empty: what has ended stays so."),
    )  # fmt: skip
    activity = DateRule(start="activity_on", length="30", label=N_("Reported progress protects until"), group=TIME, order=35)
    silence = DateRule(start="activity_on", length="60", label=N_("Without progress it ends"), group=TIME, order=36)
    longest = DateRule(start="decided_on", length="180", label=N_("Never longer than"), group=TIME, order=37)

    bands = Bands(
        values={"approver": rules.TEXT, **BENEFITS}, labels={"approver": N_("Approver (role)"), **BENEFIT_LABELS},
        label=N_("Bands of size"), group=GIVES, order=40,
    )  # fmt: skip
    approvals = Clauses(
        results=MODES, values={"roles": rules.TEXT}, labels={"roles": N_("Roles, separated by commas")}, choose="first",
        label=N_("Who approves"), group=GIVES, order=41,
    )  # fmt: skip
    automatic = Rule(missing="no", label=N_("Approved by itself when"), group=GIVES, order=42)
    silent_approval = fields.Boolean(load_default=False, label=N_("Approved by itself when we miss our own limit"), group=GIVES, order=43)
    benefits = Clauses(
        results=(("given", N_("Given")),), values=BENEFITS, labels=BENEFIT_LABELS, choose="first", label=N_("What it gives"), group=GIVES,
        order=44,
    )  # fmt: skip


DEFAULT: Mapping[str, Any] = {}
"""The document in force until one is published: every default, which is what the settings say."""
