"""What switching a plugin would mean, told before it is done."""

from dataclasses import dataclass

import sqlalchemy as sa
from flask import current_app

from core.db import db
from core.entities.entity import Entity
from core.entities.system import select
from core.errors import Problem
from core.i18n import _
from core.portal import portal
from core.programs.enabling import enabled_dependants, needs
from core.programs.state import ProgramState


@dataclass(frozen=True)
class Impact:
    """`also`: plugins switched with it; `records`: (label, how many) of each kind; `refusal`: why it cannot be done now."""

    plugin: str
    on: bool
    also: tuple[str, ...] = ()
    records: tuple[tuple[str, int], ...] = ()
    partners: int = 0
    pages: int = 0
    roles: tuple[str, ...] = ()
    refusal: str = ""


def impact(program: ProgramState, plugin: str, on: bool) -> Impact:
    """Return the effects of switching a plugin in the scope's program; a few counts, nothing is changed."""
    try:
        also = tuple(n for n in needs(plugin) if n != plugin and n not in program.plugins) if on else enabled_dependants(program, plugin)
    except Problem as problem:
        return Impact(plugin, on, refusal=problem.message)
    touched = frozenset((plugin, *also))
    entities = [e for e in portal().registry if e.plugin in touched]
    return Impact(
        plugin,
        on,
        also,
        records=tuple((_(e.plural or e.label), _count(e)) for e in entities),
        partners=max((_owners(e) for e in entities if e.audience == "owner"), default=0),
        pages=_pages(touched) + sum(e.pages for e in entities),
        roles=_roles(program, touched),
    )


def _count(entity: Entity) -> int:
    return int(db.session.execute(select(sa.func.count(entity.table.c.id))).scalar_one())


def _owners(entity: Entity) -> int:
    return int(db.session.execute(select(sa.func.count(sa.distinct(entity.table.c[entity.owner])))).scalar_one())


def _pages(plugins: frozenset[str]) -> int:
    rules = current_app.url_map.iter_rules()
    return sum("GET" in (rule.methods or ()) for rule in rules if portal().owner_of(rule.endpoint) in plugins)


def _roles(program: ProgramState, plugins: frozenset[str]) -> tuple[str, ...]:
    """Return the labels of roles to which the plugins mean something, the program's admins aside."""
    keys = [t.key for t in portal().programs.templates if any(p.split(".", 1)[0] in plugins for p in t.permissions)]
    return tuple(dict.fromkeys(_(program.role_labels.get(key, key)) for key in keys))
