"""A distributor registers a deal for one of its dealers: the dealer's registration, submitted by the distributor, both protected as a pair."""

import uuid
from typing import Any

import sqlalchemy as sa

from hansa import N_, Action, Conflict, NotFound, _, clock, current_scope, db, entity_of, files, perform, records
from plugins.deals.again import known_of
from plugins.deals.entities import DEAL
from plugins.deals.registration.deciding import behind_the_wall
from plugins.deals.registration.kind import REGISTRATION
from plugins.policies.api import chosen

NOT_A_DRAFT = N_("Only a draft of your own can be registered for a dealer.")
REASON = "Registered for the dealer."


def possible(deal: Any) -> bool:
    """Tell whether the reader, who sees what is below its company, may register this draft for a dealer: the policy protects pairs."""
    scope = current_scope()
    own = deal.state == "draft" and deal.partner_id == scope.actor.partner_id
    return own and scope.reach == "tree" and not scope.actor.read_only and _protects_pairs()


def actions(deal: Any) -> list[Action]:
    """Return the button of a draft, for whom it is possible."""
    if not possible(deal):
        return []
    return [Action(N_("Register for a dealer"), "deals.for_dealer", "users", permission="deals.deal.submit", args={"deal_id": deal.id})]


def _protects_pairs() -> bool:
    return bool(chosen(REGISTRATION, clock.now()).compiled["distributor"] != "no")


def dealers() -> list[tuple[uuid.UUID, str]]:
    """Return the active partners right below the reader's own, by name."""
    partner = entity_of("core.partner").model
    below = (partner.parent_id == current_scope().actor.partner_id, partner.status == "active", partner.archived_at.is_(None))
    return [(row.id, row.name) for row in db.session.execute(sa.select(partner.id, partner.name).where(*below).order_by(partner.name))]


def register(deal: Any, dealer_id: uuid.UUID) -> uuid.UUID:
    """Make the dealer's registration of a draft with its documents, submit it, and drop the draft; return its id, in the running unit.

    Raises NotFound for whom the reader does not see as its dealer, Conflict when this draft cannot be registered for another,
    and whatever submitting raises; then nothing has happened.
    """
    if not possible(deal):
        raise Conflict(_(NOT_A_DRAFT), code="not-now")
    if dealer_id not in dict(dealers()):
        raise NotFound()
    raw = known_of(deal)
    with behind_the_wall():
        made = records.create(DEAL, raw, partner_id=dealer_id)
        files.hand_over(DEAL, deal, made)
        if deal.document is not None:
            records.apply(DEAL, made, {"document": deal.document}, act=REASON)
        perform(DEAL, made, "submit")
        found: uuid.UUID = made.id
        records.delete(DEAL, records.get(DEAL, deal.id), reason=REASON)
    return found
