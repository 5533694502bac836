"""The days of a program that follow from an event: until when lines can be disputed, when what is stated is paid."""

from collections.abc import Mapping
from datetime import date

from plugins.policies.api import Compiled, Limit, calendar
from plugins.rebates.program.parts import Made

Events = Mapping[str, date]
"""Days by the names rules have for them: `stated_on`, `signed_on`, `approved_on`, those of the period."""


def dispute_day(policy: Compiled, events: Events) -> date | None:
    """Return the last day to dispute a line; None where the program does not say."""
    return _day(policy, _rows(policy, "dispute").get(""), events)


def payment_day(policy: Compiled, group: str, events: Events) -> date | None:
    """Return the day what belongs to a group is paid; None where the program does not say: as soon as may be."""
    return _day(policy, _rows(policy, "payment").get(group), events)


def payment_group(policy: Compiled, component: str) -> str:
    """Return what a component is paid together with: the component where it has a day of its own, else all others (empty)."""
    return component if component in _rows(policy, "payment") else ""


def _rows(policy: Compiled, what: str) -> dict[str, Made]:
    return {row["component"]: row for row in policy["dates"] or () if row["what"] == what}


def _day(policy: Compiled, row: Made | None, events: Events) -> date | None:
    found: Limit | None = row.limit if row is not None else None
    if found is None:
        return None
    start, length = found.start.run(events), found.length.run(events)
    return None if start is None or length is None else found.reached(start, int(length), calendar(policy.calendar)).last_day
