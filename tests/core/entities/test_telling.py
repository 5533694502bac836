"""PostgreSQL is told who acts before the next statement: whatever happened before, that one is judged by who acts now."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from core.db import db
from core.entities import scope as scopes
from core.entities.acting import entered
from core.entities.marks import WALL
from core.entities.registry import registry
from core.entities.scope import current
from core.entities.system import behind, system
from core.entities.telling import SETTINGS, settings_of, unnamed
from core.entities.unit import savepoint, unit
from core.jobs.scopes import as_system
from core.portal import portal
from hansa.testing import Kit, ProgramOfTest
from tests.postgres_database import PostgresDatabase

NAMES = ("program", "partner", "user", "principal", "region", "reach")
IN_FORCE = sa.text("SELECT current_user, " + ", ".join(f"current_setting('hansa.{name}', true)" for name in NAMES))


def in_force() -> tuple[str, ...]:
    """Return the role of the database and the settings that judge the very next statement."""
    return tuple(db.session.connection().execute(IN_FORCE, execution_options=WALL).one())


def of(scope: scopes.Scope) -> tuple[str, ...]:
    known = settings_of(scope)
    return ("hansa_system" if scope.system else "hansa_app", *(known[name] for name in NAMES))


def broken() -> None:
    db.session.connection().execute(sa.text("SELECT 1 / 0"), execution_options=WALL)


@pytest.fixture
def reader(kit: Kit, postgres: PostgresDatabase, program: ProgramOfTest) -> Iterator[scopes.Scope]:
    """A partner acts, in whose requests the fixture plugin may look behind the wall."""
    with kit.acting(program.person("a")) as scope:
        lent = replace(scope, program=_lending(scope.program))
        with entered(lent):
            yield lent


def _lending(program: Any) -> Any:
    return replace(program, system_tasks=frozenset({*program.system_tasks, "look"}))


def patience() -> str:
    return str(db.session.connection().execute(sa.text("SHOW statement_timeout"), execution_options=WALL).scalar())


def test_statements_of_a_request_are_ended_and_those_of_a_job_may_take_their_time(app: Flask, postgres: PostgresDatabase, program: ProgramOfTest) -> None:
    """A rebate run reads all lines of a quarter with one statement; that of a page is over in half a minute, or it is ended."""
    for context, told in ((app.test_request_context("/"), "30s"), (app.app_context(), "0")):
        with context, entered(as_system(portal().programs.fresh(program.id))):
            assert unit(patience) == told


@pytest.fixture
def sent(kit: Kit, postgres: PostgresDatabase) -> Iterator[list[str]]:
    """The settings that were sent, by the reach they tell."""
    seen: list[str] = []

    def note(connection: Any, clause: Any, multiparams: Any, params: Any, options: Any) -> None:
        if clause is SETTINGS:
            seen.append({**params, **(multiparams[0] if multiparams else {})}["reach"])

    with kit.app.app_context():
        engine = db.engine
    event.listen(engine, "before_execute", note)
    yield seen
    event.remove(engine, "before_execute", note)


def test_the_first_statement_is_judged_by_who_acts(reader: scopes.Scope) -> None:
    assert in_force() == of(reader)


def test_behind_the_wall_the_wall_is_lifted(reader: scopes.Scope) -> None:
    with system("look") as lifted:
        assert in_force() == of(lifted)


def test_after_a_look_the_reader_acts(reader: scopes.Scope) -> None:
    with system("look"):
        in_force()
    assert in_force() == of(reader)


def test_after_a_nested_look_each_acts_in_turn(reader: scopes.Scope) -> None:
    with system("look") as outer:
        in_force()
        with system("look"), behind("look"):
            in_force()
        assert in_force() == of(outer)
    assert in_force() == of(reader)


def test_after_a_look_that_asked_nothing_the_reader_acts(reader: scopes.Scope) -> None:
    in_force()
    with system("look"):
        pass
    assert in_force() == of(reader)


def test_after_a_look_that_raised_the_reader_acts(reader: scopes.Scope) -> None:
    with pytest.raises(LookupError), system("look"):
        in_force()
        raise LookupError
    assert in_force() == of(reader)


def test_after_a_look_the_database_aborted_the_reader_acts(reader: scopes.Scope) -> None:
    with pytest.raises(DBAPIError), system("look"):
        in_force()
        broken()
    db.session.rollback()
    assert in_force() == of(reader)


@pytest.mark.parametrize("ending", ["commit", "rollback"])
def test_in_the_next_transaction_the_reader_acts(ending: str, reader: scopes.Scope) -> None:
    with system("look"):
        in_force()
    getattr(db.session, ending)()
    assert in_force() == of(reader)


def test_a_look_goes_on_after_its_transaction_ended(reader: scopes.Scope) -> None:
    with system("look") as lifted:
        in_force()
        db.session.rollback()
        assert in_force() == of(lifted)
    assert in_force() == of(reader)


def test_after_an_aborted_look_in_a_savepoint_the_reader_acts(reader: scopes.Scope) -> None:
    def work() -> tuple[str, ...]:
        in_force()
        with pytest.raises(DBAPIError), savepoint(), system("look"):
            in_force()
            broken()
        return in_force()

    assert unit(work) == of(reader)


def test_a_savepoint_taken_back_inside_a_look_leaves_the_wall_lifted(reader: scopes.Scope) -> None:
    def work() -> None:
        in_force()
        with system("look") as lifted:
            with pytest.raises(DBAPIError), savepoint():
                in_force()
                broken()
            assert in_force() == of(lifted)
        assert in_force() == of(reader)

    unit(work)


def test_a_savepoint_of_a_look_that_is_taken_back_later_does_not_bring_the_look_back(reader: scopes.Scope) -> None:
    def work() -> None:
        with system("look"):
            in_force()
            point = db.session.begin_nested()
        in_force()
        point.rollback()
        assert in_force() == of(reader)

    unit(work)


def test_a_savepoint_kept_inside_a_look_ends_with_it(reader: scopes.Scope) -> None:
    def work() -> None:
        with system("look"), savepoint():
            in_force()
        assert in_force() == of(reader)

    unit(work)


def test_rows_fetched_piece_by_piece_are_not_fetched_under_somebody_elses_settings(reader: scopes.Scope, sent: list[str]) -> None:
    numbers = sa.text("SELECT generate_series(1, 500)").execution_options(**WALL, yield_per=10)
    rows = db.session.connection().execute(numbers)
    next(rows)
    with system("look"):
        in_force()
    assert sent[-1] == reader.reach and sent[-2] == "all"
    rows.close()


def test_after_all_scopes_were_left_the_last_one_is_in_force(reader: scopes.Scope) -> None:
    def work() -> tuple[str, ...]:
        with system("look"):
            in_force()
        token = scopes.swap(None)
        try:
            return in_force()
        finally:
            scopes.restore(token)

    assert unit(work) == of(reader)


def test_a_connection_that_goes_back_to_the_pool_forgets_who_acted(kit: Kit, reader: scopes.Scope) -> None:
    with system("look"):
        in_force()
    db.session.remove()
    with db.engine.connect() as connection:
        role, *told = connection.execute(IN_FORCE, execution_options=WALL).one()
    assert (role, {value or "" for value in told}) == ("hansa_app", {""})


def test_a_marked_core_statement_is_judged_by_who_acts(
    reader: scopes.Scope, make_record: Callable[..., Any], program: ProgramOfTest
) -> None:
    make_record("audiences.note", owner=program.partner("b"))
    count = sa.select(sa.func.count()).select_from(registry()["audiences.note"].table).execution_options(**WALL)
    with system("look"):
        assert db.session.connection().scalar(count) == 1
    assert db.session.connection().scalar(count) == 0


def test_nobody_is_named_while_somebody_is_looked_up(reader: scopes.Scope) -> None:
    in_force()
    with unnamed():
        assert in_force() == of(replace(reader, named=False))
    assert in_force() == of(reader)


def test_after_a_failed_look_up_the_reader_is_named(reader: scopes.Scope) -> None:
    with pytest.raises(LookupError), unnamed():
        in_force()
        raise LookupError
    assert in_force() == of(reader)


def test_looks_one_after_the_other_are_told_once(reader: scopes.Scope, sent: list[str]) -> None:
    in_force()
    del sent[:]
    for _ in range(3):
        with system("look"):
            in_force()
    in_force()
    assert sent == ["all", reader.reach]


def test_a_scope_in_which_nothing_is_asked_costs_nothing(reader: scopes.Scope, sent: list[str]) -> None:
    in_force()
    del sent[:]
    with system("look"):
        pass
    in_force()
    assert sent == []


def test_who_acts_is_told_again_when_it_is_somebody_else(kit: Kit, reader: scopes.Scope, program: ProgramOfTest) -> None:
    in_force()
    with kit.acting(program.person("b")) as other:
        assert in_force() == of(other)
    assert in_force() == of(current())
