"""Who there is: users (site-wide), partners and memberships (per program), sessions and tokens."""

import uuid
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import orm as so

from core import clock
from core.db import CustomFields, Model, ProgramScoped, new_id, program_ref
from core.sealing import Sealed


class User(Model):
    """A person who can sign in, to any number of programs. `email` is stored casefolded."""

    id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True, default=new_id)
    email: so.Mapped[str] = so.mapped_column(unique=True)
    name: so.Mapped[str]
    password_hash: so.Mapped[str | None]
    locale: so.Mapped[str | None]
    color_mode: so.Mapped[str] = so.mapped_column(default="auto")
    site_admin: so.Mapped[bool] = so.mapped_column(default=False)
    totp_secret: so.Mapped[str | None] = so.mapped_column(Sealed())
    totp_last_step: so.Mapped[int | None]
    recovery_hashes: so.Mapped[list[str]] = so.mapped_column(default=list)
    disabled_at: so.Mapped[datetime | None]
    created_at: so.Mapped[datetime] = so.mapped_column(default=clock.now)


class Partner(ProgramScoped, CustomFields, Model):
    """An organisation in one program; its parent is its distributor. It owns itself: its `id` is its `partner_id`."""

    name: so.Mapped[str]
    number: so.Mapped[str | None]
    kind: so.Mapped[str] = so.mapped_column(default="reseller")
    status: so.Mapped[str] = so.mapped_column(default="active")
    region: so.Mapped[str | None]
    country: so.Mapped[str | None]
    domain: so.Mapped[str | None]
    registration_no: so.Mapped[str | None]
    parent_id: so.Mapped[uuid.UUID | None]
    manager_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="user who manages this partner")
    organisation_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="the same company across programs; staff only")
    __table_args__ = (
        program_ref("parent_id", "core_partner", cross_owner=True),
        sa.Index(None, "program_id", "region"),
        sa.Index(None, "program_id", "name", "id"),
    )


class PartnerTree(Model):
    """Closure of the partner tree: one row for each ancestor (the partner itself included, depth 0)."""

    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    ancestor_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    descendant_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    depth: so.Mapped[int]
    __table_args__ = (
        program_ref("ancestor_id", "core_partner", ondelete="CASCADE"),
        program_ref("descendant_id", "core_partner", ondelete="CASCADE"),
        sa.Index(None, "program_id", "descendant_id"),
    )


class Membership(ProgramScoped, Model):
    """A user's place in a program: at one partner, or staff of the vendor when `partner_id` is null.

    `partner_name` and `suspended` repeat the partner's, written with it, because a request reads its membership before it
    may read any partner.
    """

    user_id: so.Mapped[uuid.UUID]
    partner_id: so.Mapped[uuid.UUID | None]
    roles: so.Mapped[list[str]] = so.mapped_column(default=list)
    region: so.Mapped[str | None] = so.mapped_column(comment="staff: sees only partners of this region")
    partner_name: so.Mapped[str] = so.mapped_column(default="")
    suspended: so.Mapped[bool] = so.mapped_column(default=False)
    invited: so.Mapped[bool] = so.mapped_column(default=False, comment="true until the person has accepted")
    ended_at: so.Mapped[datetime | None]
    __table_args__ = (
        sa.ForeignKeyConstraint(["user_id"], ["core_user.id"], ondelete="CASCADE"),
        program_ref("partner_id", "core_partner"),
        sa.Index(None, "user_id"),
        sa.Index(None, "program_id", "partner_id"),
        sa.UniqueConstraint("program_id", "user_id", "partner_id"),
    )


class Deputy(Model):
    """Somebody of the vendor who stands in for another in approvals, from `starts_on` to before `until` (business dates)."""

    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True, default=new_id)
    membership_id: so.Mapped[uuid.UUID]
    deputy_id: so.Mapped[uuid.UUID] = so.mapped_column(comment="membership of who stands in")
    starts_on: so.Mapped[date]
    until: so.Mapped[date]
    created_at: so.Mapped[datetime] = so.mapped_column(default=clock.now)
    __table_args__ = (
        program_ref("membership_id", "core_membership", ondelete="CASCADE"),
        program_ref("deputy_id", "core_membership", ondelete="CASCADE"),
        sa.Index(None, "program_id", "membership_id"),
        sa.Index(None, "program_id", "deputy_id"),
    )


class Role(Model):
    """A custom role of a program: a named bundle of permissions."""

    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    key: so.Mapped[str] = so.mapped_column(primary_key=True)
    label: so.Mapped[str]
    staff: so.Mapped[bool] = so.mapped_column(default=False)
    permissions: so.Mapped[list[str]] = so.mapped_column(default=list)
    __table_args__ = (sa.ForeignKeyConstraint(["program_id"], ["core_program.id"], ondelete="CASCADE"),)


class Session(Model):
    """A signed-in device. `id` is the SHA-256 of the cookie's secret, so a read database opens no session."""

    id: so.Mapped[str] = so.mapped_column(sa.String(64), primary_key=True)
    user_id: so.Mapped[uuid.UUID]
    created_at: so.Mapped[datetime] = so.mapped_column(default=clock.real)
    last_seen_at: so.Mapped[datetime] = so.mapped_column(default=clock.real)
    expires_at: so.Mapped[datetime]
    address: so.Mapped[str] = so.mapped_column(default="")
    device: so.Mapped[str] = so.mapped_column(default="")
    places: so.Mapped[int] = so.mapped_column(default=1, comment="memberships of the user: more than one can be switched between")
    __table_args__ = (
        sa.ForeignKeyConstraint(["user_id"], ["core_user.id"], ondelete="CASCADE"),
        sa.Index(None, "user_id"),
    )


class Acting(Model):
    """The membership a session acts under in a program, and the partner a staff member looks at, read-only.

    A site admin without a membership has none here.
    """

    __tablename__ = "core_session_acting"
    session_id: so.Mapped[str] = so.mapped_column(sa.String(64), primary_key=True)
    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    membership_id: so.Mapped[uuid.UUID | None]
    viewing_as: so.Mapped[uuid.UUID | None]
    viewing_name: so.Mapped[str | None]
    __table_args__ = (
        sa.ForeignKeyConstraint(["session_id"], ["core_session.id"], ondelete="CASCADE"),
        program_ref("membership_id", "core_membership", ondelete="CASCADE"),
    )


class Token(ProgramScoped, Model):
    """An API token of a membership: `hansa_<id>_<secret>`, only the SHA-256 of the secret is stored."""

    membership_id: so.Mapped[uuid.UUID]
    name: so.Mapped[str]
    secret_hash: so.Mapped[str] = so.mapped_column(sa.String(64))
    scopes: so.Mapped[list[str]] = so.mapped_column(default=list)
    expires_at: so.Mapped[datetime | None]
    last_used_at: so.Mapped[datetime | None]
    revoked_at: so.Mapped[datetime | None]
    __table_args__ = (
        program_ref("membership_id", "core_membership", ondelete="CASCADE"),
        sa.Index(None, "program_id", "membership_id"),
    )


class Ticket(Model):
    """Proof of one step, once and for a while: a mailed link or the first half of a sign-in. `id` is the SHA-256 of its secret."""

    id: so.Mapped[str] = so.mapped_column(sa.String(64), primary_key=True)
    purpose: so.Mapped[str] = so.mapped_column(sa.String(20))
    user_id: so.Mapped[uuid.UUID]
    program_id: so.Mapped[uuid.UUID | None]
    membership_id: so.Mapped[uuid.UUID | None]
    expires_at: so.Mapped[datetime]
    __table_args__ = (
        sa.ForeignKeyConstraint(["user_id"], ["core_user.id"], ondelete="CASCADE"),
        program_ref("membership_id", "core_membership", ondelete="CASCADE"),
        sa.Index(None, "user_id", "purpose"),
    )


class Throttle(Model):
    """Tries that were not yet forgiven, for a key such as an account or an address. The key is a SHA-256: it names nobody."""

    key: so.Mapped[str] = so.mapped_column(sa.String(64), primary_key=True)
    tries: so.Mapped[int]
    last_at: so.Mapped[datetime]
