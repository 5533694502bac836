"""How a program converts currencies: its rate policy."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, SettingsSchema, fields, settings_for

DAYS = (
    ("day", N_("The day of the event")),
    ("month", N_("The first day of its month")),
    ("month_before", N_("The last day of the month before")),
)
PATHS = (
    ("direct", N_("Only a rate from the one to the other")),
    ("inverse", N_("Also the rate of the other direction, inverted")),
    ("pivot", N_("Also by the program's currency")),
)
ROUNDINGS = (
    ("half_up", N_("To the nearest, halves up")),
    ("half_even", N_("To the nearest, halves to even")),
    ("down", N_("Down")),
    ("up", N_("Up")),
)
GROUP = N_("Rate policy")


class LedgerSettings(SettingsSchema):
    rate_kind = fields.String(
        load_default="mid",
        max_length=30,
        label=N_("Kind of rate"),
        help=N_("As rates are marked, like mid, buy, sell."),
        group=GROUP,
        order=1,
    )
    rate_day = fields.Choice(choices=DAYS, load_default="day", label=N_("Whose rate counts"), group=GROUP, order=2)
    rate_path = fields.Choice(
        choices=PATHS,
        load_default="pivot",
        label=N_("Which rates may be used"),
        help=N_("Without a rate nothing is converted."),
        group=GROUP,
        order=3,
    )
    rate_age = fields.Integer(
        load_default=None,
        allow_none=True,
        min=0,
        max=3660,
        label=N_("Oldest rate in days"),
        help=N_("Empty: the newest that is known."),
        group=GROUP,
        order=4,
    )
    rate_rounding = fields.Choice(choices=ROUNDINGS, load_default="half_up", label=N_("Rounding"), group=GROUP, order=5)
    rate_places = fields.Integer(
        load_default=None,
        allow_none=True,
        min=0,
        max=4,
        label=N_("Decimals"),
        help=N_("Empty: those of the currency."),
        group=GROUP,
        order=6,
    )


def settings() -> Mapping[str, Any]:
    """Return the settings of the active program."""
    return settings_for("ledger")
