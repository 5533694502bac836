"""Who is close to the next step: kept each night from the estimates that are made for accruals anyway, so that a list costs nothing."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from hansa import behind, db, put
from plugins.rebates.estimate.live import Estimate
from plugins.rebates.expectations import Near
from plugins.rebates.settings import settings
from plugins.rebates.tasks import KEEP

FOUR, CENT = Decimal("0.0001"), Decimal("0.01")


def keep(program: str, found: Iterable[Estimate], day: date) -> None:
    """Note whoever is close to a step of a program, instead of those of the night before."""
    least = int(settings()["close_percent"])
    rows = [row for one in found if one.person is None and (row := _row(one, day, least)) is not None]
    with behind(KEEP):
        db.session.execute(sa.delete(Near).where(Near.program == program), execution_options={"synchronize_session": False})
        if rows:
            put(Near, rows)


def forget(day: date) -> None:
    """Drop what was not seen on a day: its period is over, or its program."""
    with behind(KEEP):
        db.session.execute(sa.delete(Near).where(Near.seen_on != day), execution_options={"synchronize_session": False})


def _row(one: Estimate, day: date, least: int) -> dict[str, Any] | None:
    if not one.next_step or one.distance is None or one.distance <= 0 or 100 * one.qualified < least * one.next_step:
        return None
    label = one.label if one.label == one.component_label else f"{one.label} · {one.component_label}"
    return {
        "about_id": one.partner_id, "program": one.program, "component": one.component, "label": label, "ends_on": one.ends_on, "unit": one.unit,
        "reached": _four(one.qualified), "next_step": _four(one.next_step), "distance": _four(one.distance),
        "percent": int(100 * one.qualified / one.next_step), "gain": _four(one.gain).quantize(CENT) if one.gain else None, "seen_on": day,
    }  # fmt: skip


def _four(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / value.denominator).quantize(FOUR)
