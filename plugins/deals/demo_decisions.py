"""What the policy of the time said to the submissions of the demo that are loaded like an import."""

from datetime import datetime
from typing import Any

from hansa.demo import acting_as, at
from plugins.deals.deciding import behind_the_wall
from plugins.deals.demo_cast import Cast
from plugins.deals.demo_plan import DealPlan
from plugins.deals.demo_policy import Held
from plugins.deals.entities import DEAL
from plugins.deals.gathering import gathered
from plugins.deals.kind import REGISTRATION, key_of
from plugins.deals.rivals import Check
from plugins.policies.api import decide


def decide_at_submission(deal: DealPlan, record: Any, cast: Cast, cutoff: datetime, held: Held) -> None:
    """Store the decision about a deal that was submitted before the cutoff; nobody stood in its way."""
    submitted = next((step.at for step in deal.steps if step.name == "submit" and step.at < cutoff), None)
    if submitted is None:
        return
    version = next(version for start, version in reversed(held) if start <= submitted)
    with at(submitted), acting_as(cast.partner(deal)), behind_the_wall():
        facts = gathered(record, "submit", version.compiled, key_of(version.compiled), Check(), submitted)
        decide(REGISTRATION.key, facts, record=record, entity=DEAL, at=submitted, version=version)
