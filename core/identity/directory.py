"""Who the people of the active program are, as far as the actor may know them."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from core.db import db
from core.entities.marks import WALL
from core.entities.scope import current
from core.entities.system import select
from core.identity.models import Membership, Partner, User
from core.identity.resolve import LIVE


@dataclass(frozen=True, slots=True)
class Member:
    """A person in their place in the program; `partner_id` is None for the vendor's people."""

    membership_id: uuid.UUID
    user_id: uuid.UUID
    partner_id: uuid.UUID | None
    region: str | None
    roles: tuple[str, ...]
    name: str
    email: str
    locale: str | None

    @property
    def staff(self) -> bool:
        return self.partner_id is None

    def may(self, permission: str) -> bool:
        """Tell whether the roles of this person hold a permission."""
        return permission in current().program.permissions(self.roles)


@dataclass(frozen=True, slots=True)
class Company:
    """What is known of a partner to those who address its people; `manager_id` is the user who looks after it.

    `distributor_id` is the partner it stands under in the tree.
    """

    id: uuid.UUID
    name: str
    region: str | None
    manager_id: uuid.UUID | None
    distributor_id: uuid.UUID | None


def members(
    *, partners: Collection[uuid.UUID] = (), ids: Collection[uuid.UUID] = (), emails: Collection[str] = (), staff: bool = False
) -> list[Member]:
    """Return active members by name: those of these partners, with these ids or addresses, the vendor's people. One statement.

    Nobody is found whom the wall hides: a partner's actor meets the members of its own partner only. Nor is who was invited and has not
    accepted: a mistyped address gets no news, and no name that is known of it elsewhere is told to who invited it.
    """
    wanted = [Membership.partner_id.in_(partners), Membership.id.in_(ids)] + ([Membership.partner_id.is_(None)] if staff else [])
    wanted += [sa.func.lower(User.email).in_([email.lower() for email in emails])] if emails else []
    columns = (
        Membership.id,
        Membership.user_id,
        Membership.partner_id,
        Membership.region,
        Membership.roles,
        User.name,
        User.email,
        User.locale,
    )
    statement = (
        select(*columns)
        .join_from(Membership, User, User.id == Membership.user_id)
        .where(*LIVE, Membership.suspended.is_(False), User.disabled_at.is_(None), sa.or_(*wanted))
        .order_by(User.name, Membership.id)
        .execution_options(**WALL)
    )
    found = db.session.connection().execute(statement).all()
    return [Member(row.id, row.user_id, row.partner_id, row.region, tuple(row.roles), row.name, row.email, row.locale) for row in found]


@dataclass(frozen=True, slots=True)
class Former:
    """A person who belonged to a partner and does no longer, or may no longer sign in."""

    partner_id: uuid.UUID
    email: str
    left_at: datetime


def former() -> list[Former]:
    """Return who has left the partners the actor sees; one statement."""
    left = sa.func.coalesce(Membership.ended_at, User.disabled_at)
    columns = (Membership.partner_id, User.email, left.label("left_at"))
    statement = (
        select(*columns)
        .join_from(Membership, User, User.id == Membership.user_id)
        .where(Membership.partner_id.is_not(None), left.is_not(None))
        .execution_options(**WALL)
    )
    return [Former(*row) for row in db.session.connection().execute(statement)]


def company(partner_id: uuid.UUID) -> Company | None:
    """Return a partner the actor may see, or None; one statement."""
    statement = select(Partner.id, Partner.name, Partner.region, Partner.manager_id, Partner.parent_id).where(Partner.id == partner_id)
    row = db.session.connection().execute(statement).one_or_none()
    return Company(*row) if row else None


def companies(partner_ids: Collection[uuid.UUID]) -> list[Company]:
    """Return those of the partners the actor may see; one statement."""
    columns = (Partner.id, Partner.name, Partner.region, Partner.manager_id, Partner.parent_id)
    rows = db.session.connection().execute(select(*columns).where(Partner.id.in_(list(partner_ids)))).all()
    return [Company(*row) for row in rows]


def deputies_of(memberships: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Return the memberships of those who stand in today for one of these; asks no database."""
    wanted = frozenset(memberships)
    return {deputy for deputy, away in current().program.standing_in().items() if away & wanted}
