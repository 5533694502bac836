"""The wall around rows: criteria on every ORM statement, proof of them on every compiled one, a check at flush.

PostgreSQL adds composite keys and row-level security below it. Two doors lead through: `hansa.select` and `hansa.system`.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy import orm as so
from sqlalchemy.engine import Connection, Engine

from core.db import HansaSession, db
from core.entities import references, saving, targets, telling
from core.entities import scope as scopes
from core.entities.access import readable
from core.entities.entity import Entity
from core.entities.marks import MARK, Checked
from core.entities.registry import registry
from core.errors import ScopeError

GUARDED = (sa.Select, sa.CompoundSelect, sa.Insert, sa.Update, sa.Delete)


def install() -> None:
    """Attach the wall to the session class; called once per process by `create_app`."""
    if event.contains(HansaSession, "do_orm_execute", _judge_orm):
        return
    event.listen(HansaSession, "do_orm_execute", _judge_orm)
    event.listen(HansaSession, "before_attach", _judge_attach)
    event.listen(HansaSession, "before_flush", _judge_flush)
    event.listen(HansaSession, "after_flush", _flushed)
    event.listen(HansaSession, "after_soft_rollback", _rolled_back)
    event.listen(HansaSession, "after_begin", telling.begun)


def guard_engine(engine: Engine) -> None:
    """Refuse unjudged statements on this engine."""
    event.listen(engine, "before_execute", _judge_core)
    event.listen(engine, "before_cursor_execute", _judge_driver)


KNOWN_BY_OBJECT = frozenset({"core_user"})
"""Met by marked statements only; whoever was given a person reads it again and changes it."""


def _judge_orm(state: so.ORMExecuteState) -> None:
    mark = state.execution_options.get("hansa_wall")
    if mark is MARK or isinstance(mark, Checked):
        return
    known, scope = registry(), scopes.peek()
    touched = known.touched(state.statement)
    if scope is None:
        if touched.tables and not (state.is_column_load and touched.tables <= KNOWN_BY_OBJECT):
            raise ScopeError("no active program: enter a scope first")
        return
    if touched.text or not isinstance(state.statement, GUARDED):
        raise ScopeError("only expressions of mapped classes are allowed here, no text")
    if not state.is_select and touched.tables and not scope.system:
        raise ScopeError("rows are written through `records` only")
    if state.is_column_load and touched.tables <= KNOWN_BY_OBJECT:
        state.update_execution_options(hansa_wall=MARK)
        return
    if touched.tables:
        state.statement = _with_criteria(state, scope.reach, touched.tables)
        state.update_execution_options(hansa_wall=Checked(scope.reach))


def _with_criteria(state: so.ORMExecuteState, reach: str, tables: frozenset[str]) -> Any:
    """Loader criteria do not reach the statement that refreshes a row already met: it gets its condition directly."""
    known = registry()
    statement: Any = known.judged(state.statement, reach, tables)
    entity = known.of_model(state.bind_mapper.class_) if state.is_column_load and state.bind_mapper else None
    return statement.where(readable(entity, reach)) if entity else statement


def _judge_core(conn: Connection, clause: Any, multiparams: Any, params: Any, options: dict[str, Any]) -> None:
    if isinstance(clause, sa.Update | sa.Delete) and getattr(clause.table, "info", {}).get("append_only"):
        raise ScopeError(f"rows of {clause.table} are written once")
    mark = options.get("hansa_wall")
    if mark is MARK:
        return
    if isinstance(mark, Checked) and mark.reach != scopes.current().reach:
        raise ScopeError("a statement made for actors of another reach")
    if isinstance(clause, sa.TextClause):
        raise ScopeError("text() is refused: use hansa.select")


def _flushing(clause: Any) -> bool:
    return isinstance(clause, sa.Insert | sa.Update | sa.Delete) and bool(db.session().info.get("flushing"))


HOUSEKEEPING = frozenset({"BEGIN", "BEGIN IMMEDIATE", "SET LOCAL lock_timeout = '1s'"})
"""What the core itself sends without an expression; beside the pragmas of SQLite, which read no rows."""


def _judge_driver(conn: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
    if context is None or context.execution_options.get("hansa_wall") is MARK:
        return
    if context.compiled is None:
        if statement not in HOUSEKEEPING and not statement.startswith("PRAGMA"):
            raise ScopeError("driver-level SQL is refused: use hansa.select")
    elif not _flushing(context.compiled.statement):
        _judge_compiled(context.compiled, context.execution_options.get("hansa_wall"))


def _judge_compiled(compiled: Any, mark: Any) -> None:
    """What alike statements share is looked at in the one that was compiled for all of them, so it is looked at once."""
    known = registry()
    if isinstance(compiled.statement, GUARDED):
        touched = known.touched(compiled.statement)
        if touched.text or (touched.tables and not isinstance(mark, Checked)):
            raise ScopeError(f"an unmarked statement on {sorted(touched.tables)}: use hansa.select or records")
    if names := known.proof.unproven(compiled):
        raise ScopeError(f"{', '.join(sorted(names))} without the criteria of the actor: use hansa.select or records")


def _judge_attach(session: so.Session, record: Any) -> None:
    """A stored record comes from a query of this session: one made by hand or kept from elsewhere would be written by its key."""
    if sa.inspect(record).has_identity and registry().of_model(type(record)) is not None:
        raise ScopeError("a stored record was taken from elsewhere: load it")


def _judge_flush(session: HansaSession, context: Any, instances: Any) -> None:
    if not session.info.get("unit"):
        if session.new or session.dirty or session.deleted:
            raise ScopeError("a record was changed outside of a unit")
        return
    known = registry()
    pointing: list[references.Pointing] = []
    saved: list[tuple[Entity, Any]] = []
    for record in (*session.new, *session.dirty, *session.deleted):
        entity = known.of_model(type(record))
        if entity is not None:
            _judge_record(entity, record)
            pointing += _pointing(session, entity, record)
            saved += [(entity, record)] if record not in session.deleted else []
        elif record.__table__.name in known.scoped_tables - KNOWN_BY_OBJECT and scopes.current().reach != "all":
            raise ScopeError(f"{record.__table__.name} is written by the core")
    with session.no_autoflush:
        references.check(session, pointing)
        if saved and scopes.current().system is None:
            targets.check(session, saved)
    session.info |= {"flushing": True, "pointing": pointing}
    saving.save(session)


def _pointing(session: HansaSession, entity: Entity, record: Any) -> list[references.Pointing]:
    if record in session.deleted:
        references.let_go([record.id])
        return []
    found = references.changed(entity, record)
    return [found] if found else []


def _flushed(session: HansaSession, context: Any) -> None:
    session.info.pop("flushing", None)
    if pointing := session.info.pop("pointing", None):
        references.keep(session, pointing)


def _rolled_back(session: HansaSession, previous: Any) -> None:
    for name in ("flushing", "pointing"):
        session.info.pop(name, None)


def _judge_record(entity: Entity, record: Any) -> None:
    scope = scopes.current()
    if record.program_id is None:
        record.program_id = scope.program.id
    if record.program_id != scope.program.id:
        raise ScopeError("a record of another program")
    if scope.reach == "all":
        return
    _judge_owner(entity, record, scope)


def _judge_owner(entity: Entity, record: Any, scope: scopes.Scope) -> None:
    owner = getattr(record, entity.owner) if entity.audience == "owner" else None
    history = sa.inspect(record).attrs[entity.owner].history if owner is not None else None
    if history is not None and history.deleted and sa.inspect(record).persistent:
        raise ScopeError("a record never changes its owner")
    if scope.reach == "region" and owner is not None and may_own(owner):
        return
    if entity.audience != "owner" or owner is None or owner != scope.actor.partner_id:
        raise ScopeError(f"{scope.actor.name or 'the actor'} may not write this {entity.key}")


def may_own(partner_id: Any) -> bool:
    """Tell whether the actor of the scope may write for this partner."""
    partner = registry()["core.partner"].model
    return db.session.scalar(sa.select(partner.id).where(partner.id == partner_id)) is not None

