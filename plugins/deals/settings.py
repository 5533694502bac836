"""How a program registers deals."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, SettingsSchema, fields, settings_for

UNIQUENESS = (
    ("customer", N_("Customer")),
    ("customer+product", N_("Customer and product")),
    ("customer+project", N_("Customer and project")),
)
KEYS = {"customer": ("customer",), "customer+product": ("customer", "products"), "customer+project": ("customer", "title")}
"""The fields of each key, as a policy names them."""
DISCLOSURE = (
    ("review", N_("“Received, under review”, the same for everybody")),
    ("status", N_("Whether it is clear, contested or protected; never who or how much")),
)

EVIDENCE = (
    ("none", N_("Nothing has to be shown")),
    ("note", N_("A note, like the number of the order")),
    ("file", N_("A file, like the order or the invoice")),
)


class DealSettings(SettingsSchema):
    protection_days = fields.Integer(load_default=90, min=1, max=730, label=N_("Days of protection"), group=N_("Protection"), order=1)
    extension_days = fields.Integer(load_default=30, min=1, max=730, label=N_("Days of an extension"), group=N_("Protection"), order=2)
    max_extensions = fields.Integer(load_default=1, min=0, max=20, label=N_("Extensions of one deal"), group=N_("Protection"), order=3)
    reminder_days = fields.Integer(
        load_default=14, min=1, max=180, label=N_("Days before the end that we remind"), group=N_("Protection"), order=4
    )
    review_days = fields.Integer(
        load_default=5,
        min=1,
        max=180,
        label=N_("Days in which we decide"),
        help=N_("Both sides see how many are left."),
        group=N_("Review"),
        order=6,
    )
    answer_days = fields.Integer(
        load_default=14, min=1, max=180, label=N_("Days a partner has to answer a question"),
        help=N_("A registration that is not completed in time is closed."), group=N_("Review"), order=7,
    )  # fmt: skip
    answer_reminder_days = fields.Integer(
        load_default=3, min=1, max=90, label=N_("Days before that at which we remind"), group=N_("Review"), order=8
    )
    stalled_days = fields.Integer(
        load_default=0, min=0, max=365, label=N_("Days without news after which a protected deal counts as stalled"),
        help=N_("Both sides are told. 0: never."), group=N_("Protection"), order=5,
    )  # fmt: skip
    won_evidence = fields.Choice(
        choices=EVIDENCE, load_default="note", label=N_("What shows that a deal is won"), group=N_("Review"), order=9
    )
    won_after_days = fields.Integer(
        load_default=0,
        min=0,
        max=90,
        label=N_("Days between the registration and “won”"),
        help=N_("0: no limit."),
        group=N_("Review"),
        order=9,
    )
    uniqueness = fields.Choice(
        choices=UNIQUENESS, load_default="customer", label=N_("Only one partner is protected for a"), group=N_("Duplicates"), order=10
    )
    disclosure = fields.Choice(
        choices=DISCLOSURE, load_default="review", label=N_("What a partner learns when it registers"), group=N_("Duplicates"), order=11
    )
    answers_per_day = fields.Integer(
        load_default=20, min=1, max=1000, label=N_("Registrations of a partner that are answered in a day"),
        help=N_("Further ones are told “under review”, so that nobody can search our pipeline by registering."), group=N_("Duplicates"), order=12,
    )  # fmt: skip


def settings() -> Mapping[str, Any]:
    """Return the settings of the active program."""
    return settings_for("deals")
