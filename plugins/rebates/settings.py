"""How a program settles rebates."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hansa import N_, SettingsSchema, fields, settings_for
from plugins.rebates.states import FORMS

DISPUTED = (
    ("undisputed", N_("What is not disputed is paid")),
    ("all", N_("Nothing is paid until the dispute is over")),
)
RETURNS = (
    ("measured", N_("They lower what is measured in the period they come in")),
    ("clawed_back", N_("What was paid for them is taken back, where a measure leaves returns out")),
)
SIGN = (
    ("silence", N_("A statement counts as signed when nobody disputes it in time")),
    ("signed", N_("A statement must be signed")),
)
PERIODS, MONEY, SIGNALS = N_("Statements"), N_("Payout"), N_("Fraud signals")
CLAIMS = N_("Claims")
UNITS = (("days", N_("Calendar days")), ("business_days", N_("Working days")), ("weeks", N_("Weeks")), ("months", N_("Months")))
ENDS = (("stays", N_("Stays")), ("next", N_("Moves to the next working day")), ("previous", N_("Moves to the working day before")))
OPEN = N_("Counted from the day after the event; the last day still counts. Empty: without end.")
MOST = Decimal("999999999999")


class RebateSettings(SettingsSchema):
    sign = fields.Choice(choices=SIGN, load_default="silence", label=N_("Signature"), group=PERIODS, order=1)
    dispute_days = fields.Integer(
        load_default=14, min=1, max=365, label=N_("Days in which a line can be disputed"), group=PERIODS, order=2,
        help=N_("Where the program itself does not say until when."),
    )  # fmt: skip
    answer_days = fields.Integer(load_default=10, min=1, max=365, label=N_("Days in which we answer a dispute"), group=PERIODS, order=3)
    disputed = fields.Choice(choices=DISPUTED, load_default="undisputed", label=N_("While a line is disputed"), group=PERIODS, order=4)
    payout_form = fields.Choice(choices=FORMS, load_default="balance", label=N_("Form of payout"), group=MONEY, order=10)
    approve_from = fields.Decimal(
        load_default=None, allow_none=True, min=0, max=MOST, label=N_("Two people approve payouts from this amount"), help=N_("Empty: one is enough."),
        group=MONEY, order=11,
    )  # fmt: skip
    returns = fields.Choice(choices=RETURNS, load_default="measured", label=N_("Goods given back after the payout"), group=MONEY, order=11)
    clawback_share = fields.Percent(
        load_default=Decimal(50), label=N_("Most that is clawed back of one period, in percent of what is payable"), group=MONEY, order=12
    )
    clawback_consent = fields.Boolean(
        load_default=False, label=N_("What was paid is taken back only with the consent of whom it was paid to"), group=MONEY, order=13,
        help=N_("A participation may say otherwise, as its agreement does."),
    )  # fmt: skip
    notice_days = fields.Integer(load_default=14, min=0, max=365, label=N_("Days of notice before a clawback"), group=MONEY, order=13)
    webhook_url = fields.String(
        load_default="", max_length=400, label=N_("Where payouts of another system are sent"), help=N_("An https address. What is sent is signed."),
        group=MONEY, order=14,
    )  # fmt: skip
    rotation_share = fields.Decimal(
        load_default=None, allow_none=True, min=0, max=100, label=N_("Stock rotation up to so many percent of what was bought"),
        help=N_("Empty: no limit."), group=CLAIMS, order=16,
    )  # fmt: skip
    rotation_months = fields.Integer(load_default=3, min=1, max=36, label=N_("Bought in so many months before"), group=CLAIMS, order=17)
    sale_window = fields.Integer(load_default=None, allow_none=True, min=1, max=3660, label=N_("A sale can be claimed for within"), group=CLAIMS, order=18, help=OPEN)
    price_window = fields.Integer(
        load_default=None, allow_none=True, min=1, max=3660, label=N_("A price change can be claimed for within"), group=CLAIMS, order=18, help=OPEN
    )
    stock_window = fields.Integer(
        load_default=None, allow_none=True, min=1, max=3660, label=N_("Stock can be exchanged within"), group=CLAIMS, order=18, help=OPEN
    )
    window_unit = fields.Choice(choices=UNITS, load_default="days", label=N_("Counted in"), group=CLAIMS, order=19)
    window_ends = fields.Choice(choices=ENDS, load_default="stays", label=N_("A last day that is not a working day"), group=CLAIMS, order=19)
    window_calendar = fields.String(
        load_default="", max_length=80, label=N_("Calendar of working days"), help=N_("Its short name. Empty: Monday to Friday."), group=CLAIMS, order=19
    )
    close_percent = fields.Integer(
        load_default=80, min=50, max=99, label=N_("Close to a step is who has done this much of the way, in percent"), group=PERIODS, order=5
    )
    split_limit = fields.Decimal(
        load_default=None, allow_none=True, min=0, max=MOST, label=N_("Orders just below this amount are looked at"),
        help=N_("Several of one partner on one day, each below it, together above it. Empty: none."), group=SIGNALS, order=20,
    )  # fmt: skip
    stuffing_days = fields.Integer(
        load_default=10, min=1, max=60, label=N_("Last days of a period that are looked at"), group=SIGNALS, order=21
    )
    stuffing_share = fields.Percent(
        load_default=Decimal(30), label=N_("Share of what was bought then and given back after, in percent"), group=SIGNALS, order=22
    )


def settings() -> Mapping[str, Any]:
    """Return the settings of the active program."""
    return settings_for("rebates")
