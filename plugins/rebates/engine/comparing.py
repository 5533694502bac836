"""What differs between two runs, row by row."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hansa import behind, db, select
from plugins.rebates.models import Result
from plugins.rebates.tasks import KEEP

FIGURES = ("measured", "qualified", "base", "rate", "band", "unrounded", "earned", "settled_before", "payable", "reasons")
Key = tuple[uuid.UUID, str, str, str]


@dataclass(frozen=True)
class Difference:
    """A row that differs, or stands in one run only: figures by name, before and after. `payable`: how much more the second pays."""

    partner_id: uuid.UUID
    component: str
    receiver: str
    form: str
    figures: dict[str, tuple[Any, Any]]
    payable: Decimal


def difference(run_a: Any, run_b: Any) -> list[Difference]:
    """Return the rows in which two runs (or their ids) differ, by partner and component; staff only, nothing is written."""
    before, after = _rows(run_a), _rows(run_b)
    return [one for key in sorted(before.keys() | after.keys(), key=str) for one in _compared(key, before.get(key), after.get(key))]


def _rows(run: Any) -> dict[Key, Any]:
    columns = (Result.partner_id, Result.component, Result.receiver, Result.form, *(getattr(Result, name) for name in FIGURES))
    with behind(KEEP):
        rows = db.session.connection().execute(select(*columns).where(Result.run_id == getattr(run, "id", run))).all()
    return {(row.partner_id, row.component, row.receiver, row.form): row for row in rows}


def _compared(key: Key, before: Any, after: Any) -> Iterator[Difference]:
    found = {name: (getattr(before, name, None), getattr(after, name, None)) for name in FIGURES}
    differing = {name: pair for name, pair in found.items() if pair[0] != pair[1]}
    if differing:
        old, new = (pair or Decimal(0) for pair in found["payable"])
        yield Difference(*key, differing, new - old)
