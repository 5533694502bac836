"""The members of a program: inviting, changing and ending them. The vendor's admin for all, a partner's own admin for its own."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from core import audit, clock, mail
from core.db import db
from core.entities import records
from core.entities.marks import WALL
from core.entities.scope import current
from core.entities.telling import unnamed
from core.errors import Conflict, Denied, NotFound, Unprocessable
from core.i18n import N_, _
from core.identity import sessions, tickets, users, viewing
from core.identity.entities import MEMBERSHIP, PARTNER
from core.identity.models import Membership, Partner, Token, User
from core.portal import portal
from core.web.page.links import absolute_url


def grantable(*, staff: bool) -> dict[str, str]:
    """Return the roles the actor may give, key to label: those of the side, with no right the actor lacks."""
    scope = current()
    program = scope.program
    sided = [key for key in program.role_labels if (key in program.staff_roles) == staff]
    return {key: program.role_labels[key] for key in sided if _covers(program.roles.get(key, frozenset()))}


def invite(email: str, name: str, roles: Sequence[str], *, partner_id: uuid.UUID | None, region: str | None = None) -> Any:
    """Make a membership that waits for its person, and mail the link; the answer never tells whether the address is known.

    `partner_id`: None for the vendor's people. Raises Denied, NotFound for a partner out of reach, Unprocessable, Conflict.
    """
    records.require(MEMBERSHIP, "create")
    partner = _employer(partner_id)
    _check_roles(roles, (), staff=partner is None)
    user = users.by_email(email) or users.create(email, name)
    member = _earlier(user.id, partner_id)
    values = {"roles": list(roles), "region": region if partner is None else None, "invited": True, "ended_at": None}
    if member is None:
        mirrored = {"partner_name": partner.name, "suspended": partner.status != "active"} if partner else {}
        member = records.create(MEMBERSHIP, {}, partner_id=partner_id, user_id=user.id, **values, **mirrored)
    elif member.ended_at is None:
        raise Conflict(N_("This person is already a member here."), code="already-member")
    else:
        records.apply(MEMBERSHIP, member, values, act="invited")
    _send(member, user)
    return member


def resend(member: Any) -> None:
    """Mail the invitation again; the earlier link is void."""
    records.require(MEMBERSHIP, "create", member)
    if not member.invited or member.ended_at is not None:
        raise Conflict(N_("This invitation is no longer open."), code="not-invited")
    _send(member, users.by_id(member.user_id))


def change(member: Any, roles: Sequence[str], *, region: str | None, version: int | None = None) -> None:
    """Give a member other roles; works with their next request. Roles the actor may not give stay as they are."""
    records.require(MEMBERSHIP, "edit", member)
    not_oneself(member)
    above(member)
    staff = member.partner_id is None
    fixed = [role for role in member.roles if role not in grantable(staff=staff)]
    _check_roles([role for role in roles if role not in fixed], fixed, staff=staff)
    wanted = [*fixed, *(role for role in roles if role not in fixed)]
    if version is not None and version != member.version:
        raise Conflict(code="stale")
    records.apply(MEMBERSHIP, member, {"roles": wanted, "region": region if staff else None})
    viewing.stop_all(member.id)


def end(member: Any) -> None:
    """Take a membership away; sessions and tokens lose it with the next request. `resume` is the undo."""
    records.require(MEMBERSHIP, "delete", member)
    not_oneself(member)
    above(member)
    close(member)


def close(member: Any) -> None:
    """End a membership, whoever it is that may."""
    records.apply(MEMBERSHIP, member, {"ended_at": clock.now()}, act="ended")
    tickets.void("invite", member.user_id, member.id)
    viewing.stop_all(member.id)
    table = Token.__table__
    mine = sa.update(table).where(table.c.program_id == member.program_id, table.c.membership_id == member.id, table.c.revoked_at.is_(None))
    with unnamed():
        db.session.connection().execute(mine.values(revoked_at=clock.now()), execution_options=WALL)
    sessions.count_places(member.user_id)


def resume(member: Any) -> None:
    """Give an ended membership back as it was; its API tokens stay revoked."""
    records.require(MEMBERSHIP, "edit", member)
    above(member)
    records.apply(MEMBERSHIP, member, {"ended_at": None}, act="resumed")
    sessions.count_places(member.user_id)


def accept(ticket: Any) -> None:
    """Begin a membership whose invitation was redeemed; in the scope of its program, whoever acts."""
    table = Membership.__table__
    mine = (table.c.program_id == ticket.program_id, table.c.id == ticket.membership_id)
    waiting = sa.update(table).where(*mine, table.c.invited.is_(True), table.c.ended_at.is_(None))
    connection = db.session.connection()
    changed = connection.execute(waiting.values(invited=False, version=table.c.version + 1), execution_options=WALL)
    if not changed.rowcount:
        raise NotFound()
    owner = connection.execute(sa.select(table.c.partner_id).where(*mine), execution_options=WALL).scalar()
    audit.write(
        MEMBERSHIP.key, "accepted", [{"record_id": ticket.membership_id, "record_version": None, "partner_id": owner, "changes": {}}]
    )
    sessions.count_places(ticket.user_id)


def _employer(partner_id: uuid.UUID | None) -> Partner | None:
    """Return the partner to invite for. The vendor's own people are invited by staff who see all regions."""
    actor = current().actor
    if partner_id is None:
        if actor.reach != "all":
            raise Denied()
        return None
    if not actor.staff and partner_id != actor.partner_id:
        raise NotFound()
    found: Partner = records.get(PARTNER, partner_id)
    return found


def _earlier(user_id: uuid.UUID, partner_id: uuid.UUID | None) -> Any:
    same = Membership.partner_id.is_(None) if partner_id is None else Membership.partner_id == partner_id
    return db.session.scalars(sa.select(Membership).where(Membership.user_id == user_id, same)).one_or_none()


def _check_roles(roles: Sequence[str], kept: Sequence[str], *, staff: bool) -> None:
    known = grantable(staff=staff)
    if unknown := [role for role in roles if role not in known]:
        raise Denied(_("You cannot give the role “%(role)s”.", role=unknown[0]))
    if not roles and not kept:
        raise Unprocessable(errors=[{"pointer": "/roles", "code": "required", "message": _("Choose at least one role.")}])


def _covers(rights: frozenset[str]) -> bool:
    """What partners keep from the vendor is held by nobody of the vendor; who invites a partner's people gives it all the same."""
    actor = current().actor
    return actor.site_admin or (rights - portal().programs.private if actor.staff else rights) <= actor.permissions


def not_oneself(member: Any) -> None:
    """Raise Conflict for the actor's own membership."""
    if member.id == current().actor.membership_id:
        raise Conflict(N_("You cannot change your own membership. Ask another admin."), code="own-membership")


def above(member: Any) -> None:
    """Among the vendor's people nobody changes those who may do more: Denied."""
    if member.partner_id is None and not _covers(current().program.permissions(tuple(member.roles))):
        raise Denied(N_("This person has rights that you lack, so you cannot change their membership."))


def _send(member: Any, user: User) -> None:
    scope = current()
    secret = tickets.issue("invite", user.id, program_id=scope.program.id, membership_id=member.id)
    values = {
        "name": user.name,
        "inviter": scope.actor.name,
        "program": scope.program.name,
        "partner": member.partner_name,
        "link": absolute_url("join.page", program=scope.program.slug, ticket=secret),
        "days": tickets.LIFETIMES["invite"].days,
    }
    mail.send(user.email, "invite", user.locale or scope.program.locale, private=True, **values)
