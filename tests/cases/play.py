"""Acting a case through the API: records are made and moved by people, background work is done, decisions are read."""

import json
import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from core.jobs.worker import drain
from hansa.testing import Kit, Person
from plugins.policies.models import Decision

Row = Mapping[str, Any]


class Play:
    """One scenario. Records are known by the names its steps give them; `$name` in a value stands for the record's id."""

    def __init__(self, kit: Kit, defaults: Mapping[str, Row]):
        self.kit, self.defaults = kit, defaults
        self.ids: dict[str, str] = {}
        self.kinds: dict[str, str] = {}

    def do(self, step: Row) -> Mapping[str, Any]:
        """Do what a step says and all work that follows from it; return what it asked to see."""
        person = Person(step.get("as", "admin"))
        if "make" in step:
            self.make(person, step["make"], step["name"], step.get("values", {}))
        if "move" in step:
            self.move(person, step["move"], step["by"], step.get("values", {}))
        drain(self.kit.app)
        return {name: getattr(self, f"see_{name}")(step) for name in step.get("expect", {})}

    def make(self, person: Person, entity: str, name: str, values: Row) -> None:
        raw = self._filled({**self.defaults.get(entity, {}), **values})
        made = self._post(person, f"{entity.replace('.', '/')}/", raw)
        self.ids[name], self.kinds[name] = made.json["id"], entity

    def move(self, person: Person, name: str, transition: str, values: Row) -> None:
        path = f"{self.kinds[name].replace('.', '/')}/{self.ids[name]}"
        version = self.kit.client().get(f"/api/v1/alpha/{path}", headers=Person("admin").bearer).headers["ETag"]
        self._post(person, f"{path}/transitions/{transition}", self._filled(values), {"If-Match": version})

    def see_decision(self, step: Row) -> Mapping[str, Any]:
        """Return the latest stored decision about a record, in the form of a trial."""
        table, record = Decision.__table__, uuid.UUID(self.ids[step.get("move") or step["name"]])
        latest = sa.select(table.c.outcome).where(table.c.record_id == record).order_by(table.c.id.desc()).limit(1)
        with self.kit.owner.connect() as connection:
            told = json.loads(connection.execute(latest).scalar_one())
        return {**told, "amounts": {}, "undefined": {}}

    def _post(self, person: Person, path: str, raw: Row, headers: Row | None = None) -> Any:
        answer = self.kit.client().post(f"/api/v1/alpha/{path}", json=raw, headers={**person.bearer, **(headers or {})})
        assert answer.status_code < 300, answer.text
        return answer

    def _filled(self, values: Row) -> dict[str, Any]:
        known = {f"${name}": found for name, found in self.ids.items()}
        return {name: known.get(value, value) if isinstance(value, str) else value for name, value in values.items()}
