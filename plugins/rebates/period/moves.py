"""What the moves of a period check and set."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from hansa import N_, Conflict, Denied, _, clock, current_scope, enqueue, lazy
from plugins.rebates.paying import accruing, signals
from plugins.rebates.period import cutting, order
from plugins.rebates.stating import issuing

runs = lazy("plugins.rebates.engine.runs")
accruals = lazy("plugins.rebates.estimate.accruals")
confidence = lazy("plugins.rebates.estimate.confidence")
jobs = lazy("plugins.rebates.jobs")
Values = Mapping[str, Any]
TOO_EARLY = N_("The grace ends on %(day)s. Rows that are received until then still count.")
NOT_OVER = N_("The period ends on %(day)s.")
NOT_CALCULATED = N_("Calculate the period first.")
OTHER = N_("You reviewed this period. Another person has to issue the statements.")


def ended_at(period: Any) -> datetime:
    """When its last day is over."""
    return cutting.after(period.ends_on)


def calculates_at(period: Any) -> datetime:
    """When the day of its calculation begins."""
    return cutting.after(period.calculate_on - timedelta(days=1))


def is_over(period: Any) -> str | None:
    if clock.today(current_scope().program.zone) > period.ends_on:
        return None
    return str(_(NOT_OVER, day=period.ends_on.isoformat()))


def grace_is_over(period: Any) -> str | None:
    if clock.today(current_scope().program.zone) > period.cut_off_on:
        return None
    return str(_(TOO_EARLY, day=period.cut_off_on.isoformat()))


def calculated(period: Any, values: Values) -> Values:
    """Calculate by the policy in force, and let that run hold. What is accrued follows it: what waits goes on to the periods after."""
    run = runs.calculate(period)
    signals.look(period)
    figures = accruals.calculated(run.id)
    if period.accrued_for:
        accruing.accrue(period, figures, key=f"run:{run.id}")
        enqueue(jobs.ACCRUE, {"key": str(run.id)}, dedupe_key=f"accrue:{run.id}")
    return {"run_id": run.id, "reviewed_by": None, "track": confidence.outcome(period, figures)}


def is_calculated(period: Any, values: Values) -> None:
    if period.run_id is None:
        raise Conflict(_(NOT_CALCULATED), code="not-calculated")
    order.may_be_reviewed(period, values)


def reviewed(period: Any, values: Values) -> Values:
    return {"reviewed_by": current_scope().actor.user_id}


def sent_back(period: Any, values: Values) -> Values:
    return {"reviewed_by": None}


def by_another(period: Any, values: Values) -> None:
    """Whoever reviewed a period does not issue its statements."""
    actor = current_scope().actor
    if actor.kind != "system" and period.reviewed_by is not None and actor.user_id == period.reviewed_by:
        raise Denied(_(OTHER))
    order.may_be_issued(period, values)


def stated(period: Any, values: Values) -> Values:
    """Issue the statements; from now on nothing in the period changes."""
    issuing.issue(period)
    return {"closed_at": clock.now()}
