"""What the policy of the time said to the submissions of the demo that are loaded like an import."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from hansa.demo import at
from plugins.deals.demo.plan import DealPlan
from plugins.deals.demo.policies import Held
from plugins.deals.duplicates.rivals import Check
from plugins.deals.entities import DEAL
from plugins.deals.registration.deciding import behind_the_wall
from plugins.deals.registration.gathering import gathered
from plugins.deals.registration.kind import REGISTRATION, key_of
from plugins.policies.api import InForce, decide


def decide_at_submission(deals: Iterable[tuple[DealPlan, Any]], cutoff: datetime, held: Held) -> None:
    """Store, as the portal itself, the decisions about deals that were submitted before the cutoff; nobody stood in their way."""
    with behind_the_wall():
        for deal, record in deals:
            submitted = next((step.at for step in deal.steps if step.name == "submit" and step.at < cutoff), None)
            if submitted is not None:
                with at(submitted):
                    _decide(record, submitted, in_force(submitted, held))


def in_force(moment: datetime, held: Held) -> InForce:
    """Return the version that held at a moment."""
    return next(version for start, version in reversed(held) if start <= moment)


def _decide(record: Any, moment: datetime, version: InForce) -> None:
    facts = gathered(record, "submit", version.compiled, key_of(version.compiled), Check(), moment)
    decide(REGISTRATION.key, facts, record=record, entity=DEAL, at=moment, version=version)
