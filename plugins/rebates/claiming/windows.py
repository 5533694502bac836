"""Until when a sale, a price that fell or stock can be claimed for."""

from datetime import date

from hansa import clock, current_scope
from plugins.policies.api import calendar, last_day
from plugins.rebates.settings import settings

NAMES = {"ship_debit": "sale_window", "price_protection": "price_window", "stock_rotation": "stock_window"}
"""The setting that says how long, by the kind of a claim."""


def until(kind: str, event: date) -> date | None:
    """Return the last day on which something that happened can be claimed for; None without end."""
    known = settings()
    length = known[NAMES[kind]]
    return None if length is None else last_day(event, length, known["window_unit"], known["window_ends"], calendar(known["window_calendar"]))


def over(kind: str, event: date) -> bool:
    """Tell whether it is too late today."""
    last = until(kind, event)
    return last is not None and clock.today(current_scope().program.zone) > last
