"""What a partner's page tells of a track: the level, what the next one asks, ways, benefits, what is on its way."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from hansa import _, db, select, shown, url_of
from plugins.policies.api import why
from plugins.tiering.engine.advice import Path, paths
from plugins.tiering.engine.ladder import Criterion, Rung
from plugins.tiering.engine.promises import owed, paused
from plugins.tiering.entities import CHANGE
from plugins.tiering.models import Change, Progress
from plugins.tiering.pages import figures
from plugins.tiering.standing import benefits, programs, standings
from plugins.tiering.standing.programs import Track
from plugins.tiering.states import PUBLIC

LOWER = ("at_least", "more_than")
OPEN = tuple(state for state in PUBLIC if state != "effective")
MOST_CHANGES = 20


@dataclass
class Told:
    """A track as a page shows it."""

    track: Track
    level: str | None
    label: str
    since: Any
    progress: Any
    next: Rung | None = None
    rows: list[Any] = field(default_factory=list)
    ways: list[Any] = field(default_factory=list)
    gains: list[Any] = field(default_factory=list)
    has: list[Any] = field(default_factory=list)
    points: list[Any] = field(default_factory=list)
    changes: list[Any] = field(default_factory=list)
    history: list[Any] = field(default_factory=list)
    inputs: list[Any] = field(default_factory=list)
    owed: list[Any] = field(default_factory=list)
    paused: bool = False
    why: str = ""

    @property
    def lacking(self) -> int:
        return sum(1 for row in self.rows if not row.met)


def of_partner(partner_id: uuid.UUID, slug: str | None = None) -> list[Told]:
    """Return the tracks a partner is reviewed in: its standings, the last review, what is open; three statements."""
    stands = standings.history(partner_id)
    wanted = sa.select(Progress).where(Progress.partner_id == partner_id)
    found = {row.track: row for row in db.session.scalars(wanted) if row.direction != "outside"}
    changes = _changes(partner_id)
    known = [track for track in programs.tracks() if slug in (None, track.slug)]
    return [_told(track, stands, found.get(track.slug), changes) for track in known if track.slug in found or _now(stands, track.slug)]


def _now(stands: Sequence[Any], slug: str) -> Any:
    return next((row for row in stands if row.track == slug and row.until is None), None)


def _told(track: Track, stands: Sequence[Any], progress: Any, changes: Sequence[Any]) -> Told:
    now = _now(stands, track.slug)
    level = now.level if now else None
    told = Told(track, level, track.label_of(level) or _("No level yet"), figures.day(now.since) if now else "", progress)
    told.has = [(one.label, figures.benefit(one.kind, one.value)) for one in benefits.of_level(track, level).values()]
    told.changes = [_change(track, row) for row in changes if row.track == track.slug]
    told.history = [(_span(row), track.label_of(row.level) or _("No level")) for row in stands if row.track == track.slug]
    rung = track.ladder.named(level)
    told.next = next(iter(track.ladder.above(rung.rank if rung else 0)), None)
    if progress is not None and progress.decision_id is not None:
        told.why = why(progress.decision_id)
    if progress is not None and progress.told:
        _ahead(told, figures.read(progress.told.get("figures", {})))
        told.points = _points(track, progress.told)
        _promised(told, rung.rank if rung else 0, figures.read(progress.told.get("figures", {})))
    return told


def _promised(told: Told, rank: int, have: Any) -> None:
    """Add what the vendor owes on this level, and whether losses wait for it."""
    found = owed(told.track.ready.promises, told.track.ready.ranks, rank, have)
    told.owed = [_row(one.promise.criterion, have) for one in found]
    told.paused = paused(found)


def _span(row: Any) -> str:
    return f"{figures.day(row.since)} – {figures.day(row.until)}" if row.until else figures.day(row.since)


def _ahead(told: Told, have: Any) -> None:
    """Add what the next level asks, by its cheapest way first, and what it gives more."""
    told.inputs = inputs(told.track, have)
    if told.next is None:
        return
    ways = paths(told.track.ladder, told.next, have)
    told.rows = [_row(one, have) for one in asked(told.track, told.next, ways[0].way if ways else "")]
    told.ways = [_way(path) for path in ways[:3]] if len(ways) > 1 else []
    told.gains = gains(told.track, told.level, told.next.key)


def asked(track: Track, rung: Rung, way: str) -> list[Criterion]:
    """Return the criteria of a level on one way, each once; those of lower levels too where they count."""
    found: dict[tuple[str, str], Criterion] = {}
    for one in track.ladder.asked_for(rung):
        chosen = next((w for w in one.earn if w.name == way), one.earn[0]) if one.earn else None
        for criterion in (c for group in chosen.groups for c in group.criteria) if chosen else ():
            found[criterion.figure, criterion.test] = criterion
    return list(found.values())


def _row(one: Criterion, have: Any) -> Any:
    value, need = have.get(one.figure), one.asked(have)
    lack = one.lack(have) if need is not None else None
    return SimpleNamespace(
        label=one.label, met=one.holds(have) is True, known=value is not None and need is not None, have=figures.amount(value, one.unit), test=one.test,
        need="" if one.test == "holds" else figures.amount(need, one.unit), percent=figures.percent(value, need),
        bar=one.test in LOWER, lack=figures.amount(lack, one.unit) if lack is not None else "",
    )  # fmt: skip


def _way(path: Path) -> Any:
    lacks = [(lack.criterion.label, figures.amount(lack.lack, lack.criterion.unit) if lack.lack is not None else "") for lack in path.lacks]
    return SimpleNamespace(name=path.way, lacks=lacks, blocked=path.blocked)


def gains(track: Track, before: str | None, after: str | None) -> list[Any]:
    """Return what changes with a level, as pages show it."""
    return [
        SimpleNamespace(label=one.label, before=figures.benefit(one.kind, one.before), after=figures.benefit(one.kind, one.after), better=one.better)
        for one in benefits.differences(track, before, after)
    ]  # fmt: skip


def _most(track: Track, figure: str, have: Any) -> str:
    """Return how far a slider goes: somewhat beyond what any level asks, and what there is."""
    asked = [one.value for rung in track.ladder.rungs for way in rung.earn for group in way.groups for one in group.criteria if one.figure == figure]
    known = [have] if have is not None and not isinstance(have, bool) else []
    return str(max(int(max([*asked, *known], default=0) * 5 / 4), 10))


def inputs(track: Track, have: Any) -> list[Any]:
    """Return the figures a simulator may change, each once, with what there is of it."""
    criteria = {
        one.figure: one for rung in reversed(track.ladder.rungs) for way in rung.earn for group in way.groups for one in group.criteria
    }
    return [
        SimpleNamespace(
            name=f"f{at}", figure=text, label=criteria[text].label, condition=criteria[text].test == "holds", unit=criteria[text].unit,
            value=have.get(text), text=figures.plain(figures.Decimal(have[text].numerator) / have[text].denominator)
            if have.get(text) is not None and not isinstance(have[text], bool) else "", most=_most(track, text, have.get(text)),
        )
        for at, text in enumerate(track.ready.formulas)
        if text in criteria
    ]  # fmt: skip


def _points(track: Track, told: Any) -> list[Any]:
    counted, earned = told.get("points") or {}, told.get("earned_points") or {}
    return [
        SimpleNamespace(
            label=one.label, counted=figures.amount(figures.read(counted).get(one.name), "number"),
            earned=figures.amount(figures.read(earned).get(one.name), "number"), cap=one.cap, percent=figures.percent(figures.read(counted).get(one.name), one.cap),
        )
        for one in track.ready.categories
    ]  # fmt: skip


def _changes(partner_id: uuid.UUID) -> list[Any]:
    columns = (
        Change.id,
        Change.track,
        Change.state,
        Change.to_level,
        Change.direction,
        Change.cure_until,
        Change.effective_on,
        Change.waived_until,
        Change.reason,
    )
    wanted = select(*columns).where(Change.partner_id == partner_id, Change.state.in_(OPEN)).order_by(Change.id.desc()).limit(MOST_CHANGES)
    return list(db.session.execute(wanted))


def _change(track: Track, row: Any) -> Any:
    state = CHANGE.schema._declared_fields["state"]
    until = (
        row.waived_until
        if row.state == "waived"
        else row.cure_until
        if row.direction == "down" and row.effective_on is None
        else row.effective_on
    )
    return SimpleNamespace(
        url=url_of(CHANGE, row.id), up=row.direction == "up", state=shown("state", row.state, state), level=track.label_of(row.to_level) or _("No level"),
        day=figures.day(until), effective=row.effective_on is not None, waived=row.state == "waived", reason=row.reason,
    )  # fmt: skip
