"""The days a statement is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from hansa import N_, Unprocessable, _
from plugins.ledger.book.limits import today

USUAL = timedelta(days=90)
NO_DAY = N_("Write a day like 2026-01-31, the first not after the last.")


@dataclass(frozen=True)
class Period:
    """From the first day to the last, both included; None is open."""

    since: date | None
    until: date | None


def period_of(args: Mapping[str, str], *, usual: bool = True) -> Period:
    """Return the period of a query string: `since` and `until`; the last 90 days where nothing is said. Raises Unprocessable."""
    if usual and not {"since", "until"} & set(args):
        return Period(today() - USUAL, None)
    found = Period(_day(args.get("since")), _day(args.get("until")))
    if found.since and found.until and found.since > found.until:
        raise _wrong()
    return found


def usual() -> Period:
    """Return the month before: what is handed to a general ledger."""
    last = today().replace(day=1) - timedelta(days=1)
    return Period(last.replace(day=1), last)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _wrong() from None


def _wrong() -> Unprocessable:
    return Unprocessable(_(NO_DAY), code="period", errors=[{"pointer": "/since", "code": "period", "message": _(NO_DAY)}])
