"""How many statements a request costs, whatever there is to show."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import event

from core.db import db
from hansa.testing import Kit, Person
from tests.matrix.conftest import Matrix
from tests.matrix.planting import A, Plant
from tests.matrix.probing import send
from tests.matrix.routes import Way

MOST = {"entity.list": 4, "api.list": 4, "entity.detail": 7, "api.detail": 7}
ANY_PAGE = 12


@pytest.fixture(scope="module")
def statements(matrix: Matrix) -> Iterator[list[str]]:
    """What the database is asked, transaction control left out."""
    seen: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            seen.append(" ".join(statement.split())[:120])

    with matrix.kit.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def cost(matrix: Matrix, statements: list[str], way: Way, name: str, form: str = "plain") -> int | None:
    """Return the statements of a request that was answered, in a process that has met the program before."""
    for _ in range(2):
        statements.clear()
        answer = send(matrix, way, name, form)
    return len(statements) if answer.status_code == 200 else None


@pytest.mark.parametrize("form", ["plain", "htmx"])
@pytest.mark.parametrize("name", ["a", "admin"])
def test_no_page_asks_more_than_it_may(name: str, form: str, matrix: Matrix, statements: list[str]) -> None:
    reading = [w for w in matrix.ways if w.method == "GET" and w.plain]
    costs = {
        w.path: (found, MOST.get(w.endpoint, ANY_PAGE)) for w in reading if (found := cost(matrix, statements, w, name, form)) is not None
    }
    assert {path: f"{found} > {most}" for path, (found, most) in costs.items() if found > most} == {}


def test_a_list_of_many_asks_no_more_than_a_list_of_few(matrix: Matrix, statements: list[str]) -> None:
    lists = [w for w in matrix.ways if w.method == "GET" and w.plain and w.endpoint in ("entity.list", "api.list")]
    found = []
    for _times in range(2):
        add(matrix.kit, matrix.garden.records(), 30)
        found.append({w.path: cost(matrix, statements, w, "admin") for w in lists})
    assert found[0] == found[1]


def add(kit: Kit, records: list[Plant], times: int) -> None:
    for plant in records:
        for i in range(times):
            make(kit, plant, f"More{i}")


def make(kit: Kit, plant: Plant, word: str) -> uuid.UUID:
    assert plant.entity is not None
    return kit.make(plant.entity.key, Person("admin"), word, A if plant.owned else None, {})


@pytest.mark.parametrize("endpoint", ["entity.create", "entity.update", "api.create", "api.update"])
def test_saving_asks_no_more_than_it_may(endpoint: str, matrix: Matrix, statements: list[str]) -> None:
    costs = {}
    for way in (w for w in matrix.ways if w.endpoint == endpoint and w.method != "GET"):
        plant = next((p for p in matrix.garden.records() if p.id in way.ids), None)
        fresh = replace(way, path=way.path.replace(str(plant.id), str(make(matrix.kit, plant, "Saved")))) if plant else way
        statements.clear()
        if send(matrix, fresh, "a").status_code < 400:
            costs[way.path] = len(statements)
    assert costs and max(costs.values()) <= ANY_PAGE, costs
