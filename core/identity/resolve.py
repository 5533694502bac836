"""Who is it? A session cookie or an API token becomes an Actor in a program; one statement."""

import hashlib
import hmac
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core import clock
from core.db import db
from core.entities.marks import WALL
from core.entities.telling import unnamed
from core.identity.actor import ANONYMOUS, Actor
from core.identity.models import Acting, Membership, Session, Token, User
from core.portal import portal
from core.programs.models import Program, Site
from core.programs.state import ProgramState


@dataclass(frozen=True)
class Resolved:
    """The answer: program, actor, and the session or token row that proves it."""

    program: ProgramState
    actor: Actor
    session_id: str | None = None
    token_id: uuid.UUID | None = None
    last_seen_at: datetime | None = None
    color_mode: str = "auto"
    viewing_name: str | None = None
    places: int = 1


@dataclass(frozen=True)
class SiteUser:
    """Whoever is signed in, seen from outside of programs."""

    id: uuid.UUID
    name: str
    email: str
    locale: str | None
    site_admin: bool
    color_mode: str
    session_id: str
    last_seen_at: datetime
    places: int


IDLE = timedelta(days=7)
"""A session that was not used for so long is over."""

VIEW_AS = "core.partner.view_as"


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


_USER = (
    User.id.label("user_id"),
    User.email,
    User.name.label("user_name"),
    User.locale.label("user_locale"),
    User.color_mode,
    User.site_admin,
)
_MEMBER = (
    Membership.id.label("membership_id"),
    Membership.partner_id,
    Membership.roles.label("member_roles"),
    Membership.region,
    Membership.partner_name,
    Membership.suspended,
    Membership.invited,
    Membership.ended_at,
)
COLUMNS = (*_USER, *_MEMBER)
"""What `member` reads of a person's place in a program."""
LIVE = (Membership.ended_at.is_(None), Membership.invited.is_(False))
"""What makes a membership one a person can act under."""
_PROGRAM = (Program.id, Program.revision, Site.revision.label("site_revision"))
_SLUG = Program.slug == sa.bindparam("slug")


def _in_session() -> Any:
    """Program by slug, and, where the session is good, its user and acting membership."""
    live = sa.and_(
        Session.id == sa.bindparam("session"), Session.expires_at > sa.bindparam("now"), Session.last_seen_at > sa.bindparam("seen_after")
    )
    joined = (
        sa.join(Program, Site, sa.true())
        .outerjoin(Session, live)
        .outerjoin(User, sa.and_(User.id == Session.user_id, User.disabled_at.is_(None)))
        .outerjoin(Acting, sa.and_(Acting.session_id == Session.id, Acting.program_id == Program.id))
        .outerjoin(
            Membership, sa.and_(Membership.program_id == Program.id, Membership.id == Acting.membership_id, Membership.user_id == User.id)
        )
    )
    columns = (
        *_PROGRAM,
        Session.id.label("session_id"),
        Session.last_seen_at,
        Session.places,
        Acting.viewing_as,
        Acting.viewing_name,
        *COLUMNS,
    )
    return sa.select(*columns).select_from(joined).where(_SLUG).execution_options(**WALL)


def _by_token() -> Any:
    joined = (
        sa.join(Program, Site, sa.true())
        .join(Token, sa.and_(Token.program_id == Program.id, Token.id == sa.bindparam("token")))
        .join(Membership, sa.and_(Membership.program_id == Program.id, Membership.id == Token.membership_id))
        .join(User, sa.and_(User.id == Membership.user_id, User.disabled_at.is_(None)))
    )
    columns = (*_PROGRAM, Token.secret_hash, Token.scopes, Token.expires_at, Token.revoked_at, Token.last_used_at, *COLUMNS)
    return sa.select(*columns).select_from(joined).where(_SLUG).execution_options(**WALL)


def _first_membership() -> Any:
    return (
        sa.select(*_MEMBER)
        .where(Membership.program_id == sa.bindparam("program"), Membership.user_id == sa.bindparam("user"), *LIVE)
        .order_by(Membership.created_at, Membership.id)
        .limit(1)
        .execution_options(**WALL)
    )


def _by_membership() -> Any:
    mine = sa.and_(
        Membership.program_id == sa.bindparam("program"), Membership.id == sa.bindparam("membership"), Membership.user_id == User.id
    )
    wanted = sa.select(*COLUMNS).select_from(sa.outerjoin(User, Membership, mine))
    return wanted.where(User.id == sa.bindparam("user"), User.disabled_at.is_(None)).execution_options(**WALL)


_SESSION, _TOKEN, _FIRST, _KNOWN = _in_session(), _by_token(), _first_membership(), _by_membership()


def by_session(slug: str, secret: str | None) -> Resolved | None:
    """Return the program of the slug (None when there is none) and whoever the cookie's secret proves."""
    moment = clock.real()
    binds = {"slug": slug, "session": digest(secret) if secret else "", "now": moment, "seen_after": moment - IDLE}
    row = _look_up(_SESSION, binds)
    if row is None:
        return None
    program = portal().programs.state(row)
    if row.user_id is None:
        return Resolved(program, ANONYMOUS)
    actor = member(program, row) or member(program, _fallback(program.id, row)) or _site_admin(program, row)
    if actor is None:
        return Resolved(program, ANONYMOUS, row.session_id)
    if row.viewing_as and actor.staff and actor.may(VIEW_AS):
        actor = _as_partner(program, actor, row)
    name = row.viewing_name if actor.read_only else None
    return Resolved(program, actor, row.session_id, None, row.last_seen_at, row.color_mode, name, row.places)


def user_of(secret: str | None) -> SiteUser | None:
    """Return the user a cookie's secret proves; for pages outside of programs."""
    if not secret:
        return None
    moment = clock.real()
    live = sa.and_(
        Session.id == digest(secret), Session.expires_at > moment, Session.last_seen_at > moment - IDLE, User.disabled_at.is_(None)
    )
    joined = sa.join(Session, User, User.id == Session.user_id)
    columns = (
        User.id,
        User.name,
        User.email,
        User.locale,
        User.site_admin,
        User.color_mode,
        Session.id.label("session_id"),
        Session.last_seen_at,
        Session.places,
    )
    row = _look_up(sa.select(*columns).select_from(joined).where(live).execution_options(**WALL))
    return SiteUser(**row._mapping) if row else None


def by_token(slug: str, token: str) -> Resolved | None:
    """Return whoever an API token (`hansa_<id>_<secret>`) proves, or None."""
    parts = token.split("_")
    try:
        token_id = uuid.UUID(hex=parts[1])
        secret = parts[2] if parts[0] == "hansa" else ""
    except (IndexError, ValueError):
        return None
    row = _look_up(_TOKEN, {"slug": slug, "token": token_id})
    if row is None or not hmac.compare_digest(row.secret_hash, digest(secret)):
        return None
    if row.revoked_at or (row.expires_at and row.expires_at <= clock.real()):
        return None
    program = portal().programs.state(row)
    actor = member(program, row)
    return Resolved(program, _narrowed(actor, row.scopes), token_id=token_id, last_seen_at=row.last_used_at) if actor else None


def by_membership(program: ProgramState, user_id: uuid.UUID, membership_id: uuid.UUID | None) -> Actor | None:
    """Return a person as the program knows them now, for work in the background; None when they may do nothing there."""
    binds = {"program": program.id, "user": user_id, "membership": membership_id}
    row = db.session.connection().execute(_KNOWN, binds).one_or_none()
    if row is None:
        return None
    return member(program, row) if membership_id else _site_admin(program, row)


def _look_up(statement: Any, binds: Mapping[str, Any] | None = None) -> Any:
    with unnamed() as connection:
        return connection.execute(statement, binds or {}).one_or_none()


def _fallback(program: uuid.UUID, row: Any) -> Any:
    """A person without an acting membership here gets the oldest; happens after an invitation to a further program."""
    if row.membership_id is not None and row.ended_at is None and not row.invited:
        return row
    found = db.session.connection().execute(_FIRST, {"program": program, "user": row.user_id}).one_or_none()
    return _Joined(row, found) if found else row


class _Joined:
    """A user row seen together with another membership row."""

    def __init__(self, user: Any, member: Any):
        self._user, self._member = user, member

    def __getattr__(self, name: str) -> Any:
        return getattr(self._member, name) if name in self._member._fields else getattr(self._user, name)


def member(program: ProgramState, row: Any) -> Actor | None:
    """Return the actor of a row with `COLUMNS`; None when the membership gives no place in the program now."""
    at_partner = row.partner_id is not None
    if row.membership_id is None or row.ended_at is not None or row.invited or row.suspended or (program.ended and at_partner):
        return None
    roles = tuple(role for role in row.member_roles if not (at_partner and role in program.staff_roles))
    return Actor(
        kind="user",
        user_id=row.user_id,
        membership_id=row.membership_id,
        partner_id=row.partner_id,
        region=row.region,
        roles=roles,
        permissions=program.permissions(roles),
        name=row.user_name,
        email=row.email,
        partner_name=row.partner_name,
        locale=row.user_locale,
        site_admin=row.site_admin,
        read_only=program.ended,
    )


def _site_admin(program: ProgramState, row: Any) -> Actor | None:
    if not row.site_admin:
        return None
    return Actor(
        kind="user",
        user_id=row.user_id,
        roles=("admin",),
        permissions=program.permissions(("admin",)),
        name=row.user_name,
        email=row.email,
        locale=row.user_locale,
        site_admin=True,
        read_only=program.ended,
    )


def _as_partner(program: ProgramState, actor: Actor, row: Any) -> Actor:
    """Who looks at the portal as a partner reads what it reads, without what partners keep from the vendor."""
    rights = frozenset(p for p in program.permissions(("partner_admin",)) if p.endswith(".view")) - portal().programs.private
    return Actor(
        kind="user",
        user_id=actor.user_id,
        membership_id=actor.membership_id,
        partner_id=row.viewing_as,
        roles=("partner_admin",),
        permissions=rights,
        name=actor.name,
        email=actor.email,
        partner_name=row.viewing_name or "",
        locale=actor.locale,
        read_only=True,
        viewing=True,
    )


def _narrowed(actor: Actor, scopes: list[str]) -> Actor:
    rights = actor.permissions & frozenset(scopes) if scopes else actor.permissions
    return replace(actor, kind="token", permissions=rights, site_admin=False)
