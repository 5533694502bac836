"""The places of a person: memberships over all programs."""

import uuid
from typing import Any

import sqlalchemy as sa

from core import clock
from core.db import db
from core.entities.marks import WALL
from core.entities.scope import current
from core.identity.models import Membership
from core.identity.resolve import LIVE
from core.programs.models import Program


def of_user(user_id: uuid.UUID, *, site_admin: bool = False) -> list[Any]:
    """Return `program_id, slug, program_name, ends_at, membership_id, partner_name, roles` by program and partner.

    A site admin also has the programs where there is no membership; `membership_id` is None there.
    """
    columns = (
        Program.id.label("program_id"),
        Program.slug,
        Program.name.label("program_name"),
        Program.ends_at,
        Membership.id.label("membership_id"),
        Membership.partner_name,
        Membership.roles,
    )
    open_to_partners = sa.or_(Membership.partner_id.is_(None), Program.ends_at.is_(None), Program.ends_at > clock.now())
    mine = sa.and_(
        Membership.program_id == Program.id, Membership.user_id == user_id, Membership.suspended.is_(False), *LIVE, open_to_partners
    )
    joined = sa.join(Program, Membership, mine, isouter=site_admin)
    statement = sa.select(*columns).select_from(joined).order_by(Program.name, Membership.partner_name)
    return list(db.session.connection().execute(statement, execution_options=WALL))


def holds(user_id: uuid.UUID, membership_id: uuid.UUID) -> bool:
    """Tell whether a person can act under a membership in the program of the scope."""
    program = current().program
    mine = sa.select(Membership.partner_id).where(
        Membership.program_id == program.id,
        Membership.id == membership_id,
        Membership.user_id == user_id,
        Membership.suspended.is_(False),
        *LIVE,
    )
    found = db.session.connection().execute(mine, execution_options=WALL).one_or_none()
    return found is not None and not (program.ended and found.partner_id)
