"""Signing in by password: what is tried is counted first, and known and unknown accounts look alike."""

import logging
import math
import uuid
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from core.db import db
from core.entities.marks import WALL
from core.entities.unit import unit
from core.errors import TooMany
from core.identity import passwords, sessions, throttle, tickets, totp, users
from core.identity.models import User

log = logging.getLogger("hansa.security")


@dataclass(frozen=True, slots=True)
class Device:
    """Where a request comes from: network address and what the browser says it is."""

    address: str
    name: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The password was right: `secret` opens the session, or `step` is the ticket of the second step."""

    secret: str = ""
    step: str = ""


def by_password(email: str, password: str, device: Device) -> SignedIn | None:
    """Judge a password; None when account and password do not go together. Not inside a unit: hashing takes its time.

    Raises TooMany while account or address have to wait.
    """
    account = f"account:{users.tidy(email)}"
    admit(account, f"address:{device.address}")
    user = _account(email)
    if not passwords.verify(user.password_hash if user else None, password) or user is None or user.disabled_at is not None:
        log.info("sign-in refused", extra={"address": device.address})
        return None
    fresh = passwords.hash_password(password) if passwords.needs_rehash(user.password_hash) else None
    return unit(lambda: _passed(user.id, account, fresh, device))


def second_step(ticket: str, code: str, device: Device) -> SignedIn | None:
    """Judge the code after the password; None when it is wrong, was used, or came too late. Raises TooMany."""
    found = unit(lambda: tickets.find("second-step", ticket))
    if found is None:
        return None
    account = f"second-step:{found.user_id}"
    admit(account, f"address:{device.address}")
    return unit(lambda: _completed(found.user_id, ticket, code, account, device))


def admit(*names: str, free: int = throttle.FREE) -> None:
    """Count a try in a unit of its own, so that it stays counted whatever becomes of the request; raises TooMany."""
    wait: timedelta = unit(lambda: throttle.admit(*names, free=free))
    if wait:
        raise TooMany(retry_after=math.ceil(wait.total_seconds()))


def forgive(account: str, device: Device) -> None:
    """Take back what was counted for the right person, in the running unit."""
    throttle.forgive(account)
    throttle.give_back(f"address:{device.address}")


def _account(email: str) -> sa.Row[tuple[uuid.UUID, str, object]] | None:
    table = User.__table__
    wanted = sa.select(table.c.id, table.c.password_hash, table.c.disabled_at).where(table.c.email == users.tidy(email))
    found = db.session.connection().execute(wanted, execution_options=WALL).one_or_none()
    # The connection goes back while the hash is computed.
    db.session.rollback()
    return found


def _passed(user_id: uuid.UUID, account: str, fresh: str | None, device: Device) -> SignedIn:
    user = users.by_id(user_id)
    forgive(account, device)
    if fresh:
        user.password_hash = fresh
    if user.totp_secret:
        return SignedIn(step=tickets.issue("second-step", user_id))
    return SignedIn(_open(user_id, device))


def _completed(user_id: uuid.UUID, ticket: str, code: str, account: str, device: Device) -> SignedIn | None:
    user = users.by_id(user_id)
    if user.disabled_at is not None or not totp.spend(user, code) or tickets.redeem("second-step", ticket) is None:
        log.info("second step refused", extra={"address": device.address})
        return None
    forgive(account, device)
    return SignedIn(_open(user_id, device))


def _open(user_id: uuid.UUID, device: Device) -> str:
    log.info("signed in", extra={"user_id": str(user_id), "address": device.address})
    return sessions.open_session(user_id, address=device.address, device=device.name)
