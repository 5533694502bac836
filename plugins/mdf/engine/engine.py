"""The fund engine: one pure function for every step a fund policy decides about."""

from collections.abc import Callable, Mapping
from typing import Any

from plugins.mdf.engine import accrual, claim, request
from plugins.policies.api import Compiled, Outcome, Run

VERSION = 1
STEPS: Mapping[str, Callable[[Run], Outcome]] = {
    "request": request.decide, "claim": claim.decide, "accrue": accrual.accrue, "year_end": accrual.year_end,
    "agreement_end": accrual.agreement_end,
}  # fmt: skip


def engine(policy: Compiled, facts: Mapping[str, Any]) -> Outcome:
    """Return what the policy says at a step; without one it is a request."""
    return STEPS[str(facts.get("step") or "request")](policy.run(facts))
