"""Programs a partner has joined, or may apply to join."""

import uuid
from types import SimpleNamespace
from typing import Any

from flask import url_for

from hansa import current_scope, shown, url_of
from plugins.tiering.entities import ENROLMENT
from plugins.tiering.membership import OPEN, RUNNING
from plugins.tiering.pages import figures
from plugins.tiering.standing import applying, enrolling, programs


def offered(partner_id: uuid.UUID) -> list[SimpleNamespace]:
    """Return the programs that take applications, and those the partner is a member of; nothing is asked where none does."""
    tracks = [track for track in programs.tracks() if track.document.get("by_application")]
    newest: dict[str, Any] = {}
    for row in enrolling.of_partner(partner_id) if tracks else ():
        newest.setdefault(row.track, row)
    return [_shown(track, newest.get(track.slug), partner_id) for track in tracks]


def _shown(track: programs.Track, row: Any, partner_id: uuid.UUID) -> SimpleNamespace:
    own = current_scope().actor.partner_id == partner_id and current_scope().actor.may("tiering.enrolment.create")
    free = row is None or row.state not in OPEN
    closed = applying.window(track.document) if free else None
    look = shown("state", row.state, ENROLMENT.schema._declared_fields["state"]) if row is not None else None
    return SimpleNamespace(
        label=track.label, terms=track.document.get("terms") or "", state=look, url=url_of(ENROLMENT, row.id) if row is not None else None,
        until=figures.day(row.ends_on) if row is not None and row.state in RUNNING and row.ends_on else "", closed=closed or "",
        apply_until=figures.day(_last(track)) if free and closed is None and _last(track) else "",
        join_url=url_for("tiering.join", program=current_scope().program.slug, track=track.slug) if own and free and closed is None else None,
    )  # fmt: skip


def _last(track: programs.Track) -> Any:
    return track.version.compiled["apply_until"]
