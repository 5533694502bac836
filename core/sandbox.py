"""The clock of a sandbox: an installation for trying policies over time, where the present moment can be chosen."""

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime

import sqlalchemy as sa

from core import clock
from core.db import db
from core.entities.marks import WALL
from core.errors import Malformed
from core.i18n import N_
from core.portal import portal
from core.programs.models import Site

HEADER = "X-Hansa-At"
REFUSED = N_("The clock can only be set in a sandbox: start this installation with HANSA_SANDBOX=1, never one that real partners use.")
FORM = N_("Write a moment with its offset, like 2026-02-10T09:00:00+01:00.")


@contextlib.contextmanager
def at(text: str | None = None) -> Iterator[None]:
    """Let the clock stand at the given moment inside the block, else where the installation's stands; Malformed.

    Outside of a sandbox nothing happens, and naming a moment is refused.
    """
    if text is not None:
        demand()
    if not portal().config["sandbox"] or (text is None and clock.is_moved()):
        yield
        return
    moment = moment_of(text) if text is not None else stands_at()
    with clock.moved(moment) if moment else contextlib.nullcontext():
        yield


def demand() -> None:
    """Raise Malformed where the clock cannot be set."""
    if not portal().config["sandbox"]:
        raise Malformed(REFUSED, code="not-a-sandbox")


def moment_of(text: str) -> datetime:
    """Return a moment in UTC; Malformed without an offset."""
    try:
        found = datetime.fromisoformat(text)
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Malformed(FORM, code="wrong-moment")


def stands_at() -> datetime | None:
    """Return where the installation's clock was set to; None while it runs like the machine's."""
    return db.session.connection().execute(sa.select(Site.stands_at).execution_options(**WALL)).scalar()


def set_clock(moment: datetime | None) -> None:
    """Have the clock of the whole installation stand at a moment, or run again, in the running unit; Malformed."""
    demand()
    db.session.connection().execute(sa.update(Site.__table__).values(stands_at=moment).execution_options(**WALL))
