"""A record of another and a record that does not exist: walking over addresses, asking for both."""

import re
import uuid
from dataclasses import replace

from tests.matrix.asking import Answer
from tests.matrix.conftest import Matrix, Walk
from tests.matrix.probing import FORMS, leaks, revive, send
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
    forms = FORMS if kind == "GET" else ("plain",)
    found = Walk({form: [] for form in forms})
    lawful = _lawful(matrix, name)
    for way in matrix.ways:
        if way.plain and (way.method == "GET") is (kind == "GET"):
            answer = _ask(matrix, name, kind, way, found)
            if way.ids and answer is not None and name in COMPARED[kind] and not lawful & set(way.ids):
                _compare(matrix, name, kind, way, answer, found)
    return found


def _ask(matrix: Matrix, name: str, kind: str, way: Way, found: Walk) -> Answer | None:
    """Ask plainly, and what reads in every other form too; return the plain answer, if there is one."""
    shown, plain = leaks(matrix, way, name, "plain")
    found.leaks["plain"] += shown
    _settle(matrix, name, kind)
    for form in found.leaks.keys() - {"plain"}:
        found.leaks[form] += leaks(matrix, way, name, form, plain)[0]
    return plain


def _compare(matrix: Matrix, name: str, kind: str, way: Way, answer: Answer, found: Walk) -> None:
    other = unknown(way)
    found.compared += 1
    if differ((way, answer), (other, send(matrix, other, name))):
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


def differ(one: tuple[Way, Answer], other: tuple[Way, Answer]) -> bool:
    """Tell whether two answers differ in more than their ids and the anti-forgery token."""
    first, second = _shown(*one), _shown(*other)
    return first != second and [TOKEN.sub("TOKEN", text) for text in first] != [TOKEN.sub("TOKEN", text) for text in second]


def _shown(way: Way, answer: Answer) -> list[str]:
    """Return what an answer says, the ids of the question left out."""
    said = [str(answer.status_code), answer.text, *(answer.headers.get(name, "") for name in ("Location", "HX-Redirect", "HX-Trigger"))]
    for known in way.ids:
        said = [text.replace(str(known), "ID") for text in said]
    return said
