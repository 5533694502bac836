"""Sending a probe and reading the answer for words that do not belong there."""

import io
import zipfile
from typing import Any

import sqlalchemy as sa

from core.identity.models import Acting, Session
from core.identity.resolve import digest
from core.web.door import csrf
from core.web.door.policy import policy_of
from hansa.testing import Kit, Person
from hansa.testing.samples import sample
from tests.matrix.asking import Answer, ask, form_of, header_name, json_of
from tests.matrix.conftest import Matrix
from tests.matrix.planting import ENDING, Plant
from tests.matrix.routes import Way

FORMS: dict[str, dict[str, str]] = {"plain": {}, "htmx": {"HX-Request": "true"}, "json": {"Accept": "application/json"}}

SIGNED_IN = frozenset({Acting.__tablename__, Session.__tablename__})
"""Tables that say who is signed in."""


def send(matrix: Matrix, way: Way, name: str, form: str = "plain") -> Answer:
    """Send a request as this person: the API by token, pages by session, changes with the token of the form."""
    person = matrix.person(name)
    headers = {**FORMS[form], "X-Request-Id": "probe"}
    if way.on_api:
        headers |= person.bearer if person else {}
    elif person:
        headers["Cookie"] = f"hansa={person.secret}"
    elif way.method != "GET":
        headers["Cookie"] = f"{csrf.SEED_COOKIE}={matrix.seed}"
    if way.method == "GET":
        return ask(matrix.kit.app, way.method, way.path, headers)
    given = _input(matrix.kit, way)
    if way.on_api:
        return ask(matrix.kit.app, way.method, way.path, {**headers, "If-Match": '"1"'}, *json_of(given))
    return ask(matrix.kit.app, way.method, way.path, headers, *form_of({"csrf_token": matrix.token(name), "version": "1", **given}))


def again(matrix: Matrix, way: Way, name: str, form: str, plain: Answer) -> Answer:
    """Ask in another form what was just asked plainly.

    Where nobody looked at what the forms differ by, the answer is the one that was given: a page that reads, asked twice.
    """
    same = way.method == "GET" and not any(plain.asked.seen(header_name(header)) for header in FORMS[form])
    return plain if same else send(matrix, way, name, form)


def _input(kit: Kit, way: Way) -> dict[str, Any]:
    parts = way.path.strip("/").split("/")
    entity = next((e for e in kit.portal.registry if [e.plugin, e.name] in (parts[1:3], parts[3:5])), None)
    texts = {
        "title": "planted",
        "body": "planted",
        "name": "planted",
        "email": "new@planted.example",
        "label": "planted",
        "reason": "planted",
    }
    if entity is None:
        return texts
    made = {k: v for k, v in sample(entity.schema(), "planted").items() if isinstance(v, str)}
    return made if way.on_api else {**texts, **made}


def words(matrix: Matrix, answer: Any) -> list[Plant]:
    """Return the plants whose word is in the answer: in its body, unpacked, or its headers."""
    packed = answer.data.startswith(b"PK")
    # Most answers hold no word at all; no letter beyond ASCII becomes one of the ending's.
    if not packed and ENDING.encode() not in answer.data.lower() and ENDING not in str(answer.headers).casefold():
        return []
    shown = f"{answer.headers}\n{_unpacked(answer.data) if packed else answer.text}".casefold()
    return [plant for plant in matrix.garden.plants.values() if plant.word in shown]


def _unpacked(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def leaks(matrix: Matrix, way: Way, name: str, form: str, plain: Answer | None = None) -> tuple[list[str], Answer | None]:
    """Send one probe; return what it shows that it must not, or how it fails, and the answer if there is one.

    `plain`: what was answered to the same question in the plain form, just before.
    """
    try:
        answer = again(matrix, way, name, form, plain) if plain else send(matrix, way, name, form)
    except Exception as error:
        return [f"{name} {form} {way.method} {way.path}: {type(error).__name__}: {error}"[:300]], None
    actor, person = matrix.actors[name], matrix.person(name)
    found = [p.table for p in words(matrix, answer) if not p.seen_by(person, actor)]
    found += ["a failure"] if answer.status_code >= 500 else []
    return [f"{name} {form} {way.method} {way.path}: {answer.status_code} shows {table}" for table in found], answer


def has_policy(kit: Kit, endpoint: str) -> bool:
    return policy_of(kit.app.view_functions[endpoint]) is not None


def revive(matrix: Matrix, name: str) -> None:
    """Sign a person in again whom a probe has signed out."""
    person = matrix.person(name)
    if person is not None and matrix.written.take() & SIGNED_IN and not _signed_in(matrix, person):
        matrix.kit.sign_in(person)


def _signed_in(matrix: Matrix, person: Person) -> bool:
    acting = sa.select(Acting.membership_id).join(Session, Session.id == Acting.session_id).where(Session.id == digest(person.secret))
    with matrix.looking.begin():
        return matrix.looking.execute(acting).scalars().all() == [person.membership_id]
