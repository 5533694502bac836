"""How many statements a request costs, whatever there is to show."""

import itertools
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from core.db import db
from tests.matrix.conftest import Matrix
from tests.matrix.planting import A, Plant, maker, pointing, roomy
from tests.matrix.probing import send
from tests.matrix.routes import Way

MOST = {"entity.list": 4, "api.list": 4, "entity.detail": 7, "api.detail": 7}
ANY_PAGE = 12
CODES = itertools.count(0x100)
"""For what is unique by a code of three letters, such as a currency."""
FEW = {"policies.figure_column": 3}
"""What a program has few of: so many are added at once."""
MONTHS = itertools.count(40)


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
    """Return the statements of a request that was answered."""
    statements.clear()
    return len(statements) if send(matrix, way, name, form).status_code == 200 else None


def settled(matrix: Matrix, statements: list[str], way: Way, name: str) -> int | None:
    """Return the statements of a request in a process that has met the program, and this page, before."""
    send(matrix, way, name)
    return cost(matrix, statements, way, name)


@pytest.mark.parametrize("form", ["plain", "htmx"])
@pytest.mark.parametrize("name", ["a", "admin"])
def test_no_page_asks_more_than_it_may(name: str, form: str, matrix: Matrix, statements: list[str]) -> None:
    """What is met first asks for what the process remembers then: only what asks too much is asked once more."""
    reading = [(w, MOST.get(w.endpoint, ANY_PAGE)) for w in matrix.ways if w.method == "GET" and w.plain]
    many = [(w, most) for w, most in reading if (cost(matrix, statements, w, name, form) or 0) > most]
    again = {w.path: (cost(matrix, statements, w, name, form) or 0, most) for w, most in many}
    assert {path: f"{found} > {most}" for path, (found, most) in again.items() if found > most} == {}


def test_a_list_of_many_asks_no_more_than_a_list_of_few(matrix: Matrix, statements: list[str]) -> None:
    lists = [w for w in matrix.ways if w.method == "GET" and w.plain and w.endpoint in ("entity.list", "api.list")]
    found = []
    for times in (26, 5):  # a page holds 25
        add(matrix, times, f"More{times}n")
        found.append({w.path: settled(matrix, statements, w, "admin") for w in lists})
    assert found[0] == found[1]


def add(matrix: Matrix, times: int, word: str) -> None:
    for plant in matrix.garden.records():
        assert plant.entity is not None
        for i in range(min(times, FEW.get(plant.entity.key, times))):
            make(matrix, plant, f"{word}{i}")


def make(matrix: Matrix, plant: Plant, word: str) -> uuid.UUID:
    assert plant.entity is not None
    if not plant.formed:
        return copied(matrix, plant)
    owner, values = A if plant.owned else None, pointing(matrix.kit, matrix.garden, plant.entity)
    if plant.entity.key == "policies.figure_column":  # one for each window
        values["window"] = f"trailing {next(MONTHS)} months"
    return matrix.kit.make(plant.entity.key, maker(plant.entity), word, owner, values)


def copied(matrix: Matrix, plant: Plant) -> uuid.UUID:
    """Write the row of what no form makes once more, with another text or number wherever they may not repeat."""
    assert plant.entity is not None
    table, made = plant.entity.table, uuid.uuid4()
    keys = [list(key.columns) for key in table.constraints if isinstance(key, sa.UniqueConstraint)]
    fresh = {c.name: value for key in keys for c, value in _fresh(key, made)}
    with matrix.kit.owner.begin() as connection:
        row = connection.execute(sa.select(table).where(table.c.id == plant.id)).one()._asdict()
        connection.execute(sa.insert(table).values({**row, **fresh, "id": made}))
    return made


def _fresh(key: list[Any], made: uuid.UUID) -> list[tuple[Any, Any]]:
    """Return other values for the columns of a unique key that may have any: texts and numbers, else its codes."""
    found = [(c, str(made) if roomy(c.type) else made.int % 2**31) for c in key if roomy(c.type) or isinstance(c.type, sa.Integer)]
    return found or [(c, f"{next(CODES):03X}") for c in key if isinstance(c.type, sa.String)]


@pytest.mark.parametrize("endpoint", ["entity.create", "entity.update", "api.create", "api.update"])
def test_saving_asks_no_more_than_it_may(endpoint: str, matrix: Matrix, statements: list[str]) -> None:
    costs = {}
    for way in (w for w in matrix.ways if w.endpoint == endpoint and w.method != "GET"):
        plant = next((p for p in matrix.garden.records() if p.id in way.ids), None)
        fresh = (
            replace(way, path=way.path.replace(str(plant.id), str(make(matrix, plant, f"Saved{endpoint.partition('.')[0]}"))))
            if plant
            else way
        )
        statements.clear()
        if send(matrix, fresh, "a").status_code < 400:
            costs[way.path] = len(statements)
    assert costs and max(costs.values()) <= ANY_PAGE, costs
