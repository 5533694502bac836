"""Who is a member of a track that takes an application."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from hansa import db
from plugins.tiering.models import Enrolment

HELD = ("active", "renewing", "expired", "ended")
"""States of memberships that hold, or held, from their first to their last day."""


def members(track: str, partners: Collection[uuid.UUID], day: date) -> set[uuid.UUID]:
    """Return those of the partners that are members on a day; one statement. For callers behind the wall."""
    until = sa.or_(Enrolment.ends_on.is_(None), Enrolment.ends_on >= day)
    wanted = sa.select(Enrolment.partner_id).where(
        Enrolment.track == track, Enrolment.partner_id.in_(partners), Enrolment.state.in_(HELD), Enrolment.starts_on <= day, until
    )
    return set(db.session.scalars(wanted))


def of_partner(partner_id: uuid.UUID) -> Sequence[Any]:
    """Return the memberships of a partner the actor may see, the newest first."""
    return list(db.session.scalars(sa.select(Enrolment).where(Enrolment.partner_id == partner_id).order_by(Enrolment.id.desc())))
