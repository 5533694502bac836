"""The tier programs there are: one policy for each track, in the version that holds on a day."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from hansa import behind, clock, current_scope, db, entity_of
from plugins.policies.api import InForce, begun, chosen, in_force, kind_of
from plugins.tiering.engine.cadence import Terms
from plugins.tiering.engine.ladder import Ladder
from plugins.tiering.engine.ready import Ready, ready
from plugins.tiering.tasks import READ

KEY = "tiering.levels"


class Track(NamedTuple):
    """A dimension or track with its policy as it stands on a day."""

    slug: str
    label: str
    version: InForce
    ready: Ready

    @property
    def ladder(self) -> Ladder:
        return self.ready.ladder

    def label_of(self, level: str | None) -> str | None:
        """Return what people call a level; its key where the program has it no more."""
        rung = self.ladder.named(level)
        return rung.label if rung else level

    @property
    def document(self) -> Mapping[str, Any]:
        return self.version.compiled.document


def tracks(day: date | None = None) -> list[Track]:
    """Return the tracks in force on a day (default: today), by label."""
    moment = moment_of(day)
    return [_track(slug, label, moment) for slug, label in _known() if in_force(KEY, moment, slug) is not None]


def days(first: date, last: date) -> set[date]:
    """Return the days of a stretch on which a version of a track began."""
    zone, until = ZoneInfo(current_scope().program.zone), moment_of(last)
    begins = (entry.effective_from.astimezone(zone).date() for slug, _label in _known() for entry in begun(KEY, slug, until))
    return {day for day in begins if day >= first}


def track(slug: str, day: date | None = None) -> Track:
    """Return a track as it stands on a day. Raises Conflict (code `no-policy`) when no version of it is in force."""
    return _track(slug, dict(_known()).get(slug, slug), moment_of(day))


def _track(slug: str, label: str, moment: datetime) -> Track:
    found = chosen(kind_of(KEY), moment, slug)
    return Track(slug, label, found, ready(found.compiled))


def terms_of(slug: str) -> Terms:
    """Return how changes of a track are made now."""
    return track(slug).ready.terms


def ladder_of(slug: str) -> Ladder:
    """Return the levels of a track now."""
    return track(slug).ladder


def moment_of(day: date | None) -> datetime:
    """Return the moment at which versions are chosen for a day: its end in the program's zone, or now for today."""
    if day is None or day == clock.today(current_scope().program.zone):
        return clock.now()
    return (
        datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(current_scope().program.zone)) - timedelta(microseconds=1)
    ).astimezone(UTC)


def _known() -> Sequence[tuple[str, str]]:
    """Return slug and label of every policy of levels; one statement for a revision of the program."""
    return current_scope().program.cache.get(("tiering.tracks",), _read)


def _read() -> Sequence[tuple[str, str]]:
    model = entity_of("policies.policy").model
    with behind(READ):
        rows = db.session.execute(sa.select(model.slug, model.label).where(model.kind == KEY).order_by(model.label, model.slug)).all()
    return [(row.slug, row.label) for row in rows]
