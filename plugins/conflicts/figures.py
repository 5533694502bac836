"""What conflicts teach: root causes, outcomes, how long they take; and where registrations overlap."""

from collections import Counter
from collections.abc import Iterable
from statistics import median
from types import SimpleNamespace
from typing import Any

from hansa import _, clock, current_scope, db, directory, select
from plugins.conflicts.models import Docket
from plugins.conflicts.states import CAUSES, ENDED, KINDS, OUTCOMES, STATES
from plugins.deals.api import LIVE, Deal

MOST = 5_000
"""Records looked at, the newest first."""
ROWS, COLUMNS = 12, 8
HEAT = 5
"""Steps of the heat map."""


def figures() -> SimpleNamespace:
    """Return all figures of the page: two statements, and one for each region's partner that has overlaps."""
    columns = (Docket.state, Docket.kind, Docket.outcome, Docket.cause, Docket.created_at, Docket.ended_on)
    rows = db.session.execute(select(*columns).order_by(Docket.id.desc()).limit(MOST)).all()
    zone = current_scope().program.zone
    days = [(row.ended_on - row.created_at.date()).days for row in rows if row.ended_on]
    return SimpleNamespace(
        total=len(rows),
        open=sum(row.state not in ENDED for row in rows),
        days=round(median(days)) if days else None,
        tables=[
            (_("Root causes"), _shares((row.cause for row in rows), CAUSES)),
            (_("Outcomes"), _shares((row.outcome for row in rows if row.ended_on), OUTCOMES)),
            (_("Kinds"), _shares((row.kind for row in rows), KINDS)),
            (_("States"), _shares((row.state for row in rows), [(key, look.label) for key, look in STATES.items()])),
        ],
        heat=heat(),
        today=clock.today(zone),
    )


def heat() -> SimpleNamespace:
    """Return how many live registrations overlap with another partner's, by region and product."""
    columns = (Deal.id, Deal.partner_id, Deal.lines)
    wanted = select(*columns).where(Deal.state.in_(LIVE), Deal.clearance.in_(("contested", "protected")), Deal.archived_at.is_(None))
    found = db.session.execute(wanted.order_by(Deal.id.desc()).limit(MOST)).all()
    regions = {partner: _region(partner) for partner in {row.partner_id for row in found}}
    cells = Counter((regions[row.partner_id], product) for row in found for product in _products(row.lines))
    return laid_out(cells)


def laid_out(cells: Counter[tuple[str, str]]) -> SimpleNamespace:
    """Return a table of the busiest regions and products, each cell with its count and its heat from 0 to 5."""
    products = _busiest((product for _region, product in cells.elements()), COLUMNS)
    regions = _busiest((region for region, _product in cells.elements()), ROWS)
    most = max(cells.values(), default=0)
    rows = [(region, [(n := cells[region, product], -(-n * HEAT // most) if n else 0) for product in products]) for region in regions]
    return SimpleNamespace(products=products, rows=rows, total=cells.total())


def _busiest(names: Iterable[str], most: int) -> list[str]:
    return [name for name, _count in Counter(names).most_common(most)]


def _products(lines: Any) -> set[str]:
    return {line["product"] for line in lines or ()} or {_("No product named")}


def _region(partner_id: Any) -> str:
    company = directory.company(partner_id)
    return (company.region if company else None) or _("No region")


def _shares(values: Iterable[str | None], labels: Any) -> list[tuple[str, int, int]]:
    """Return (label, count, percent of the largest), the largest first."""
    counts = Counter(value for value in values if value)
    words, most = dict(labels), max(counts.values(), default=1)
    return [(_(words[value]), count, round(count * 100 / most)) for value, count in counts.most_common()]
