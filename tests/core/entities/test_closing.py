"""What a unit writes about its changes leaves at its end, together, and with the changes or not at all."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from core.audit import Audit
from core.db import db
from core.entities import closing, records
from core.entities.acting import entered
from core.entities.marks import WALL
from core.entities.registry import registry
from core.entities.scope import current
from core.entities.search import SearchDoc
from core.entities.system import system
from core.entities.unit import unit
from core.jobs.outbox import Outbox
from hansa.testing import Kit, ProgramOfTest


@pytest.fixture
def sent(kit: Kit) -> Iterator[list[str]]:
    """The statements that write, in order."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if "INSERT" in statement:
            seen.append(statement)

    with kit.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
def manager(kit: Kit, program: ProgramOfTest) -> Iterator[None]:
    with kit.acting(program.person("manager")):
        yield


def memo(word: str) -> Any:
    return records.create(registry()["audiences.memo"], {"title": word})


def count(model: Any) -> int:
    return db.session.connection().scalar(sa.select(sa.func.count()).select_from(model.__table__).execution_options(**WALL)) or 0


def counted(kit: Kit) -> tuple[int, int]:
    with kit.owner.connect() as connection:
        found = [connection.scalar(sa.select(sa.func.count()).select_from(m.__table__)) or 0 for m in (Audit, Outbox)]
    return found[0], found[1]


def test_audit_event_and_words_of_a_record_cost_one_statement_on_postgres(postgres: object, manager: None, sent: list[str]) -> None:
    unit(lambda: memo("Quince"))
    assert len(sent) == 2
    assert all(table in sent[1] for table in ("core_audit", "core_outbox", "core_search"))


def test_two_acts_of_a_unit_leave_together(postgres: object, manager: None, sent: list[str]) -> None:
    unit(lambda: (memo("Quince"), memo("Medlar")))
    assert len(sent) == 3


@pytest.mark.parametrize("how_many", [1, 2, 40])
def test_every_record_gets_its_rows(kit: Kit, manager: None, how_many: int) -> None:
    before = counted(kit)
    unit(lambda: [memo(f"Quince {i}") for i in range(how_many)])
    assert counted(kit) == (before[0] + how_many, before[1] + how_many)


def test_a_unit_that_fails_leaves_none(kit: Kit, manager: None) -> None:
    before = counted(kit)

    def work() -> None:
        memo("Quince")
        raise LookupError

    with pytest.raises(LookupError):
        unit(work)
    assert counted(kit) == before


def test_what_waits_is_seen_by_a_statement_that_reads_it(manager: None) -> None:
    def work() -> int:
        before = count(Audit)
        memo("Quince")
        return count(Audit) - before

    assert unit(work) == 1


def test_a_savepoint_rolled_back_takes_its_own_rows_only(kit: Kit, manager: None) -> None:
    before = counted(kit)

    def work() -> None:
        memo("Quince")
        step = db.session.begin_nested()
        memo("Medlar")
        step.rollback()

    unit(work)
    assert counted(kit) == (before[0] + 1, before[1] + 1)


def test_a_savepoint_that_holds_keeps_its_rows(kit: Kit, manager: None) -> None:
    before = counted(kit)

    def work() -> None:
        with db.session.begin_nested():
            memo("Medlar")
        memo("Quince")

    unit(work)
    assert counted(kit) == (before[0] + 2, before[1] + 2)


def test_rows_of_an_actor_wait_over_a_look_behind_the_wall(manager: None, sent: list[str]) -> None:
    def work() -> None:
        memo("Quince")
        noted = len(sent)
        with system("to see the order"):
            pass
        assert len(sent) == noted

    unit(work)
    assert any("core_search" in statement for statement in sent)


def test_what_only_the_system_may_write_leaves_before_the_actor_is_back(manager: None, sent: list[str]) -> None:
    def work() -> None:
        memo("Quince")
        with system("to see the order"):
            memo("Medlar")
        assert any("core_search" in statement for statement in sent)

    unit(work)


def test_words_written_behind_the_wall_are_the_last(kit: Kit, program: ProgramOfTest, manager: None, as_user: Callable[..., Any]) -> None:
    kind = registry()["audiences.memo"]

    def work() -> None:
        record = memo("Quince")
        with system("to see the order"):
            records.update(kind, records.get(kind, record.id), {"title": "Medlar"})

    unit(work)
    found = as_user("manager").get("/alpha/audiences/memo/?q=medlar").text
    assert "Medlar" in found


def test_rows_leave_before_somebody_else_acts(manager: None, sent: list[str]) -> None:
    def work() -> None:
        memo("Quince")
        noted, scope = len(sent), current()
        with entered(replace(scope, actor=replace(scope.actor, name="Somebody else"))):
            assert len(sent) > noted

    unit(work)


def test_rows_withdrawn_do_not_leave(kit: Kit, manager: None) -> None:
    kind, gone = closing.into(Outbox.__table__, ["id"]), [{"id": 1}, {"id": 2}]

    def work() -> int:
        closing.add(kind, gone)
        closing.withdraw(kind, lambda row: row["id"] == 1)
        left = db.session.connection().info["closing"].pop(kind)
        return len(left)

    assert unit(work) == 1


def test_a_record_changed_twice_is_found_by_its_last_words(
    kit: Kit, program: ProgramOfTest, manager: None, as_user: Callable[..., Any]
) -> None:
    kind = registry()["audiences.memo"]

    def work() -> None:
        record = memo("Quince")
        records.update(kind, record, {"title": "Medlar"})

    unit(work)
    found = {word: "Medlar" in as_user("manager").get(f"/alpha/audiences/memo/?q={word}").text for word in ("quince", "medlar")}
    assert found == {"quince": False, "medlar": True}


def test_words_of_a_new_record_that_changes_in_the_same_unit_are_those_it_ends_with(kit: Kit, manager: None) -> None:
    def work() -> None:
        record = memo("Quince")
        records.update(registry()["audiences.memo"], record, {"title": "Medlar"})

    unit(work)
    with kit.owner.connect() as connection:
        docs = [str(doc) for doc in connection.scalars(sa.select(SearchDoc.__table__.c.doc))]
    assert any("medlar" in doc for doc in docs)
    assert not any("quince" in doc for doc in docs)
