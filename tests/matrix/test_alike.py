"""A record of another and a record that does not exist: nobody can tell them apart."""

import re
import uuid
from dataclasses import replace
from typing import Any

import pytest

from tests.matrix.conftest import Matrix
from tests.matrix.probing import revive, send
from tests.matrix.routes import Way

TOKEN = re.compile(r"[0-9a-f]{64}")
"""The anti-forgery token, which a visitor gets anew with every page."""


def unknown(way: Way) -> Way:
    """Return the same address with ids nobody has."""
    path, ids = way.path, tuple(uuid.uuid4() for _ in way.ids)
    for known, other in zip(way.ids, ids, strict=True):
        path = path.replace(str(known), str(other))
    return replace(way, path=path, ids=ids)


def shown(matrix: Matrix, way: Way, name: str) -> tuple[Any, ...]:
    """Return what an answer says, the ids of the question left out."""
    answer = send(matrix, way, name)
    said = [answer.text, answer.headers.get("Location", ""), answer.headers.get("HX-Redirect", ""), answer.headers.get("HX-Trigger", "")]
    for known in way.ids:
        said = [text.replace(str(known), "ID") for text in said]
    return (answer.status_code, *(TOKEN.sub("TOKEN", text) for text in said))


def foreign(matrix: Matrix, name: str, method: str) -> list[Way]:
    """Return the addresses with ids of A that this person may not meet."""
    person, actor = matrix.person(name), matrix.actors[name]
    lawful = {p.id for p in matrix.garden.plants.values() if p.seen_by(person, actor)}
    return [w for w in matrix.ways if w.ids and w.plain and (w.method == "GET") is (method == "GET") and not lawful & set(w.ids)]


@pytest.mark.parametrize("name", ["anonymous", "b", "west", "lesser"])
def test_pages_answer_alike(name: str, matrix: Matrix) -> None:
    ways = foreign(matrix, name, "GET")
    assert [way.path for way in ways if shown(matrix, way, name) != shown(matrix, unknown(way), name)] == []


@pytest.mark.parametrize("name", ["anonymous", "b", "west"])
def test_changes_are_refused_alike(name: str, matrix: Matrix) -> None:
    different = []
    for way in foreign(matrix, name, "POST"):
        answers = [(shown(matrix, one, name), revive(matrix.kit, matrix.person(name)))[0] for one in (way, unknown(way))]
        different += [way.path] if answers[0] != answers[1] else []
    assert different == []


def test_there_is_something_to_compare(matrix: Matrix) -> None:
    assert len(foreign(matrix, "b", "GET")) > 50
