"""A draft of a program tried on all partners as they are today: who would move, and what it would give and take."""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from plugins.policies.api import Compiled, InForce
from plugins.tiering.engine.engine import OUTSIDE
from plugins.tiering.engine.ready import ready
from plugins.tiering.standing import benefits, reviewing
from plugins.tiering.standing.benefits import Value
from plugins.tiering.standing.programs import Track


class Moved(NamedTuple):
    """A partner that would come to another level."""

    partner_id: uuid.UUID
    before: str | None
    after: str | None
    up: bool


class Cost(NamedTuple):
    """What all partners together have of a benefit before and after; of yes-or-no ones how many have it."""

    label: str
    kind: str
    before: Decimal
    after: Decimal


@dataclass
class Tried:
    """The outcome of a trial. `levels` counts partners by level before and after; None is no level."""

    checked: int = 0
    outside: int = 0
    moved: list[Moved] = field(default_factory=list)
    before: Counter[str | None] = field(default_factory=Counter)
    after: Counter[str | None] = field(default_factory=Counter)
    costs: list[Cost] = field(default_factory=list)

    @property
    def up(self) -> int:
        return sum(1 for one in self.moved if one.up)

    @property
    def down(self) -> int:
        return len(self.moved) - self.up


def draft_track(slug: str, label: str, policy: Compiled) -> Track:
    """Return a draft as the track it is meant for."""
    return Track(slug, label, InForce(policy, None, policy.number, slug), ready(policy))


def tried(track: Track, present: Track | None, partners: Sequence[uuid.UUID], day: date) -> Tried:
    """Judge partners by a draft on their facts of a day; nothing is written. `present`: the program in force, for what levels give now."""
    found = Tried()
    for start in range(0, len(partners), reviewing.TOGETHER):
        for one in reviewing.judge(track, partners[start : start + reviewing.TOGETHER], day):
            _count(found, one)
    found.costs = _costs(track, present or track, found)
    return found


def _count(found: Tried, one: reviewing.Found) -> None:
    if one.outcome.result == OUTSIDE:
        found.outside += 1
        return
    before = one.facts.get("level")
    found.checked += 1
    found.before[before] += 1
    found.after[one.level] += 1
    if before != one.level:
        found.moved.append(Moved(one.partner_id, before, one.level, one.direction != "down"))


def _costs(track: Track, present: Track, found: Tried) -> list[Cost]:
    """Return what each benefit of the draft comes to, for those whose numbers can be added up."""
    told = []
    for row in track.document.get("benefits") or ():
        if row["kind"] == "text":
            continue
        sums = [_sum(one, row["key"], counts) for one, counts in ((present, found.before), (track, found.after))]
        told.append(Cost(row["label"], row["kind"], *sums))
    return told


def _sum(track: Track, key: str, counts: Counter[str | None]) -> Decimal:
    return sum((_number(benefits.of_level(track, level).get(key)) * n for level, n in counts.items()), Decimal())


def _number(benefit: Any) -> Decimal:
    value: Value = benefit.value if benefit is not None else None
    return Decimal(value) if isinstance(value, bool | Decimal) else Decimal()
