"""Acting a case of rebates: lines are invoiced, periods of programs are calculated in turn, and it is seen what they pay."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from core import clock
from core.entities import acting, records
from core.entities.registry import registry
from core.jobs.scopes import as_system
from hansa.testing import Kit, ProgramOfTest
from plugins.orders.models import Line
from plugins.rebates.engine import runs
from plugins.rebates.models import Period, Result

ALPHA = ProgramOfTest("alpha")
Row = Mapping[str, Any]


def settled(kit: Kit, row: Row) -> Iterator[tuple[Row, dict[str, str]]]:
    """Yield each period of a case with what came out of it: `payable`, and `base`."""
    _bill(kit, row["lines"])
    for period in row["periods"]:
        first, last = (date.fromisoformat(str(period[end])) for end in ("from", "to"))
        rows = _calculated(kit, _made(kit, period["program"], first, last), last)
        found = {"payable": sum((one.payable for one in rows), Decimal(0)), "base": sum((Decimal(one.base) for one in rows), Decimal(0))}
        yield period, {name: format(value.normalize(), "f") for name, value in found.items()}


def _bill(kit: Kit, lines: list[Row]) -> None:
    days = [(day, line) for line in lines for day in _days(line)]
    with kit.owner.begin() as connection:
        for number, (day, line) in enumerate(days):
            values = {
                "program_id": ALPHA.id, "id": uuid.uuid4(), "partner_id": ALPHA.partner("a"), "source_id": f"L{number}", "amount": Decimal(line["amount"]),
                "invoiced_on": day, "created_at": _noon(day), "custom": {},
            }  # fmt: skip
            connection.execute(sa.insert(Line.__table__), values)


def _days(line: Row) -> list[date]:
    if "day" in line:
        return [date.fromisoformat(str(line["day"]))]
    return [date(line["year"], month + 1, 15) for month in range(line["months"])]


def _made(kit: Kit, program: str, first: date, last: date) -> uuid.UUID:
    made = uuid.uuid4()
    values = {
        "program_id": ALPHA.id, "id": made, "program": program, "name": str(first), "starts_on": first, "ends_on": last, "cut_off_on": last,
        "calculate_on": last, "custom": {},
    }  # fmt: skip
    with kit.owner.begin() as connection:
        connection.execute(sa.insert(Period.__table__), values)
    return made


def _calculated(kit: Kit, period: uuid.UUID, last: date) -> list[Any]:
    with clock.moved(_noon(last + timedelta(1))), kit.app.app_context(), acting.entered(as_system(kit.portal.programs.by_slug("alpha"))):  # type: ignore[arg-type]
        run = runs.calculate(records.get(registry()["rebates.period"], period)).id
    with kit.owner.begin() as connection:
        connection.execute(sa.update(Period.__table__).where(Period.__table__.c.id == period).values(run_id=run))
        return list(connection.execute(sa.select(Result.__table__).where(Result.__table__.c.run_id == run)))


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
