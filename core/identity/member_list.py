"""The members of a program as the actor may see them, page by page."""

import uuid
from typing import Any

import sqlalchemy as sa

from core.db import db
from core.entities import records
from core.entities.marks import WALL
from core.entities.system import select
from core.identity import users
from core.identity.entities import MEMBERSHIP
from core.identity.models import Membership, User
from core.typed_words import meeting

PAGE = 50


def listing(*, words: str = "", partner_id: uuid.UUID | None = None, after: uuid.UUID | None = None, limit: int = PAGE) -> list[Any]:
    """Return up to `limit` + 1 rows, the newest members first; one more than fits tells that there is a next page."""
    columns = (
        Membership.id,
        Membership.partner_id,
        Membership.partner_name,
        Membership.roles,
        Membership.region,
        Membership.invited,
        Membership.suspended,
        Membership.ended_at,
        User.name,
        User.email,
        User.disabled_at,
    )
    wanted = select(*columns).where(User.id == Membership.user_id).order_by(Membership.id.desc()).limit(limit + 1).execution_options(**WALL)
    if partner_id is not None:
        wanted = wanted.where(Membership.partner_id == partner_id)
    if after is not None:
        wanted = wanted.where(Membership.id < after)
    # The name of somebody who has not accepted yet is not shown, so it is not searched either.
    named = sa.case((Membership.invited.is_(False), User.name))
    return list(db.session.execute(wanted.where(*meeting(words, named, User.email, Membership.partner_name))))


def get(membership_id: uuid.UUID) -> tuple[Any, User]:
    """Return a membership and its person; NotFound when it is out of reach."""
    member = records.get(MEMBERSHIP, membership_id)
    return member, users.by_id(member.user_id)
