"""What activities brought: leads, deals and what was won, against what was paid; by kind and region."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import behind, current_scope, db, records
from plugins.mdf.models import Activity, Request
from plugins.mdf.requests import lead_list
from plugins.mdf.settings import settings
from plugins.mdf.tasks import REPORT

HELD = ("reported", "verified", "closed")
NOTHING = Decimal(0)
MOST = 20_000


@dataclass
class Return:
    """What the activities of a group cost and brought. `won` is in the program's currency."""

    activities: int = 0
    partners: set[uuid.UUID] = field(default_factory=set)
    cost: Decimal = NOTHING
    leads: int = 0
    deals: int = 0
    wins: int = 0
    won: Decimal = NOTHING

    @property
    def per_unit(self) -> Decimal | None:
        """What each unit of money brought; None without cost."""
        return self.won / self.cost if self.cost else None

    @property
    def few(self) -> bool:
        """Tell whether the figure rests on so few activities that it says little."""
        return self.activities < int(settings()["few"])


def by(name: str, where: Iterable[Any] = ()) -> dict[str, Return]:
    """Return what was brought by `kind`, `region` or both (`kind, region`), of the activities the actor sees."""
    rows = _activities(where)
    leads, results = _results([row.id for row in rows])
    found: dict[str, Return] = {}
    for row in rows:
        one = found.setdefault(_key(row, name), Return())
        _add(one, row, leads.get(row.id, ()), results)
    return found


def _key(row: Any, name: str) -> str:
    return " / ".join(str(getattr(row, part.strip()) or "") for part in name.split(","))


def _activities(where: Iterable[Any]) -> Collection[Any]:
    same = sa.and_(Request.program_id == Activity.program_id, Request.id == Activity.request_id)
    wanted = sa.select(Activity).join(Request, same).where(Activity.state.in_(HELD), *where).order_by(Activity.id.desc()).limit(MOST)
    return db.session.scalars(wanted).all()


def _results(ids: Collection[uuid.UUID]) -> tuple[Mapping[uuid.UUID, list[uuid.UUID]], Mapping[uuid.UUID, Any]]:
    with behind(REPORT):
        leads = lead_list.of_activities(ids)
        asked = [lead for some in leads.values() for lead in some]
        told = records.hooks("results_of_leads", ids=asked) if asked else []
    return leads, {one["lead_id"]: one for some in told for one in some}


def _add(one: Return, row: Any, leads: Iterable[uuid.UUID], results: Mapping[uuid.UUID, Any]) -> None:
    one.activities += 1
    one.partners.add(row.partner_id)
    one.cost += row.claimed
    for lead in leads:
        one.leads += 1
        result = results.get(lead)
        if result is not None:
            one.deals += bool(result["deal"])
            one.wins += bool(result["won"])
            one.won += result["amount"] or NOTHING


@dataclass(frozen=True)
class Benchmark:
    """What activities of a kind brought so far, for who plans another; only told when enough partners are behind it."""

    activities: int
    cost: Decimal
    leads: Decimal
    won: Decimal
    few: bool


def benchmark(kind: str) -> Benchmark | None:
    """Return what an activity of a kind brought on average; None while too few held one to keep them unrecognised.

    The reader is none of them: whoever takes its own part off the figure is left with that of the others.
    """
    with behind(REPORT):
        found = by("kind", [Activity.kind == kind]).get(kind)
    if found is None or len(found.partners - {current_scope().actor.partner_id}) < int(settings()["recognised"]):
        return None
    cent = Decimal("0.01")
    return Benchmark(
        found.activities, (found.cost / found.activities).quantize(cent), (Decimal(found.leads) / found.activities).quantize(Decimal("0.1")),
        (found.won / found.activities).quantize(cent), found.few,
    )  # fmt: skip
