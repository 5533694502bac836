"""Closed periods: no posting counts for a day that was closed, whoever asks."""

import uuid
from datetime import date
from typing import Any

import sqlalchemy as sa

from hansa import Conflict, Denied, Unprocessable, _, behind, clock, current_scope, db, put
from plugins.ledger.models import Book
from plugins.ledger.tasks import POST

BOOK = uuid.UUID(int=1)
"""The id of the one row of a program."""
CLOSED = sa.select(Book.closed_through).where(Book.id == BOOK).with_for_update(read=True)


def must_be_open(day: date) -> None:
    """Raise Conflict (code `period-closed`) for a day of a closed period. Until the unit ends nobody closes one."""
    row = db.session.execute(CLOSED).one_or_none()
    if row is None:
        put(Book, [{"id": BOOK}], unless=("program_id", "id"))
        row = db.session.execute(CLOSED).one()
    if row.closed_through is not None and day <= row.closed_through:
        raise Conflict(
            _("The books are closed through %(day)s. Choose a later day.", day=row.closed_through.isoformat()), code="period-closed"
        )


def closed_through() -> date | None:
    """Return the last day that is closed."""
    with behind(POST):
        return db.session.scalar(sa.select(Book.closed_through).where(Book.id == BOOK))


def check(closing: Any, changes: Any, is_new: bool) -> None:
    """Before a closing is saved: a decision is made anew, never changed, and never for days to come."""
    if not is_new:
        raise Denied(_("A decision about closed periods stays as it is: make a new one."))
    if closing.through >= clock.today(current_scope().program.zone):
        message = _("Only days that are over can be closed.")
        raise Unprocessable(message, errors=[{"pointer": "/through", "code": "not-over", "message": message}])


def follow(saved: Any, is_new: bool) -> None:
    """After a closing was saved: the newest decision holds. Waits for postings that are under way."""
    through = saved[-1][0].through
    with behind(POST):
        put(Book, [{"id": BOOK}], unless=("program_id", "id"))
        db.session.execute(
            sa.update(Book).where(Book.id == BOOK).values(closed_through=through), execution_options={"synchronize_session": False}
        )
