"""The parts of the catalogue in their order, then what people did with them."""

import uuid

import sqlalchemy as sa

from hansa import clock, db, entity_of
from hansa.demo import at, people
from plugins.catalog.demo import lists, notices, policy, products, rules
from plugins.catalog.demo.words import words


def load() -> None:
    """Fill the catalogue of the active program: products, lists with history, rules, policy, stored quotes."""
    told, crowd = words(), people()
    manager = next(scope for scope in crowd[None] if "manager" in scope.actor.roles)
    partners = [partner for partner in crowd if partner is not None]
    rules.tiers(told, partners)
    with at(clock.now() - policy.FIRST):
        ids = products.load(told)
    policy.load(told, manager)
    lists.load(told, ids, manager)
    distributor = next(scopes[0] for partner, scopes in crowd.items() if partner and "distributor" in scopes[0].actor.roles)
    lists.own(told, ids, distributor, _below(distributor.actor.partner_id))
    lists.contracts(told, ids, partners[:4], manager)
    rules.promotions(told, manager)
    rules.authorisation(told, manager)
    rules.allocations(told, ids, partners[0], manager)
    policy.quotes(crowd)
    notices.load(crowd, manager)


def _below(partner_id: uuid.UUID | None) -> uuid.UUID | None:
    """Return the first partner that buys from a distributor."""
    model = entity_of("core.partner").model
    found: uuid.UUID | None = db.session.scalar(sa.select(model.id).where(model.parent_id == partner_id).order_by(model.id).limit(1))
    return found
