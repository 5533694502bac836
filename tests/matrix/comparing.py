"""A record of another and a record that does not exist: walking over addresses, asking for both."""

import re
import uuid
from dataclasses import replace
from typing import Any

from tests.matrix.conftest import Matrix, Walk
from tests.matrix.probing import judged, revive, send
from tests.matrix.routes import Way

TOKEN = re.compile(r"[0-9a-f]{64}")
"""The anti-forgery token, which a visitor gets anew with every page."""

COMPARED = {"GET": ("anonymous", "b", "west", "lesser"), "POST": ("anonymous", "b", "west")}
"""Whose answers are compared with those about unknown records, by kind of request: one that reads, or one that changes."""


def walked(matrix: Matrix, name: str, kind: str) -> Walk:
    """Send this person's probes of a kind, each address once, and remember what came of it."""
    if (name, kind) not in matrix.walks:
        matrix.walks[name, kind] = _walk(matrix, name, kind)
    return matrix.walks[name, kind]


def _walk(matrix: Matrix, name: str, kind: str) -> Walk:
    found = Walk()
    lawful = _lawful(matrix, name)
    for way in matrix.ways:
        if way.plain and (way.method == "GET") is (kind == "GET"):
            leaks, answer = judged(matrix, way, name, "plain")
            found.leaks += leaks
            _settle(matrix, name, kind)
            if way.ids and answer is not None and name in COMPARED[kind] and not lawful & set(way.ids):
                _compare(matrix, name, kind, way, answer, found)
    return found


def _compare(matrix: Matrix, name: str, kind: str, way: Way, answer: Any, found: Walk) -> None:
    other = unknown(way)
    found.compared += 1
    if _shown(way, answer) != _shown(other, send(matrix, other, name)):
        found.telling.append(way.path)
    _settle(matrix, name, kind)


def _settle(matrix: Matrix, name: str, kind: str) -> None:
    if kind != "GET":
        revive(matrix, name)


def _lawful(matrix: Matrix, name: str) -> set[uuid.UUID]:
    """Return the ids of A's that this person may meet."""
    person, actor = matrix.person(name), matrix.actors[name]
    return {p.id for p in matrix.garden.plants.values() if p.seen_by(person, actor)}


def unknown(way: Way) -> Way:
    """Return the same address with ids nobody has."""
    path, ids = way.path, tuple(uuid.uuid4() for _ in way.ids)
    for known, other in zip(way.ids, ids, strict=True):
        path = path.replace(str(known), str(other))
    return replace(way, path=path, ids=ids)


def _shown(way: Way, answer: Any) -> tuple[Any, ...]:
    """Return what an answer says, the ids of the question left out."""
    said = [answer.text, answer.headers.get("Location", ""), answer.headers.get("HX-Redirect", ""), answer.headers.get("HX-Trigger", "")]
    for known in way.ids:
        said = [text.replace(str(known), "ID") for text in said]
    return (answer.status_code, *(TOKEN.sub("TOKEN", text) for text in said))
