"""Acting a case of routing: leads are routed one by one or many at once, and it is seen who has them and whose turn it would be."""

import contextlib
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from core.entities import acting, batch, records
from core.entities.registry import registry
from core.entities.unit import unit
from core.jobs.scopes import as_system
from plugins.leads.models import Lead
from plugins.leads.routing import distribute
from tests.cases.play import Play, Row


class Routed(Play):
    """A scenario in which leads are routed."""

    def do(self, step: Row) -> Mapping[str, Any]:
        if "route" not in step:
            return super().do(step)
        self.route(step["route"], step.get("values", {}))
        return {"shares": self.see_shares(step)}

    def route(self, times: int, values: Row) -> None:
        """Have many leads routed at once, as an import would; nobody answers them."""

        def work() -> None:
            entity = registry()["leads.lead"]
            made = records.create_many(entity, [self._filled({**self.defaults.get(entity.key, {}), **values})] * times)
            batch.apply_many(entity, [(lead, {"state": "matching"}) for lead in made], act="distribute")
            distribute.distribute(made)

        with self._system():
            unit(work)

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

    @contextlib.contextmanager
    def _system(self) -> Iterator[None]:
        with self.kit.app.app_context():
            state = self.kit.portal.programs.by_slug("alpha")
            assert state is not None
            with acting.entered(as_system(state)):
                yield
