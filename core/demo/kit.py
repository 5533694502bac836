"""What plugins build demo data with: companies and products, the people of the demo, a clock that stands in the past."""

import uuid
from collections.abc import Sequence
from contextlib import AbstractContextManager

from core import clock
from core.db import db
from core.demo.partners import customer_companies
from core.demo.plans import PLANS
from core.demo.sources import Company, Product, products
from core.entities import acting
from core.entities.scope import Scope, current
from core.entities.system import select
from core.identity.actor import Actor
from core.identity.models import Membership, User

at = clock.moved

__all__ = ["Company", "Product", "Scope", "acting_as", "at", "catalogue", "customers", "people"]


def customers() -> Sequence[Company]:
    """Return the companies the partners of the active program sell to."""
    return next(customer_companies(plan) for plan in (make() for make in PLANS) if plan.slug == current().program.slug)


def catalogue() -> Sequence[Product]:
    """Return the products of the active program, in its language; prices in US dollars."""
    return products(chinese=current().program.locale.startswith("zh"))


def people() -> dict[uuid.UUID | None, list[Scope]]:
    """Return the scopes of the members of the active program by their partner; those of the vendor under None."""
    program = current().program
    columns = (Membership.id, Membership.user_id, Membership.partner_id, Membership.roles, Membership.partner_name, User.name, User.email)
    statement = select(*columns).join_from(Membership, User, User.id == Membership.user_id).where(Membership.suspended.is_(False))
    found: dict[uuid.UUID | None, list[Scope]] = {}
    for row in db.session.execute(statement.order_by(Membership.created_at, Membership.id)):
        roles = tuple(row.roles)
        actor = Actor(
            kind="user",
            user_id=row.user_id,
            membership_id=row.id,
            partner_id=row.partner_id,
            roles=roles,
            permissions=program.permissions(roles),
            name=row.name,
            email=row.email,
            partner_name=row.partner_name,
        )
        found.setdefault(row.partner_id, []).append(Scope(program, actor))
    return found


def acting_as(scope: Scope) -> AbstractContextManager[Scope]:
    """Act as a person of the demo inside the block."""
    return acting.entered(scope)
