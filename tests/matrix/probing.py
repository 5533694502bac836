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
from tests.matrix.conftest import Matrix
from tests.matrix.planting import ENDING, Plant
from tests.matrix.routes import Way

FORMS: dict[str, dict[str, str]] = {"plain": {}, "htmx": {"HX-Request": "true"}, "json": {"Accept": "application/json"}}


def send(matrix: Matrix, way: Way, name: str, form: str = "plain") -> Any:
    """Send a request as this person: the API by token, pages by session, changes with the token of the form."""
    person = matrix.person(name)
    client = matrix.kit.client(None if way.on_api else person)
    headers = {**FORMS[form], "X-Request-Id": "probe", **(person.bearer if way.on_api and person else {})}
    if way.method == "GET":
        return client.get(way.path, headers=headers)
    if way.on_api:
        return client.open(way.path, method=way.method, json=_input(matrix.kit, way), headers={**headers, "If-Match": '"1"'})
    if person is None:
        client.set_cookie(csrf.SEED_COOKIE, matrix.seed)
    return client.open(
        way.path, method=way.method, data={"csrf_token": client.csrf_token, "version": "1", **_input(matrix.kit, way)}, headers=headers
    )


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
    shown = f"{answer.headers}\n{_readable(answer)}".casefold()
    if ENDING not in shown:
        return []
    return [plant for plant in matrix.garden.plants.values() if plant.word in shown]


def _readable(answer: Any) -> str:
    data: bytes = answer.data
    if not data.startswith(b"PK"):
        return data.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def leaks(matrix: Matrix, way: Way, name: str, form: str) -> list[str]:
    """Send one probe and return what it shows that it must not, or how it fails."""
    return judged(matrix, way, name, form)[0]


def judged(matrix: Matrix, way: Way, name: str, form: str) -> tuple[list[str], Any]:
    """Send one probe; return what it shows that it must not, or how it fails, and the answer if there is one."""
    try:
        answer = send(matrix, way, name, form)
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
    if person is not None and not _signed_in(matrix, person):
        matrix.kit.sign_in(person)


def _signed_in(matrix: Matrix, person: Person) -> bool:
    acting = sa.select(Acting.membership_id).join(Session, Session.id == Acting.session_id).where(Session.id == digest(person.secret))
    with matrix.looking.begin():
        return matrix.looking.execute(acting).scalars().all() == [person.membership_id]
