"""Who held activities in the last months, and how the figure of every partner moved meanwhile; as far as the actor sees partners."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from hansa import db, entity_of
from plugins.mdf.engine.holdout import Member
from plugins.mdf.models import Activity
from plugins.mdf.money import layers
from plugins.mdf.requests.returns import HELD
from plugins.mdf.settings import settings
from plugins.policies.api import Window, values


@dataclass(frozen=True)
class HeldOut:
    """The partners of the active program over so many months up to today, against the same months a year before.

    The figure is the measure the settings name. Raises Unprocessable when there is no such measure.
    """

    months: int

    def by_partner(self) -> list[Member]:
        """Those who held an activity against those who did not, alike in region and kind."""
        return self._members(lambda row: (row.region or "", row.kind), lambda row: row.id in self._holding)

    def by_region(self) -> list[Member]:
        """Partners of regions with activities against those of regions without any, alike in kind."""
        campaign = {row.region for row in self._partners if row.id in self._holding}
        return self._members(lambda row: (row.kind,) if row.region else None, lambda row: row.region in campaign)

    def _members(self, group: Callable[[Any], tuple[str, ...] | None], held: Callable[[Any], bool]) -> list[Member]:
        found = ((row, group(row), self._figures.get(row.id)) for row in self._partners)
        return [Member(alike, held(row), *figure) for row, alike, figure in found if alike is not None and figure is not None]

    @cached_property
    def _window(self) -> Window:
        return Window.parse(f"trailing {self.months} months")

    @cached_property
    def _partners(self) -> Sequence[Any]:
        model = entity_of("core.partner").model
        wanted = sa.select(model.id, model.region, model.kind).where(model.status == "active", model.archived_at.is_(None))
        return db.session.execute(wanted).all()

    @cached_property
    def _holding(self) -> frozenset[uuid.UUID]:
        first, end = self._window.bounds(layers.today())
        wanted = sa.select(Activity.partner_id).where(Activity.state.in_(HELD), Activity.held_on >= first, Activity.held_on < end)
        return frozenset(db.session.scalars(wanted.distinct()))

    @cached_property
    def _figures(self) -> Mapping[uuid.UUID, tuple[Decimal, Decimal]]:
        """The figure before and now; without partners of whom one of them is unknown."""
        key, ids = settings()["compared"], [row.id for row in self._partners]
        now, past = (values([key], window, day=layers.today(), partners=ids)[key] for window in (self._window, self._window.before()))
        return {one: (Decimal(past[one]), Decimal(now[one])) for one in ids if past.get(one) is not None and now.get(one) is not None}
