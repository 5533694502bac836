"""Acting a case of levels: partners are reviewed on days, and it is seen where they stand."""

import contextlib
import uuid
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa

from core import clock
from core.entities.unit import unit
from plugins.tiering import jobs
from plugins.tiering.models import Standing
from plugins.tiering.standing import effecting, reviewing, standings
from tests.cases.play import Row
from tests.cases.routed import Routed


class Reviewed(Routed):
    """A scenario whose steps may have a day (`on`) and review everybody in a track."""

    def do(self, step: Row) -> Mapping[str, Any]:
        moved = (
            clock.moved(datetime.combine(date.fromisoformat(str(step["on"])), time(12), UTC)) if "on" in step else contextlib.nullcontext()
        )
        with moved:
            if "review" not in step:
                return super().do(step)
            self.review(step["review"], date.fromisoformat(str(step["on"])))
            return {"level": self.see_level(step)} if "of" in step else {}

    def review(self, track: str, day: date) -> None:
        """Review everybody, and put into force what is due, as the nightly job does."""

        def work() -> None:
            reviewing.review(track, jobs.active(), day)
            effecting.due(day)

        with self._system():
            unit(work)

    def see_level(self, step: Row) -> str | None:
        """Return where a partner stands on the day of a step."""
        table, day = Standing.__table__, date.fromisoformat(str(step["on"]))
        wanted = sa.select(table.c.level).where(table.c.partner_id == uuid.UUID(self.ids[step["of"]]), table.c.track == step["review"])
        with self.kit.owner.connect() as connection:
            return connection.execute(wanted.where(*(standings.on(day)))).scalar_one_or_none()
