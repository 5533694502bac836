"""How a fund grows over a period, and what becomes of it at the end of a year or of the agreement."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from hansa import N_
from plugins.mdf.engine.amounts import NOTHING, exact, percent_of, rounded
from plugins.mdf.engine.claim import last_money_day
from plugins.mdf.policy.rows import Accrual
from plugins.policies.api import Outcome, Reason, Run

OPEN = N_("“%(name)s” cannot be computed: a figure is not known.")
CAPPED = N_("“%(name)s” is capped at %(cap)s.")
FORFEITED = N_("What is left is forfeited.")
CARRIED = N_("What is left can be claimed until %(day)s.")


def accrue(run: Run) -> Outcome:
    """Return accrued (or review when a figure is unknown) with the amount by component, unrounded beside it, and its last day."""
    if run.test("applies") is False:
        return run.outcome("outside")
    amounts, reasons = {}, []
    for component in run.parts["accruals"]:
        if component.when is not None and not run.explain(component.when, f"{component.place}/when"):
            continue
        amounts[component.name] = _component(run, component, reasons)
    known = {name: value for name, value in amounts.items() if value is not None}
    values: dict[str, Any] = {name: rounded(run, value) for name, value in known.items()}
    total = sum(known.values(), NOTHING)
    values |= {"accrued": sum(values.values(), rounded(run, NOTHING)), "exact": total, "parts": {n: str(v) for n, v in known.items()}}
    values |= {f"{name}_unrounded": value for name, value in known.items()}
    day = last_money_day(run)
    return run.outcome("review" if len(known) < len(amounts) else "accrued", reasons, **values, **({"last_day": day} if day else {}))


def _component(run: Run, component: Accrual, reasons: list[Reason]) -> Fraction | None:
    """Return (base − what does not count − what is not above) × percent, at most the cap; None when a figure is unknown."""
    base = run.explain(component.of, f"{component.place}/of")
    off = [run.explain(rule, f"{component.place}/{name}") for name, rule in _taken(component).items()]
    percent = run.explain(component.percent, f"{component.place}/percent")
    if base is None or percent is None or None in off:
        reasons.append(Reason("unknown_figure", "warn", OPEN, {"name": component.label}, component.place))
        return None
    found = percent_of(percent, max(exact(base) - sum(map(exact, off), NOTHING), NOTHING))
    cap = run.explain(component.cap, f"{component.place}/cap") if component.cap is not None else None
    if cap is None and component.cap is not None:
        reasons.append(Reason("unknown_figure", "warn", OPEN, {"name": component.label}, component.place))
        return None
    if cap is not None and found > exact(cap):
        reasons.append(Reason("capped", "info", CAPPED, {"name": component.label, "cap": cap}, f"{component.place}/cap"))
        found = exact(cap)
    run.note(component.place, found, component.label)
    return found


def _taken(component: Accrual) -> Mapping[str, Any]:
    return {name: rule for name, rule in (("less", component.less), ("above", component.above)) if rule is not None}


def year_end(run: Run) -> Outcome:
    """Return forfeited or carried: what is lost, what the next year opens with, until when."""
    left, day = exact(run.facts.get("available") or 0), last_money_day(run)
    if run.parts["unused"] == "carry" and day is not None:
        reason = Reason("carried", "info", CARRIED, {"day": day.isoformat()}, "/unused")
        return run.outcome("carried", [reason], forfeited=NOTHING, next_year_opening=left, last_day=day)
    reason = Reason("forfeited", "info", FORFEITED, rule="/unused")
    return run.outcome("forfeited", [reason], forfeited=left, next_year_opening=NOTHING)


def agreement_end(run: Run) -> Outcome:
    """Return what running money becomes: what is forfeited, what is still paid."""
    left, kept = (exact(run.facts.get(name) or 0) for name in ("available", "reserved"))
    word = run.parts["agreement_end"]
    run.note("/agreement_end", word)
    lost = {"honour": left, "forfeit": left + kept, "expiry": NOTHING}[word]
    return run.outcome(word, forfeited=lost, honoured=left + kept - lost)
