"""The cards of the home page and the panel of the duplicate check."""

import uuid

from flask import Blueprint

from hansa import NotFound, current_scope, entity_of, policy, records, render
from plugins.deals import views

pages = Blueprint("deals", __name__)


@pages.get("/cards/needs-you", endpoint="needs_you")
@policy("deals.deal.view")
def needs_you() -> str:
    """What waits for the reader: answers and drafts of a partner, registrations staff has to decide."""
    return render("deals/tasks.html", block="page", tasks=views.needs_you(), empty=views.NOTHING)


@pages.get("/cards/expiring", endpoint="expiring")
@policy("deals.deal.view")
def expiring() -> str:
    """Protections that end soon, the next one first."""
    return render("deals/tasks.html", block="page", tasks=views.expiring(), empty=views.NO_END)


@pages.get("/rivals/<uuid:deal_id>", endpoint="rivals")
@policy("deals.deal.review")
def rivals(deal_id: uuid.UUID) -> str:
    """Other registrations for the same, and why they are taken for it; for staff."""
    if not current_scope().actor.staff:
        raise NotFound()
    deal = records.get(entity_of("deals.deal"), deal_id)
    return render("deals/rivals.html", block="page", rivals=views.rivals_of(deal))
