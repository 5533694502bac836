"""How a program runs its market funds."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, SettingsSchema, fields, settings_for


class FundSettings(SettingsSchema):
    reoffer = fields.Boolean(
        load_default=True, label=N_("Offer money that comes back to plans that wait"), group=N_("Idle money"), order=1,
        help=N_("The oldest plan first, out of the budget the money went back to."),
    )  # fmt: skip
    rebate_fund = fields.String(
        load_default="", max_length=80, label=N_("Fund that takes rebates"), group=N_("Rebates"), order=4,
        help=N_("Its short name. Empty: the only fund; where there are several, a person pays them."),
    )  # fmt: skip
    few = fields.Integer(
        load_default=5, min=2, max=100, label=N_("Activities a figure of return needs"), group=N_("Return"), order=2,
        help=N_("With fewer, the report warns that the figure says little; also for partners on each side of a comparison."),
    )  # fmt: skip
    recognised = fields.Integer(
        load_default=3, min=2, max=50, label=N_("Other partners an experience needs to be told"), group=N_("Return"), order=3,
        help=N_("With fewer beside itself, a partner is not told what such activities brought, so that nobody is recognised."),
    )  # fmt: skip
    compared = fields.String(
        load_default="orders.revenue", max_length=80, label=N_("Measure that tells growth"), group=N_("Return"), order=4,
        help=N_("Partners with activities are compared by it with like partners without, for example orders.revenue."),
    )  # fmt: skip


def settings() -> Mapping[str, Any]:
    """Return the settings of the active program."""
    return settings_for("mdf")
