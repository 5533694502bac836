"""How a program grants special prices."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hansa import N_, EntitySchema, SettingsSchema, fields, settings_for

MODES = (
    ("any", N_("One person whose limit is high enough")),
    ("all", N_("Every level up to the one whose limit is high enough")),
)


class LimitSchema(EntitySchema):
    """Up to where a role may grant a discount."""

    role = fields.String(required=True, label=N_("Role"), help=N_("The key of a role, like manager."))
    percent = fields.Percent(required=True, label=N_("Largest discount of a line, in percent"))
    amount = fields.Money(required=True, min=0, label=N_("Discount in all"))


def _limit(role: str, percent: int, amount: int) -> dict[str, Any]:
    return {"role": role, "percent": Decimal(percent), "amount": Decimal(amount)}


class SpecialPriceSettings(SettingsSchema):
    due_days = fields.Integer(load_default=7, min=1, max=180, label=N_("Days in which we decide"), group=N_("Review"), order=1)
    limits = fields.Lines(
        LimitSchema, max_rows=10, load_default=lambda: [_limit("manager", 20, 50_000), _limit("finance", 35, 250_000), _limit("admin", 100, 100_000_000)],
        label=N_("Limits of the approvers, the lowest first"), help=N_("What is above the limit of one level goes to the next."), group=N_("Approval"), order=2,
    )  # fmt: skip
    approvals = fields.Choice(choices=MODES, load_default="any", label=N_("Who has to agree"), group=N_("Approval"), order=3)
    ceiling = fields.String(
        max_length=48, load_default="", label=N_("Fact that says how much a partner may ask for"), group=N_("Approval"), order=3,
        help=N_("A fact of the partner in percent of the list price, like benefit_special_discount of its level. Empty, or not known: no limit."),
    )  # fmt: skip
    margin_floor = fields.Percent(
        load_default=Decimal(10), label=N_("Least margin in percent"), help=N_("Shown to staff where the cost of a product is known."),
        group=N_("Price guard"), order=4,
    )  # fmt: skip
    compared_months = fields.Integer(
        load_default=24, min=1, max=120, label=N_("Months of past approvals that are compared"), group=N_("Price guard"), order=5
    )


def settings() -> Mapping[str, Any]:
    """Return the settings of the active program."""
    return settings_for("specialprice")
