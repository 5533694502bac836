"""Which costs count, and which share of them the fund pays."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from hansa import typed_list
from plugins.mdf.engine.amounts import NOTHING, exact
from plugins.policies.api import Run

Row = Mapping[str, Any]


def row_of(run: Run, kind: Any) -> Row | None:
    """Return what the policy says of a kind of activity; None where it does not name it."""
    return next((row for row in run.parts["kinds"] if row["kind"] == kind), None)


def percent_for(run: Run, kind: Any) -> Any:
    """Return the share for a kind of activity in percent; None when it cannot be told."""
    row = row_of(run, kind)
    if row is not None and row["percent"] is not None:
        return run.explain(row["percent"], f"/kinds/{run.parts['kinds'].index(row)}/percent")
    return run.figure("share")


def most_for(run: Run, kind: Any) -> tuple[bool, Any]:
    """Return whether an activity of a kind is paid at most so much, and how much: None when it cannot be told."""
    row = row_of(run, kind)
    if row is None or row["most"] is None:
        return False, None
    return True, run.explain(row["most"], f"/kinds/{run.parts['kinds'].index(row)}/most")


def eligible(run: Run, costs: Iterable[Row]) -> tuple[Fraction, Fraction]:
    """Return what of costs counts and what does not."""
    outside = typed_list(run.parts["not_counting"])
    counts = off = NOTHING
    for cost in costs:
        amount = exact(cost["amount"])
        if cost["kind"] in outside:
            off += amount
        else:
            counts += amount
    run.note("/not_counting", off)
    return counts, off


def proof_for(run: Run, kind: Any) -> list[str]:
    """Return the kinds of evidence an activity needs."""
    row = row_of(run, kind)
    return list(dict.fromkeys((*typed_list(run.parts["evidence"]), *typed_list(row["evidence"] if row else ""))))
