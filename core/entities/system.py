"""The two lawful doors through the wall for set-based work."""

import contextlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm as so
from sqlalchemy.exc import DBAPIError

from core.db import db
from core.entities import scope as scopes
from core.entities.access import readable
from core.entities.entity import Entity
from core.entities.marks import Checked
from core.entities.registry import Registry, registry
from core.entities.telling import announce
from core.errors import ScopeError

log = logging.getLogger("hansa.scope")


@dataclass(frozen=True, slots=True)
class SystemTask:
    """A reason a plugin may lift the partner criterion for, even in a partner's request."""

    name: str
    why: str


def select(*fields: Any) -> sa.Select[Any]:
    """Return a Core select over mapped columns with the actor's criteria inside.

    It can be narrowed, grouped and ordered further. Naming another entity's table later, or one in a subquery, is refused
    when it runs, and so is running it for an actor who reaches less far or farther.
    """
    known, reach = registry(), scopes.current().reach
    statement = sa.select(*fields)
    for source in statement.columns_clause_froms:
        statement = statement.where(*(readable(entity, reach, table=part) for entity, part in _parts(known, source)))
    return statement.execution_options(hansa_wall=Checked(reach))


def together(*parts: sa.Select[Any]) -> sa.CompoundSelect[Any]:
    """Return one statement that gives the rows of several `select`s, with as many columns of the same types (UNION ALL).

    Raises ScopeError for a part that was not made by `select` for actors who reach as far.
    """
    mark = Checked(scopes.current().reach)
    if any(part.get_execution_options().get("hansa_wall") != mark for part in parts):
        raise ScopeError("a part without the criteria of the actor: use hansa.select")
    return sa.union_all(*parts).execution_options(hansa_wall=mark)


def _parts(known: Registry, source: Any) -> Iterator[tuple[Entity, Any]]:
    """Find the entities' tables and aliases in a FROM clause."""
    if isinstance(source, sa.Join):
        yield from (*_parts(known, source.left), *_parts(known, source.right))
        return
    table = source.element if isinstance(source, sa.Alias) else source
    entity = known.of_table(getattr(table, "name", ""))
    if entity is not None:
        yield entity, source


@contextlib.contextmanager
def system(reason: str) -> Iterator[scopes.Scope]:
    """Lift the partner criterion, never the program's. Logged; on PostgreSQL under its own role.

    In a partner's request only reasons declared by `register_system_tasks` are accepted; ScopeError otherwise.
    """
    scope = scopes.current()
    if not scope.actor.staff and reason not in scope.program.system_tasks:
        raise ScopeError(f"{reason!r} is not a registered system task")
    log.info("system scope for %s in %s by %s", reason, scope.program.slug, scope.actor.name)
    session = db.session()
    session.flush()
    before, behind = set(session.identity_map.keys()), replace(scope, system=reason)
    token = scopes.swap(behind)
    announce(session, scope)
    try:
        yield behind
        session.flush()
    except BaseException:
        scopes.restore(token)
        # A transaction that is broken takes no statement; why it broke is what the caller has to hear.
        with contextlib.suppress(DBAPIError):
            _leave(session, before, behind)
        raise
    scopes.restore(token)
    _leave(session, before, behind)


def behind(reason: str) -> contextlib.AbstractContextManager[Any]:
    """Lift the partner criterion as `system` does, unless whoever calls did so already."""
    return contextlib.nullcontext() if scopes.current().system else system(reason)


def _leave(session: so.Session, before: set[Any], behind: scopes.Scope) -> None:
    """What was seen with lifted criteria is let go, so that no later `get` finds it by its key."""
    if session.in_transaction() and session.is_active:
        for key, record in [(key, session.identity_map[key]) for key in list(session.identity_map.keys())]:
            if key not in before:
                session.expunge(record)
        announce(session, behind)
