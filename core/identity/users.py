"""Users: people of the whole site, found by their e-mail address."""

import uuid

import sqlalchemy as sa

from core import clock
from core.db import db
from core.entities.marks import WALL
from core.identity import passwords, sessions, tickets
from core.identity.models import Membership, User
from core.programs.models import Program


def by_email(email: str) -> User | None:
    return db.session.scalars(sa.select(User).where(User.email == tidy(email)).execution_options(**WALL)).one_or_none()


def by_id(user_id: uuid.UUID) -> User:
    return db.session.scalars(sa.select(User).where(User.id == user_id).execution_options(populate_existing=True, **WALL)).one()


def tidy(email: str) -> str:
    """Return an address as it is stored and looked up."""
    return email.strip().casefold()


def create(email: str, name: str, *, password: str | None = None, locale: str | None = None, site_admin: bool = False) -> User:
    """Make a user in the running unit. Without a password the person sets one by invitation or reset."""
    hashed = passwords.hash_password(password) if password else None
    made = User(email=tidy(email), name=name, password_hash=hashed, locale=locale, site_admin=site_admin)
    db.session.add(made)
    db.session.flush()
    return made


def known_words(user: User, *more: str) -> list[str]:
    """Return what an attacker would try first as this person's password: names of person, programs and employers."""
    named = (
        sa.select(Program.name, Membership.partner_name)
        .join(Membership, Membership.program_id == Program.id)
        .where(Membership.user_id == user.id)
    )
    rows = db.session.connection().execute(named, execution_options=WALL).all()
    return [user.name, user.email, *(word for row in rows for word in row), "hansa", *more]


def set_password(user: User, password_hash: str, *, keep: str | None = None) -> None:
    """Store a new password in the running unit. Every other session ends (`keep` names the one that may stay), open links too."""
    user.password_hash = password_hash
    tickets.void("reset", user.id)
    tickets.void("second-step", user.id)
    sessions.close_all(user.id, but=keep)


def disable(user: User) -> None:
    """Shut a person out of the whole site at once; `enable` lets them in again."""
    user.disabled_at = clock.now()
    sessions.close_all(user.id)


def enable(user: User) -> None:
    user.disabled_at = None
