"""The rebate programs there are, each in the version that holds on a day."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from marshmallow import ValidationError

from hansa import N_, Conflict, _, behind, clock, current_scope, db, entity_of
from plugins.policies.api import Compiled, CompileError, InForce, PolicyKind, begun, chosen, compiled, in_force, kind_of
from plugins.rebates.engine import calendar
from plugins.rebates.engine.ready import Ready, ready
from plugins.rebates.tasks import READ

KEY = "rebates.program"
UNREADABLE = N_("Version %(number)s cannot be read: look at its findings under Policies.")


class Program(NamedTuple):
    """A rebate program with its policy as it stands on a day."""

    slug: str
    label: str
    version: InForce | None
    made: Ready

    @property
    def policy(self) -> Compiled:
        return self.made.policy


def programs(day: date, only: Collection[str] = ()) -> list[Program]:
    """Return the programs in force at the end of a day (`only`: these) as they stand for it, by label; READ lifts the wall to policies, which hold no
    partner's data."""
    moment, kind = moment_of(day), kind_of(KEY)
    with behind(READ):
        wanted = [(slug, label) for slug, label in _known() if not only or slug in only]
        found = [_program(kind, slug, label, moment) for slug, label in wanted if in_force(KEY, moment, slug) is not None]
        return [_kept(kind, one, day) for one in found]


def program(slug: str, day: date) -> Program:
    """Return a program as it stands for a day. Raises Conflict (code `no-policy`) when no version of it is in force."""
    with behind(READ):
        kind = kind_of(KEY)
        return _kept(kind, _program(kind, slug, dict(_known()).get(slug, slug), moment_of(day)), day)


def coming(slug: str, day: date) -> Program:
    """Return a program as it stands now, or will stand at the beginning of a later day. Raises Conflict (code `no-policy`)."""
    with behind(READ):
        return _program(kind_of(KEY), slug, dict(_known()).get(slug, slug), max(clock.now(), start_of(day)))


def of_run(version_id: Any, slug: str, day: date) -> Program:
    """Return a program as a run applied it: by the very version, or where none is noted by the one in force on a day."""
    model = entity_of("policies.version").model
    with behind(READ):
        found = db.session.scalars(sa.select(model).where(model.id == version_id)).one_or_none() if version_id is not None else None
    return program(slug, day) if found is None else Program(slug, slug, None, ready(of_version(found, slug)))


def of_version(version: Any, slug: str) -> Compiled:
    """Return the document of a stored version, ready. Raises Conflict (code `unreadable`) where it cannot be read (any more)."""
    try:
        return compiled(kind_of(KEY), version.document, number=version.number, slug=slug)
    except (CompileError, ValidationError):
        raise Conflict(_(UNREADABLE, number=version.number), code="unreadable") from None


def _program(kind: PolicyKind, slug: str, label: str, moment: datetime) -> Program:
    found = chosen(kind, moment, slug)
    return Program(slug, label, found, ready(found.compiled))


def _kept(kind: PolicyKind, found: Program, day: date) -> Program:
    """Return the version that was in force when the period of a day began, where that one says it holds for the whole period."""
    if len(begun(KEY, found.slug, moment_of(day))) < 2 or (first := _first_of(found, day)) is None:
        return found
    early = _program(kind, found.slug, found.label, first)
    if early.policy["version_on"] != "first":
        return found
    own = _first_of(early, day)  # of a calendar that was changed each version has its own
    return early if own is not None and in_force(KEY, own, found.slug) == in_force(KEY, first, found.slug) else found


def _first_of(found: Program, day: date) -> datetime | None:
    """Return the moment a version is chosen for the first day of the period of a day; None where there is none."""
    span = calendar.span_at(found.policy, day)
    moment = moment_of(span.start) if span is not None else None
    return moment if moment is not None and in_force(KEY, moment, found.slug) is not None else None


def moment_of(day: date) -> datetime:
    """Return the moment at which versions are chosen for a day: its end in the program's zone, or now for today and later."""
    if day >= clock.today(current_scope().program.zone):
        return clock.now()
    return start_of(day + timedelta(days=1)) - timedelta(microseconds=1)


def start_of(day: date) -> datetime:
    """Return the moment a business day begins."""
    return clock.midnight(day, current_scope().program.zone)


def _known() -> Sequence[tuple[str, str]]:
    """Return slug and label of every rebate program; one statement for a revision of the portal's program."""
    return current_scope().program.cache.get(("rebates.programs",), listed)


def called() -> dict[str, str]:
    """Return what rebate programs are called, by short name; also for partners, who see no policies."""
    with behind(READ):
        return dict(_known())


def listed() -> Sequence[tuple[str, str]]:
    """Return slug and label of every rebate program, drafts included, by label."""
    model = entity_of("policies.policy").model
    rows = db.session.execute(sa.select(model.slug, model.label).where(model.kind == KEY).order_by(model.label, model.slug)).all()
    return [(row.slug, row.label) for row in rows]
