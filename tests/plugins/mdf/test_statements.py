"""What the pages of market funds ask the database, however much there is to show."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import event

from core.db import db
from hansa.testing import Person

PAGE = 12


@pytest.fixture
def statements(kit) -> Iterator[list[str]]:
    """What the database was asked, transaction control left out."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            seen.append(" ".join(statement.split()))

    with kit.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def asked(kit, statements: list[str], who: str, path: str) -> list[str]:
    client = kit.client(Person(who))
    for _ in range(2):  # the first request meets the program
        statements.clear()
        assert client.get(path).status_code == 200
    return list(statements)


@pytest.fixture
def plenty(kit, budget, layer, plan, move, verified, claim) -> None:
    """Several of everything a page gathers."""
    pool = budget()
    for last in (20, 30, 40):
        layer("1000", last=last, budget_id=pool)
    layer("500", last=25, partner="b", budget_id=budget("3000"))
    for name in ("Fair", "Road show"):
        claim(verified(asked="200", name=name))
        move("mdf.request", plan(asked="100", name=f"{name} again"), "submit")


@pytest.mark.parametrize(
    "who, path",
    [
        ("manager", "desk/"), ("manager", "cards/desk"), ("manager", "returns/"), ("manager", "returns/?by=region"), ("manager", "returns/compared"),
        ("a", "mine/"), ("a", "cards/mine"), ("a", "plan/"),
    ],
)  # fmt: skip
def test_a_page_asks_little_of_much(kit, plenty, statements, who, path):
    found = asked(kit, statements, who, f"/alpha/mdf/{path}")
    assert len(found) <= PAGE, "\n".join(line[:160] for line in found)
