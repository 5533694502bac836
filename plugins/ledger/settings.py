"""How a program converts currencies: its rate policy."""

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError

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


NOT_NUMBERED = N_("Write a kind of account, = and its number on each line, like rebates.expense = 4730.")
NUMBERED = re.compile(r"([a-z][a-z0-9_]*\.[a-z0-9_.]+)\s*=\s*(\S[^=]{0,39})")


def _numbered(text: str) -> None:
    if any(NUMBERED.fullmatch(line.strip()) is None for line in text.splitlines() if line.strip()):
        raise ValidationError(NOT_NUMBERED)


class LedgerSettings(SettingsSchema):
    numbers = fields.LongText(
        load_default="", max_length=4000, label=N_("Accounts of the general ledger"), group=N_("General ledger"), order=10, validate=_numbered,
        help=N_("A line for each kind of account, like rebates.expense = 4730. The journal file names them; other kinds stay as they are."),
    )  # fmt: skip
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


def numbers() -> dict[str, str]:
    """Return what the kinds of accounts are called in the general ledger."""
    found = (NUMBERED.fullmatch(line.strip()) for line in (settings()["numbers"] or "").splitlines())
    return {one[1]: one[2].strip() for one in found if one is not None}
