"""The desk of staff: who is how far, who is one step away, who is at risk and when, what is to be decided; drafts tried on everybody."""

import uuid
from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint
from marshmallow import ValidationError

from hansa import NotFound, _, clock, current_scope, db, directory, entity_of, policy, records, render, select, shown, url_of
from plugins.policies.api import CompileError, compiled, in_force, kind_of
from plugins.tiering.entities import CHANGE, STANDING
from plugins.tiering.models import Change, Progress, Standing
from plugins.tiering.pages import figures, mine, table, told
from plugins.tiering.standing import entitling, programs, scoring, trying

MOST = 12
QUEUE = ("stable", "eligible_up", "at_risk", "proposed", "demotion_proposed")
LOSING = ("notified", "grace", "waived")


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.get("/desk/", endpoint="desk")(policy("tiering.change.propose")(desk))
    pages.get("/cards/desk", endpoint="desk_card")(policy("tiering.change.propose")(desk_card))
    pages.get("/drafts/", endpoint="drafts")(policy("tiering.change.propose")(drafts))
    pages.get("/drafts/<uuid:version>", endpoint="try")(policy("tiering.change.propose", costly=True)(try_draft))
    pages.get("/changes/<uuid:change>/gains", endpoint="gains")(policy("tiering.change.view")(gains))


def desk() -> str:
    """Where everybody stands."""
    names = {track.slug: track for track in programs.tracks()}
    near, risky, queue, losing, broken = _near(), _risky(), _changes(QUEUE), _changes(LOSING), _broken()
    partners = _names([row.partner_id for row in (*near, *risky, *queue, *losing, *broken)])
    return render(
        "tiering/desk.html", block="page", counts=_counts(names), near=[_step(row, names, partners) for row in near],
        risky=[_risk(row, names, partners) for row in risky], queue=[_open(row, names, partners) for row in queue],
        broken=[SimpleNamespace(**_common(row, names, partners), n=row.broken, of_all=row.promised) for row in broken], score=scoring.score(),
        losing=[_open(row, names, partners) for row in losing], all_url=url_of(STANDING), changes_url=url_of(CHANGE), drafts_url=mine.here("drafts"),
    )  # fmt: skip


def desk_card() -> str:
    names = {track.slug: track for track in programs.tracks()}
    queue = _changes(QUEUE)[:5]
    partners = _names([row.partner_id for row in queue])
    return render("tiering/desk_card.html", block="page", rows=[_open(row, names, partners) for row in queue], url=mine.here("desk"))


def drafts() -> str:
    """Drafts of programs, to be tried on all partners."""
    version, owner = entity_of("policies.version").model, entity_of("policies.policy").model
    same = sa.and_(owner.program_id == version.program_id, owner.id == version.policy_id)
    wanted = select(version.id, version.number, version.note, version.updated_at, owner.label).select_from(sa.join(version, owner, same))
    writes = current_scope().actor.may("policies.policy.write")
    rows = db.session.execute(wanted.where(owner.kind == programs.KEY, version.state == "draft").order_by(owner.label, version.number))
    found = [
        SimpleNamespace(
            url=mine.here("try", version=row.id),
            table_url=mine.here("table", version=row.id) if writes else None,
            label=row.label,
            number=row.number,
            note=row.note or "",
            changed=shown("datetime", row.updated_at),
        )
        for row in rows
    ]
    return render(
        "tiering/drafts.html", block="page", rows=found, programs=table.editable() if writes else [],
        policies_url=mine.url_for("policies.index", program=current_scope().program.slug),
    )


def try_draft(version: uuid.UUID) -> str:
    """What a draft would change for the partners the actor sees, on their facts of today."""
    found = records.get(entity_of("policies.version"), version)
    owner = records.get(entity_of("policies.policy"), found.policy_id)
    if owner.kind != programs.KEY:
        raise NotFound()
    try:
        ready = compiled(kind_of(programs.KEY), found.document, number=found.number, slug=owner.slug)
    except (CompileError, ValidationError):
        return render("tiering/tried.html", block="page", title=owner.label, tried=None, back=mine.here("drafts"), table_url=_table(found))
    day = clock.today(current_scope().program.zone)
    track = trying.draft_track(owner.slug, owner.label, ready)
    present = programs.track(owner.slug) if in_force(programs.KEY, None, owner.slug) is not None else None
    result = trying.tried(track, present, _partners(), day)
    partners = _names([one.partner_id for one in result.moved[:MOST]])
    return render(
        "tiering/tried.html", block="page", title=owner.label, number=found.number, tried=result, back=mine.here("drafts"), table_url=_table(found),
        levels=_levels(track, present, result), moved=[_moved(one, track, present, partners) for one in result.moved[:MOST]],
        costs=[_cost(one, result.checked) for one in result.costs], most=MOST,
    )  # fmt: skip


def _table(version: Any) -> str | None:
    """Return where the thresholds of a draft are changed, for who may."""
    writes = version.state == "draft" and current_scope().actor.may("policies.policy.write")
    return mine.here("table", version=version.id) if writes else None


def gains(change: uuid.UUID) -> str:
    """What a change of level gives and takes, before it is agreed to."""
    found = records.get(CHANGE, change)
    track = next((one for one in programs.tracks() if one.slug == found.track), None)
    rows = told.gains(track, found.from_level, found.to_level) if track else []
    of = track.label_of if track else lambda level: level
    effects = _effects(track, found) if track and current_scope().actor.staff else []
    lacks = [(lack["label"], figures.amount(figures.read(lack)["lack"], lack["unit"]) if lack["lack"] else "") for lack in found.missing]
    return render("tiering/gains.html", block="page", rows=rows, before=of(found.from_level), after=of(found.to_level), lacks=lacks, effects=effects)


def _effects(track: programs.Track, change: Any) -> list[Any]:
    """Return what other plugins say a change does, on the facts in which the two levels differ."""
    day = clock.today(current_scope().program.zone)
    before, after = (entitling.at_level(track, change.partner_id, level, day) for level in (change.from_level, change.to_level))
    names = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    old, new = ({name: one.get(name) for name in names} for one in (before, after))
    answers = records.hooks("effects_of_level", partner_id=change.partner_id, before=old, after=new) if names else []
    return [row for answer in answers for row in answer or ()]


def _partners() -> list[uuid.UUID]:
    model = entity_of("core.partner").model
    return list(db.session.scalars(select(model.id).where(model.status == "active", model.archived_at.is_(None)).order_by(model.id)))


def _counts(names: Mapping[str, Any]) -> list[Any]:
    """Return how many partners stand on each level, by track."""
    wanted = select(Standing.track, Standing.level, sa.func.count(Standing.id).label("n")).where(Standing.until.is_(None))
    rows = {(row.track, row.level): row.n for row in db.session.execute(wanted.group_by(Standing.track, Standing.level))}
    return [(track.label, [(rung.label, rows.get((slug, rung.key), 0)) for rung in track.ladder.rungs]) for slug, track in names.items()]


def _near() -> list[Any]:
    columns = (Progress.partner_id, Progress.track, Progress.next_level, Progress.missing)
    wanted = (
        select(*columns).where(Progress.steps == 1, Progress.direction != "down").order_by(Progress.track, Progress.partner_id).limit(MOST)
    )
    return list(db.session.execute(wanted))


def _risky() -> list[Any]:
    columns = (Progress.partner_id, Progress.track, Progress.direction, Progress.risk_on, Progress.failing)
    wanted = select(*columns).where(sa.or_(Progress.direction == "down", Progress.risk_on.is_not(None)))
    return list(db.session.execute(wanted.order_by(Progress.risk_on.nulls_first(), Progress.partner_id).limit(MOST)))


def _broken() -> list[Any]:
    """Return to whom the vendor owes what it promised, most first."""
    columns = (Progress.partner_id, Progress.track, Progress.broken, Progress.promised)
    wanted = select(*columns).where(Progress.broken > 0).order_by(Progress.broken.desc(), Progress.partner_id).limit(MOST)
    return list(db.session.execute(wanted))


def _changes(states: Iterable[str]) -> list[Any]:
    columns = (
        Change.id,
        Change.partner_id,
        Change.track,
        Change.state,
        Change.to_level,
        Change.found_on,
        Change.cure_until,
        Change.waived_until,
    )
    wanted = select(*columns).where(Change.state.in_(states)).order_by(Change.found_on, Change.id).limit(MOST)
    return list(db.session.execute(wanted))


def _names(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    wanted = set(ids)
    return {one.id: one.name for one in directory.companies(wanted)} if wanted else {}


def _common(row: Any, names: Mapping[str, Any], partners: Mapping[uuid.UUID, str]) -> dict[str, Any]:
    track = names.get(row.track)
    return {
        "who": partners.get(row.partner_id, ""), "track": track.label if track else row.track,
        "partner_url": mine.here("of", partner_id=row.partner_id), "of": track.label_of if track else str,
    }  # fmt: skip


def _step(row: Any, names: Mapping[str, Any], partners: Mapping[uuid.UUID, str]) -> Any:
    common = _common(row, names, partners)
    lack = row.missing[0] if row.missing else None
    what = lack["label"] if lack else ""
    more = figures.amount(figures.read(lack)["lack"], lack["unit"]) if lack and lack["lack"] is not None else ""
    return SimpleNamespace(**common, next=common["of"](row.next_level), what=what, more=more)


def _risk(row: Any, names: Mapping[str, Any], partners: Mapping[uuid.UUID, str]) -> Any:
    what = ", ".join(lack["label"] for lack in row.failing)
    return SimpleNamespace(**_common(row, names, partners), day=figures.day(row.risk_on), now=row.direction == "down", what=what)


def _open(row: Any, names: Mapping[str, Any], partners: Mapping[uuid.UUID, str]) -> Any:
    common = _common(row, names, partners)
    state = CHANGE.schema._declared_fields["state"]
    until = row.waived_until if row.state == "waived" else row.cure_until
    return SimpleNamespace(
        **common, url=url_of(CHANGE, row.id), state=shown("state", row.state, state), level=common["of"](row.to_level) or _("No level"),
        day=figures.day(until), found=figures.day(row.found_on),
    )  # fmt: skip


def _cost(one: trying.Cost, partners: int) -> tuple[str, str, str]:
    """Return a benefit before and after: percentages as what a partner has on average, all others added up."""
    share = max(partners, 1) if one.kind == "percent" else 1
    label = _("%(what)s, on average", what=one.label) if one.kind == "percent" else one.label
    return label, figures.amount(one.before / share, one.kind), figures.amount(one.after / share, one.kind)


def _levels(track: Any, present: Any, result: Any) -> list[Any]:
    keys = [None, *(rung.key for rung in track.ladder.rungs)]
    keys += [key for key in result.before if key not in keys]
    return [(_label(track, present, key), result.before[key], result.after[key]) for key in keys]


def _label(track: Any, present: Any, key: str | None) -> str:
    known = track.label_of(key)
    return str(known if known != key or present is None else present.label_of(key)) if key else _("No level")


def _moved(one: Any, track: Any, present: Any, partners: Mapping[uuid.UUID, str]) -> Any:
    return SimpleNamespace(
        who=partners.get(one.partner_id, ""), url=mine.here("of", partner_id=one.partner_id), before=_label(track, present, one.before),
        after=_label(track, present, one.after), up=one.up,
    )  # fmt: skip
