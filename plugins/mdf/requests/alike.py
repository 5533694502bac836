"""The same event asked for twice: the same kind in overlapping days, at the same place or under nearly the same name. For staff."""

import re
from difflib import SequenceMatcher
from typing import Any

import sqlalchemy as sa

from hansa import behind, db
from plugins.mdf.models import Request
from plugins.mdf.requests.figures import Plan, plans
from plugins.mdf.tasks import COMPARE

ALIKE = 0.82
"""So similar two names are that differ in a year or a word."""
MOST = 10
COMPARED = ("waiting", "submitted", "in_review", "approved")
_NOISE = re.compile(r"[\W\d_]+")


def same_events(request: Any) -> list[dict[str, Any]]:
    """Return other plans, of whatever partner, with an activity that may be the same event, and why."""
    if request.first_day is None:
        return []
    overlapping = (
        Request.id != request.id, Request.state.in_(COMPARED), Request.first_day <= request.final_day, Request.final_day >= request.first_day,
    )  # fmt: skip
    with behind(COMPARE):
        others = db.session.scalars(sa.select(Request).where(*overlapping).order_by(Request.id).limit(500)).all()
        found = [hit for other in others for hit in _hits(request, other)]
    return found[:MOST]


def _hits(request: Any, other: Any) -> list[dict[str, Any]]:
    return [
        {"id": str(other.id), "why": why, "own": other.partner_id == request.partner_id}
        for mine in plans(request)
        for theirs in plans(other)
        if (why := reasons(mine, theirs))
    ]


def reasons(mine: Plan, theirs: Plan) -> list[str]:
    """Return why two activities may be the same event; nothing when they are not."""
    if mine.kind != theirs.kind or mine.starts_on > theirs.ends_on or theirs.starts_on > mine.ends_on:
        return []
    place = _plain(mine.venue) and _plain(mine.venue) == _plain(theirs.venue)
    name = SequenceMatcher(None, _plain(mine.title), _plain(theirs.title)).ratio() >= ALIKE
    return [word for word, holds in (("days", True), ("place", place), ("name", name)) if holds] if place or name else []


def _plain(text: str | None) -> str:
    return _NOISE.sub(" ", (text or "").casefold()).strip()
