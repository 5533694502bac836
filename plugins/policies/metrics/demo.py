"""Measures of the demo that no plugin brings along: one over deals, one told by hand; books are complete from the start."""

from collections.abc import Sequence
from datetime import date, timedelta

from hansa import current_scope, entity_of, records
from plugins.policies.metrics import building

LABELS = {"zh": ("大额赢单数", "客户满意度", "第三方调查"), "en": ("Large deals won", "Customer satisfaction", "Survey by an institute")}
LARGE = "50000"


def load(partners: Sequence[object], today: date) -> None:
    """Declare the measures of the active program, tell figures of some partners, and begin every book."""
    large, satisfaction, source = LABELS["zh" if current_scope().program.locale.startswith("zh") else "en"]
    measure = entity_of("policies.measure")
    if "deals" in current_scope().program.plugins:
        over = {
            "entity": "deals.deal",
            "aggregate": "count",
            "date": "won_on",
            "where": f'state == "won" and amount >= {LARGE}',
            "unit": "count",
        }
        records.create(measure, {"name": "large_deals", "label": large, "open": True, **over})
    records.create(
        measure, {"name": "satisfaction", "label": satisfaction, "kind": "manual", "aggregate": "last", "unit": "percent", "open": True}
    )
    told = [_told(partner, source, today, at) for at, partner in enumerate(partners[:8])]
    states = [{"state": "proposed" if at == 7 else "approved"} for at in range(len(told))]
    records.create_many(entity_of("policies.measure_value"), told, each=states)
    for found in building.series_of():
        building.build(found)


def _told(partner: object, source: str, today: date, at: int) -> dict[str, str]:
    day = (today - timedelta(20 + 9 * at)).isoformat()
    return {
        "measure": "satisfaction", "partner_id": str(partner), "value": str(78 + at * 7 % 19), "effective_on": day,
        "source_id": f"survey-{at}", "note": source,
    }  # fmt: skip
