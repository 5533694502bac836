"""Background work: the nightly review, partners whose facts have changed, and changes whose day has come."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from hansa import Job, behind, clock, current_scope, db, enqueue, entity_of, select
from plugins.tiering.standing import effecting, programs, reviewing
from plugins.tiering.tasks import REVIEW

TOGETHER = 100
AGAIN = 25
"""So many partners are reviewed in one unit, in one track or in all of them, so that others get to write."""


def _nightly(program: Any) -> None:
    """Review every partner in every track, and put into force what is due."""
    day = clock.today(current_scope().program.zone)
    effecting.due(day)
    ids = active()
    for track in programs.tracks(day):
        for start in range(0, len(ids), TOGETHER):
            enqueue(
                REVIEW_SOME, {"track": track.slug, "partners": [str(one) for one in ids[start : start + TOGETHER]], "day": day.isoformat()}
            )


def _some(program: Any, track: str, partners: Sequence[str], day: str) -> None:
    reviewing.review(track, [uuid.UUID(one) for one in partners], date.fromisoformat(day))
    effecting.due(date.fromisoformat(day))


def _again(program: Any, partners: Sequence[str]) -> None:
    """Review partners in every track, because something of them has changed."""
    day = clock.today(current_scope().program.zone)
    for track in programs.tracks(day):
        reviewing.review(track.slug, [uuid.UUID(one) for one in partners], day)
    effecting.due(day)


def _go_on(program: Any) -> None:
    effecting.due(clock.today(current_scope().program.zone))


def active() -> list[uuid.UUID]:
    """Return the partners that are reviewed."""
    model = entity_of("core.partner").model
    with behind(REVIEW):
        wanted = select(model.id).where(model.status == "active", model.archived_at.is_(None)).order_by(model.id)
        return list(db.session.scalars(wanted))


def again(partners: Sequence[uuid.UUID]) -> None:
    """Have partners reviewed soon."""
    wanted = [str(one) for one in dict.fromkeys(partners)]
    for start in range(0, len(wanted), AGAIN):
        enqueue(REVIEW_AGAIN, {"partners": wanted[start : start + AGAIN]})


REVIEW_SOME = Job("review_some", _some)
REVIEW_AGAIN = Job("review_again", _again)
NIGHTLY = Job("review", _nightly, every="40 0 * * *")
DUE = Job("due", _go_on, every="5 0 * * *")
JOBS = [REVIEW_SOME, REVIEW_AGAIN, NIGHTLY, DUE]
__all__ = ["JOBS", "active", "again"]
