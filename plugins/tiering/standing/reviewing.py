"""A review: every partner judged by a program, what was found kept, and the changes that follow opened, kept up or closed."""

import hashlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from hansa import behind, db, entity_of
from plugins.policies.api import Outcome, decide_many, plain
from plugins.tiering import reading
from plugins.tiering.engine.engine import OUTSIDE
from plugins.tiering.models import Progress
from plugins.tiering.standing import changing, forecasting, programs
from plugins.tiering.standing.programs import Track
from plugins.tiering.tasks import REVIEW

TOGETHER = 500
"""So many partners are judged in one go."""


@dataclass(frozen=True)
class Found:
    """What a review found of one partner."""

    partner_id: uuid.UUID
    facts: Mapping[str, Any]
    outcome: Outcome
    decision_id: uuid.UUID | None = None

    @cached_property
    def digest(self) -> str:
        """What tells outcomes apart: everything but the figures behind it is the same for the same digest."""
        told = {name: value for name, value in self.outcome.values.items() if name not in ("figures", "earned_points")}
        return hashlib.sha256(f"{self.outcome.result} {told!r}".encode()).hexdigest()

    @property
    def level(self) -> str | None:
        found: str | None = self.outcome.values["level"]
        return found

    @property
    def paused(self) -> bool:
        """Whether a promise the vendor broke keeps the partner from losing its level."""
        return bool(self.outcome.values.get("paused"))

    @property
    def direction(self) -> str:
        found: str = self.outcome.values["direction"]
        return found


def judge(track: Track, partners: Sequence[uuid.UUID], day: date) -> list[Found]:
    """Return what the program gives partners on a day; nothing is written."""
    known = reading.facts_for(track, partners, day)
    kind, policy = track.version.compiled.kind, track.version.compiled
    return [Found(one, facts, kind.engine(policy, facts)) for one, facts in known.items()]


def review(slug: str, partners: Sequence[uuid.UUID], day: date) -> list[Found]:
    """Judge partners in a track, keep why, and open, keep up or close their changes. Runs as the system, in the running unit."""
    track = programs.track(slug, day)
    with behind(REVIEW):
        before = _progress(slug, partners)
        found = _kept(track, reading.facts_for(track, partners, day), before, day)
        _note(track, found, before, day)
        changing.follow(track, found, day)
    return found


def _kept(track: Track, known: Mapping[uuid.UUID, Any], before: Mapping[uuid.UUID, Progress], day: date) -> list[Found]:
    """Judge each, and store the decisions that are new or came out otherwise than the last one."""
    new = {one: facts for one, facts in known.items() if one not in before or not before[one].digest}
    found = _stored(track, new, day)
    kind, policy = track.version.compiled.kind, track.version.compiled
    again = [Found(one, facts, kind.engine(policy, facts), before[one].decision_id) for one, facts in known.items() if one not in new]
    same, other = _parted(again, lambda one: one.digest == before[one.partner_id].digest)
    return [*found, *same, *_stored(track, {one.partner_id: one.facts for one in other}, day)]


def _stored(track: Track, known: Mapping[uuid.UUID, Any], day: date) -> list[Found]:
    """Judge, and store why: one statement for all."""
    asked = [(_Of(one), facts) for one, facts in known.items()]
    made = decide_many(
        programs.KEY, asked, entity=entity_of("core.partner"), at=programs.moment_of(day), policy=track.slug, version=track.version
    )
    return [Found(about.partner_id, facts, decision.outcome, decision.id) for (about, facts), decision in zip(asked, made, strict=True)]


class _Of:
    """What a decision is about: a partner."""

    def __init__(self, partner_id: uuid.UUID):
        self.id = self.partner_id = partner_id


def _parted(rows: Sequence[Found], test: Callable[[Found], bool]) -> tuple[list[Found], list[Found]]:
    held = {id(one): test(one) for one in rows}
    return [one for one in rows if held[id(one)]], [one for one in rows if not held[id(one)]]


def _progress(slug: str, partners: Sequence[uuid.UUID]) -> dict[uuid.UUID, Progress]:
    wanted = sa.select(Progress).where(Progress.track == slug, Progress.partner_id.in_(partners))
    return {row.partner_id: row for row in db.session.scalars(wanted)}


def _note(track: Track, found: Sequence[Found], before: Mapping[uuid.UUID, Progress], day: date) -> None:
    """Keep what was found, one row for a partner and track."""
    risks = forecasting.risks(track, found, day)
    program = programs.current_scope().program.id
    for one in found:
        values = {**_told(one), "day": day, "decision_id": one.decision_id, "risk_on": risks.get(one.partner_id)}
        row = before.get(one.partner_id)
        if row is None:
            db.session.add(Progress(program_id=program, partner_id=one.partner_id, track=track.slug, **values))
            continue
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
    db.session.flush()


def _told(found: Found) -> dict[str, Any]:
    """Return what lists and pages read of an outcome."""
    values = found.outcome.values
    common = {"digest": found.digest, "level": values["level"], "direction": values["direction"]}
    if found.outcome.result == OUTSIDE:
        nothing: dict[str, Any] = {"missing": [], "failing": [], "told": {}, "next_level": None, "steps": None, "asks": 0, "promised": 0, "broken": 0}
        return {**common, **nothing, "direction": OUTSIDE}
    ways, owed = values["ways"], values.get("owed", ())
    lacks = plain(ways[0]["lacks"]) if ways and not ways[0]["blocked"] else []
    points = {name: plain(values[name]) for name in ("points", "earned_points", "counted")}
    return {
        **common, "next_level": values["next"], "steps": len(lacks) or None, "missing": lacks, "failing": plain(values["failing"]),
        "promised": len(owed), "broken": sum(one["kept"] is False for one in owed), "asks": len(values["asks"]),
        "told": {**points, "figures": {step.note: plain(step.value) for step in found.outcome.steps}},
    }  # fmt: skip
