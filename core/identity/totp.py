"""Second step of a sign-in: time-based one-time passwords (RFC 6238) and recovery codes."""

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Sequence

import pyotp
import sqlalchemy as sa
from itsdangerous import BadSignature, URLSafeTimedSerializer
from markupsafe import Markup

from core import clock
from core.db import db
from core.entities.marks import WALL
from core.identity.models import User
from core.portal import portal
from schemas.lazy import lazy

segno = lazy("segno")

STEP = 30
"""Seconds a code is shown; the one before and the one after are taken too."""

RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_SETUP_SECONDS = 900


def new_secret(user_id: uuid.UUID) -> tuple[str, str]:
    """Return a fresh secret, and the same sealed for the form that confirms it."""
    secret = pyotp.random_base32()
    return secret, _sealer().dumps([str(user_id), secret])


def unseal(sealed: str, user_id: uuid.UUID) -> str | None:
    """Return the secret of a set-up form; None when it is too old, another's or not ours."""
    try:
        owner, secret = _sealer().loads(sealed, max_age=_SETUP_SECONDS)
    except (BadSignature, ValueError):
        return None
    return str(secret) if owner == str(user_id) else None


def qr_svg(secret: str, email: str, issuer: str) -> Markup:
    """Return the picture an authenticator app scans, as inline SVG."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)
    code = segno.make(uri, error="m", micro=False)
    # `svg_inline` is markup of our own making: paths and numbers only.
    return Markup(code.svg_inline(scale=5, border=2, dark="#000000", light="#ffffff", omitsize=True))  # noqa: S704


def step_of(secret: str, code: str, last_step: int | None = None) -> int | None:
    """Return the time step a code belongs to; None when it is wrong or was used."""
    typed, now = "".join(code.split()), int(clock.real().timestamp()) // STEP
    for step in (now, now - 1, now + 1):
        if (last_step is None or step > last_step) and hmac.compare_digest(
            pyotp.TOTP(secret).generate_otp(step), typed.encode("ascii", "replace").decode()
        ):
            return step
    return None


def spend(user: User, code: str) -> bool:
    """Accept a code or a recovery code of a person, once, in the running unit."""
    if user.totp_secret is None:
        return False
    step = step_of(user.totp_secret, code, user.totp_last_step)
    return _spend_recovery(user, code) if step is None else _advance(user.id, step)


def turn_on(user: User, secret: str, step: int) -> list[str]:
    """Ask for codes from now on; returns the recovery codes, shown this once."""
    user.totp_secret, user.totp_last_step = secret, step
    return renew_recovery(user)


def turn_off(user: User) -> None:
    user.totp_secret, user.totp_last_step, user.recovery_hashes = None, None, []


def renew_recovery(user: User) -> list[str]:
    """Give new recovery codes; the old ones are void."""
    codes = ["-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(3)) for _ in range(RECOVERY_CODES)]
    user.recovery_hashes = [_hashed(code) for code in codes]
    return codes


def _advance(user_id: uuid.UUID, step: int) -> bool:
    """Note the step. Of two requests with the same code one finds the step taken."""
    table = User.__table__
    later = sa.or_(table.c.totp_last_step.is_(None), table.c.totp_last_step < step)
    statement = sa.update(table).where(table.c.id == user_id, later).values(totp_last_step=step)
    return db.session.connection().execute(statement, execution_options=WALL).rowcount == 1


def _spend_recovery(user: User, code: str) -> bool:
    locked = sa.select(User.recovery_hashes).where(User.id == user.id).with_for_update()
    hashes: Sequence[str] = db.session.connection().execute(locked, execution_options=WALL).scalar_one()
    found = _hashed(code)
    if found not in hashes:
        return False
    user.recovery_hashes = [known for known in hashes if known != found]
    return True


def _hashed(code: str) -> str:
    """Codes carry 74 random bits, so a plain hash is enough; blanks, dashes and capitals do not matter."""
    return hashlib.sha256("".join(c for c in code.casefold() if c in _ALPHABET).encode()).hexdigest()


def _sealer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(portal().config["secret_key"], salt="hansa-totp")
