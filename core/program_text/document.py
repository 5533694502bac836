"""The whole text of a program: exported, and applied section by section in one unit. A plan is that unit, undone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from core import audit
from core.entities import acting
from core.entities.scope import Scope, current
from core.entities.unit import Rollback, unit
from core.errors import Denied, Unprocessable
from core.i18n import _
from core.identity.actor import Actor
from core.jobs.scopes import as_system
from core.portal import portal
from core.program_text.reading import Document
from core.program_text.section import Change, ProgramSection, below, mapping
from core.programs.editing import create_program, told
from core.programs.program_schema import NewProgramSchema
from core.programs.state import ProgramState
from schemas.lazy import lazy

writing = lazy("core.program_text.writing")

FORMAT = 1
"""Grows when a text of before would mean something else."""
RESERVED = frozenset({"format", "left_out"})


@dataclass(frozen=True, slots=True)
class Plan:
    """What a text would do, or did, to a program; `created`: the program is new."""

    slug: str
    changes: tuple[Change, ...] = ()
    created: bool = False

    @property
    def unsafe(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.unsafe)


class Unsafe(Unprocessable):
    """A text that would take something away, and nobody said that it may."""

    code = "unsafe"

    def __init__(self, plan: Plan):
        super().__init__(_("Some of these changes are not safe. Look at them and agree, or leave them out."))
        self.plan = plan


def export() -> str:
    """Return the text of the active program: every section the actor may change, as one would write it anew."""
    sections = [section for section in _sections(current().program) if current().actor.may(section.permission)]
    left_out = [f"{section.key}/{path}" for section in sections for path in section.left_out()]
    text: str = writing.write({"format": FORMAT, **{s.key: s.export() for s in sections}, **({"left_out": left_out} if left_out else {})})
    return text


def plan(document: Document, actor: Actor, *, create: bool = False) -> Plan:
    """Return what applying would do, by doing it and undoing it; raises what `apply` does, but for unsafe changes."""

    def work() -> Plan:
        raise Rollback(_applied(document, actor, create))

    return unit(work)


def apply(document: Document, actor: Actor, *, create: bool = False, allow_unsafe: bool = False) -> Plan:
    """Make the program what its text says, all or nothing, and return what was done.

    `create`: make the program when there is none. Raises Unprocessable with the lines, Denied, Conflict, NotFound, and Unsafe.
    """

    def work() -> Plan:
        done = _applied(document, actor, create)
        if done.unsafe and not allow_unsafe:
            raise Unsafe(done)
        return done

    return unit(work)


def _applied(document: Document, actor: Actor, create: bool) -> Plan:
    data = _checked(document)
    try:
        program, created = _target(data["program"], actor, create, plugins="plugins" not in data)
        changes = [change for key in portal().sections if key in data for change in _apply_section(key, data[key], program, actor)]
    except Unprocessable as problem:
        raise document.located(problem) from None
    if created:
        changes = [replace(change, unsafe=None) for change in changes]
    done = Plan(program.slug, tuple(changes), created)
    if changes or created:
        with acting.entered(_scope(program, actor)) as scope:
            told(scope.program, "program text applied", {c.path: [audit.jsonable(c.before), audit.jsonable(c.after)] for c in changes})
    return done


def _checked(document: Document) -> Mapping[str, Any]:
    """Return the sections; refuses what is no section of this site, and texts of another format."""
    try:
        data = mapping(document.data, known=(*RESERVED, *portal().sections))
        if data.get("format") != FORMAT:
            raise below("/format", Unprocessable(_("Begin with `format: %(n)s`.", n=FORMAT)))
        named = data.get("program")
        if not isinstance(named, Mapping) or not isinstance(named.get("slug"), str):
            raise below("/program", Unprocessable(_("Name the program: `slug: ` and its name in addresses.")))
    except Unprocessable as problem:
        raise document.located(problem) from None
    return data


def _target(given: Mapping[str, Any], actor: Actor, create: bool, *, plugins: bool) -> tuple[ProgramState, bool]:
    """Return the program a text is about, and whether it was made for it; with the usual plugins unless the text names them."""
    found = portal().programs.by_slug(given["slug"])
    if found is not None:
        return found, False
    if not create:
        raise below("/program/slug", Unprocessable(_("There is no program “%(slug)s”. Say with `create` that it is to be made.", slug=given["slug"])))
    names = {name: value for name, value in given.items() if name in NewProgramSchema._declared_fields}
    raw = {"name": given["slug"], "locale": "en", "currency": "USD", "zone": "UTC", "fiscal_start_month": 1, **names}
    try:
        return create_program({**raw, "fiscal_start_month": str(raw["fiscal_start_month"])}, actor, None if plugins else ()), True
    except Unprocessable as problem:
        raise below("/program", problem) from None


def _apply_section(key: str, data: Any, program: ProgramState, actor: Actor) -> list[Change]:
    """Plan and apply one section in a scope that knows what the earlier ones did."""
    owner, section = portal().sections[key]
    with acting.entered(_scope(program, actor)) as scope:
        try:
            if owner not in scope.program.plugins:
                raise Unprocessable(_("This belongs to the plugin %(name)s, which is off in this program.", name=owner))
            changes = section.plan(data)
            if changes and not scope.actor.may(section.permission):
                raise Denied(_("Changing “%(section)s” needs a right you do not have: %(right)s.", section=key, right=section.permission))
            if changes:
                section.apply(data)
        except Unprocessable as problem:
            raise below(f"/{key}", problem) from None
    return [replace(change, path=f"{key}/{change.path}") for change in changes]


def _sections(program: ProgramState) -> Iterator[ProgramSection]:
    return (section for owner, section in portal().sections.values() if owner in program.plugins)


def _scope(program: ProgramState, actor: Actor) -> Scope:
    """Return the scope of the actor in the program as it is by now: what was switched on counts."""
    fresh = portal().programs.fresh(program.id)
    return as_system(fresh) if actor.kind == "system" else Scope(fresh, replace(actor, permissions=fresh.permissions(actor.roles)))
