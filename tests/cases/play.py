"""Acting a case through the API: records are made and moved by people, background work is done, decisions are read."""

import contextlib
import json
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from core.entities import acting, batch, records
from core.entities.registry import registry
from core.entities.unit import unit
from core.jobs.scopes import as_system
from core.jobs.worker import drain
from hansa.testing import Kit, Person
from plugins.leads import distribute
from plugins.leads.models import Lead
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
        if "route" in step:
            self.route(step["route"], step.get("values", {}))
        if "move" in step:
            self.move(person, step["move"], step["by"], step.get("values", {}))
        if "route" not in step:
            drain(self.kit.app)
        return {name: getattr(self, f"see_{name}")(step) for name in step.get("expect", {})}

    def make(self, person: Person, entity: str, name: str, values: Row) -> None:
        raw = self._filled({**self.defaults.get(entity, {}), **values})
        made = self._post(person, f"{entity.replace('.', '/')}/", raw)
        self.ids[name], self.kinds[name] = made.json["id"], entity

    def route(self, times: int, values: Row) -> None:
        """Have many leads routed at once, as an import would; nobody answers them."""

        def work() -> None:
            entity = registry()["leads.lead"]
            made = records.create_many(entity, [self._filled({**self.defaults.get(entity.key, {}), **values})] * times)
            batch.apply_many(entity, [(lead, {"state": "matching"}) for lead in made], act="distribute")
            distribute.distribute(made)

        with self._system():
            unit(work)

    def move(self, person: Person, name: str, transition: str, values: Row) -> None:
        path = f"{self.kinds[name].replace('.', '/')}/{self.ids[name]}"
        version = self.kit.client().get(f"/api/v1/alpha/{path}", headers=Person("admin").bearer).headers["ETag"]
        self._post(person, f"{path}/transitions/{transition}", self._filled(values), {"If-Match": version})

    def see_holder(self, step: Row) -> str:
        """Return the name of the partner that has a lead."""
        name = step.get("move") or step["name"]
        with self._system():
            holder = str(records.get(registry()[self.kinds[name]], uuid.UUID(self.ids[name])).holder_id)
        return next(name for name, known in self.ids.items() if known == holder)

    def see_order(self, step: Row) -> list[str]:
        """Return whose turn it would be, for a lead that waits; nothing is stored."""
        with self._system():
            _work, outcome = distribute.trial(records.get(registry()["leads.lead"], uuid.UUID(self.ids[step["of"]])))
        names = {known: name for name, known in self.ids.items()}
        return [names[key] for key in outcome.values["order"]]

    def see_shares(self, step: Row) -> dict[str, int]:
        """Return how many leads each of the named partners has."""
        table = Lead.__table__
        with self.kit.owner.connect() as connection:
            rows = connection.execute(sa.select(table.c.holder_id, sa.func.count()).group_by(table.c.holder_id)).all()
        held = {str(partner): count for partner, count in rows}
        return {name: held.get(self.ids[name], 0) for name in step["expect"]["shares"]}

    def see_decision(self, step: Row) -> Mapping[str, Any]:
        """Return the latest stored decision about a record, in the form of a trial."""
        table, record = Decision.__table__, uuid.UUID(self.ids[step.get("move") or step["name"]])
        latest = sa.select(table.c.outcome).where(table.c.record_id == record).order_by(table.c.id.desc()).limit(1)
        with self.kit.owner.connect() as connection:
            told = json.loads(connection.execute(latest).scalar_one())
        return {**told, "amounts": {}, "undefined": {}}

    @contextlib.contextmanager
    def _system(self) -> Iterator[None]:
        with self.kit.app.app_context():
            state = self.kit.portal.programs.by_slug("alpha")
            assert state is not None
            with acting.entered(as_system(state)):
                yield

    def _post(self, person: Person, path: str, raw: Row, headers: Row | None = None) -> Any:
        answer = self.kit.client().post(f"/api/v1/alpha/{path}", json=raw, headers={**person.bearer, **(headers or {})})
        assert answer.status_code < 300, answer.text
        return answer

    def _filled(self, values: Row) -> dict[str, Any]:
        known = {f"${name}": found for name, found in self.ids.items()}
        return {name: known.get(value, value) if isinstance(value, str) else value for name, value in values.items()}
