"""Signing a statement: by name, or by silence where the program says so."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from hansa import clock
from plugins.rebates.period import cutting
from plugins.rebates.settings import settings

Values = Mapping[str, Any]
BEFORE = timedelta(days=3)


def signed(statement: Any, values: Values) -> Values:
    return {"confirmed_at": clock.now(), "confirmed_by": values["confirmed_by"]}


def lapsed(statement: Any, values: Values) -> Values:
    return {"confirmed_at": clock.now()}


def lapses_at(statement: Any) -> datetime | None:
    """When a statement counts as signed because nobody disputed it; None where it must be signed. People sign by silence."""
    if settings()["sign"] == "signed" and not statement.receiver:
        return None
    return cutting.after(statement.dispute_by)


def reminders(statement: Any) -> Sequence[datetime]:
    due = lapses_at(statement)
    return (due - BEFORE,) if due else ()
