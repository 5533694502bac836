"""Who acts in the demo: a person of each partner, the channel manager, the portal itself."""

from hansa import current_scope
from hansa.demo import Scope, people
from plugins.deals.demo.plan import DealPlan
from plugins.deals.demo.step import Step


class Cast:
    """The people of the active program, by the part they have in a deal."""

    def __init__(self) -> None:
        crowd = people()
        self.partners = [members[-1] for partner, members in crowd.items() if partner is not None]
        self.manager = next(scope for scope in crowd[None] if "manager" in scope.actor.roles)
        self.system = current_scope()

    def partner(self, deal: DealPlan) -> Scope:
        return self.partners[deal.partner]

    def of(self, deal: DealPlan, step: Step) -> Scope:
        """Return who makes a step."""
        return {"partner": self.partner(deal), "staff": self.manager, "system": self.system}[step.by]
