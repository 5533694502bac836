"""On what terms the demo sells from now on: tax by rate and certificate, and what a distributor lends its dealers."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal

import sqlalchemy as sa

from hansa import clock, current_scope, db, entity_of, records
from hansa.demo import Scope, acting_as, save_settings
from plugins.orders.demo.words import Words
from plugins.orders.entities import DEALER_CREDIT, TAX_EXEMPTION, TAX_RATE

LENT = (40_000, 25_000)
"""What the first two dealers may owe their distributor, in US dollars."""
People = Mapping[uuid.UUID | None, Sequence[Scope]]


def load(words: Words, crowd: People) -> None:
    """Declare rates and exemptions, lend to two dealers, and have orders bear tax from here on: those before were without."""
    today = clock.today(current_scope().program.zone)
    finance = next(scope for scope in crowd[None] if "finance" in scope.actor.roles)
    with acting_as(finance):
        for label, tax_class, percent in words.tax_rates:
            records.create(TAX_RATE, {"label": label, "tax_class": tax_class, "percent": percent, "valid_from": (today - timedelta(700)).isoformat()})
        for place, partner in enumerate([one for one in crowd if one is not None][:3]):
            until = today + timedelta(300 - 30 * place)
            records.create(TAX_EXEMPTION, {"certificate": words.exemption, "valid_until": until.isoformat()}, partner_id=partner)
    _lend(words, crowd)
    save_settings("orders", {"tax": words.tax, "tax_rounding": "document"})


def _lend(words: Words, crowd: People) -> None:
    seller = next(scopes[0] for partner, scopes in crowd.items() if partner and "distributor" in scopes[0].actor.roles)
    model, currency = entity_of("core.partner").model, current_scope().program.currency
    below = db.session.scalars(sa.select(model.id).where(model.parent_id == seller.actor.partner_id).order_by(model.id).limit(len(LENT))).all()
    with acting_as(seller):
        for dealer, amount in zip(below, LENT, strict=False):
            lent = Decimal(amount) * Decimal(words.rate)
            records.create(DEALER_CREDIT, {"buyer_id": str(dealer), "amount": f"{lent:f}", "currency": currency, "note": words.lent})
