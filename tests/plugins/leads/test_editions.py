"""What decisions share is kept once, and remembered as kept only when it is."""

import contextlib
from typing import Any

import pytest
from sqlalchemy import event

from core.db import db
from core.entities.acting import entered
from core.entities.unit import unit
from core.jobs.scopes import as_system
from core.portal import portal
from hansa.testing import Kit, ProgramOfTest
from plugins.leads.routing.editions import digest_of, edition, kept

DATA = {"terms": ["one", "two"]}


@pytest.fixture(autouse=True)
def engine(kit: Kit, program: ProgramOfTest):
    with kit.app.app_context():
        found = portal().programs.by_slug(program.slug)
        with entered(as_system(found)):
            yield


def keep() -> None:
    kept(digest_of(DATA), lambda: DATA)


def test_what_was_rolled_back_is_written_again() -> None:
    def failing() -> None:
        keep()
        raise LookupError

    with contextlib.suppress(LookupError):
        unit(failing)
    unit(keep)
    assert edition(digest_of(DATA)) == DATA


def test_what_this_process_has_committed_is_not_looked_up_again() -> None:
    unit(keep)
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    unit(keep)
    event.remove(db.engine, "before_cursor_execute", note)
    assert not [statement for statement in seen if "leads__edition" in statement]
