"""Figures as columns of the partner list: which ones the program shows, and the figures that are kept for them.

A list is sorted and filtered by what it shows, so each figure is a row beside its partner, not a question asked while the page waits.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import (
    N_,
    ComputedField,
    Conflict,
    Entity,
    Job,
    Message,
    Unprocessable,
    _,
    behind,
    clock,
    current_scope,
    db,
    enqueue,
    fields,
    program_changed,
    put,
)
from plugins.policies.metrics.figures import Figure
from plugins.policies.metrics.known import known
from plugins.policies.metrics.showing import rounded
from plugins.policies.metrics.values import values
from plugins.policies.metrics.window import NOT_A_WINDOW, Window, WindowError
from plugins.policies.models import FigureColumn, KeptFigure
from plugins.policies.tasks import KEEP, READ

PLACES, AT_ONCE, MOST = 4, 200, 20
LARGEST = Decimal(2**63 - 1).scaleb(-PLACES)
NO_MEASURE = N_("There is no measure “%(name)s”.")
THERE = N_("This column is there already.")
TOO_MANY = N_("The partner list has as many columns of figures as it takes. Archive one first.")
FIELDS: Mapping[str, type[Any]] = {"money": fields.Money, "percent": fields.Percent}
EPOCH = sa.literal(date(1970, 1, 1), sa.Date())


def name_of(measure: str, window: str) -> str:
    """Return the name of a column in addresses: `policies__orders_revenue__trailing_12_months`."""
    words = (re.sub(r"[^a-z0-9]+", "_", part.lower()).strip("_") for part in (measure, window))
    return "__".join(("policies", *words))


def computed(entity: Entity) -> list[ComputedField]:
    """Return the columns of the partner list; figures of a measure that is gone are gone with it."""
    if entity.key != "core.partner":
        return []
    found = known()
    return [_column(entity, one, found.of(one.measure).unit) for one in shown_columns() if one.measure in found.keys]


def shown_columns() -> list[Any]:
    """Return the columns the program shows, in the order they were made."""
    with behind(READ):
        wanted = sa.select(FigureColumn.id, FigureColumn.measure, FigureColumn.window, FigureColumn.label, FigureColumn.counted_on)
        return list(db.session.execute(wanted.where(FigureColumn.archived_at.is_(None)).order_by(FigureColumn.id)))


def _column(entity: Entity, one: Any, unit: str) -> ComputedField:
    kept, partner = KeptFigure.__table__, entity.table.c
    same = (kept.c.program_id == partner.program_id, kept.c.column_id == sa.literal(one.id, sa.Uuid()), kept.c.partner_id == partner.id)
    value = sa.select(kept.c.value).where(*same).correlate(entity.table).scalar_subquery()
    if unit == "date":
        return ComputedField(name_of(one.measure, one.window), one.label, fields.Date(label=one.label, dump_only=True), _day(value))
    make = FIELDS.get(unit, fields.Decimal)
    field = make(label=one.label, min=-LARGEST, max=LARGEST, dump_only=True)
    return ComputedField(name_of(one.measure, one.window), one.label, field, value)


def _day(value: Any) -> Any:
    """Return the day a kept figure stands for."""
    days = sa.cast(sa.type_coerce(value, sa.BigInteger()) // 10**PLACES, sa.Integer())
    if db.session.connection().dialect.name == "postgresql":
        return sa.type_coerce(EPOCH + days, sa.Date())
    return sa.func.date("1970-01-01", sa.cast(days, sa.Text()) + " days", type_=sa.Date())


def check(row: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Before a column is saved: its measure and window can be asked for, and it is the only one of them. Raises Unprocessable, Conflict."""
    if row.measure not in known().keys:
        raise _wrong("measure", Message(NO_MEASURE, "unknown", name=row.measure))
    try:
        row.window = Window.parse(row.window).text
    except WindowError:
        raise _wrong("window", Message(NOT_A_WINDOW, "invalid", text=row.window[:80])) from None
    others = [one for one in shown_columns() if one.id != row.id]
    if name_of(row.measure, row.window) in {name_of(one.measure, one.window) for one in others}:
        raise Conflict(THERE)
    if is_new and len(others) >= MOST:
        raise Conflict(TOO_MANY)
    if changes.keys() & {"measure", "window"}:
        row.counted_on = None


def _wrong(field: str, message: Message) -> Unprocessable:
    return Unprocessable(errors=[{"pointer": f"/{field}", "code": message.code, "message": _(message.key, **message.params)}])


def changed(saved: Any, is_new: bool) -> None:
    """Lists have other columns from now on; their figures follow in the background, and those of another measure are gone at once."""
    others = [row.id for row, changes in saved if not is_new and changes.keys() & {"measure", "window"}]
    if others:
        with behind(KEEP):
            db.session.execute(sa.delete(KeptFigure).where(KeptFigure.column_id.in_(others)), execution_options={"synchronize_session": False})
    program_changed()
    enqueue(RECKON)


def reckon(*, everything: bool = True) -> int:
    """Bring the figures of columns up to date, in the running unit, and return how many changed.

    Without `everything` only columns that were not reckoned today: windows move with the day, and a new column has no figures yet.
    """
    today, changes = clock.today(current_scope().program.zone), 0
    with behind(KEEP):
        waiting = [one for one in shown_columns() if one.measure in known().keys and (everything or one.counted_on != today)]
        if not waiting:
            return 0
        for window in sorted({one.window for one in waiting}):
            several = [one for one in waiting if one.window == window]
            found = values(sorted({one.measure for one in several}), Window.parse(window), day=today)
            changes += sum(_keep(one.id, found[one.measure]) for one in several)
        done = sa.update(FigureColumn).where(FigureColumn.id.in_([one.id for one in waiting])).values(counted_on=today)
        db.session.execute(done, execution_options={"synchronize_session": False})
    return changes


def _keep(column: uuid.UUID, found: Mapping[uuid.UUID, Figure | None]) -> int:
    """Write the figures of one column that differ from those kept."""
    own = KeptFigure.column_id == column
    there: dict[uuid.UUID, Decimal] = dict(db.session.execute(sa.select(KeptFigure.partner_id, KeptFigure.value).where(own)).all())
    wanted = {one: rounded(figure, PLACES) for one, figure in found.items() if figure is not None}
    wanted = {one: figure for one, figure in wanted.items() if abs(figure) <= LARGEST}
    differing = [one for one in {**there, **wanted} if there.get(one) != wanted.get(one)]
    for some in _parts([one for one in differing if one in there]):
        gone = sa.delete(KeptFigure).where(own, KeptFigure.partner_id.in_(some))
        db.session.execute(gone, execution_options={"synchronize_session": False})
    for some in _parts([one for one in differing if one in wanted]):
        put(KeptFigure, [{"column_id": column, "partner_id": one, "value": wanted[one]} for one in some])
    return len(differing)


def _parts(ids: list[uuid.UUID]) -> Iterable[list[uuid.UUID]]:
    return (ids[at : at + AT_ONCE] for at in range(0, len(ids), AT_ONCE))


def _reckon(program: Any) -> None:
    reckon(everything=False)


RECKON = Job("measures_reckon", _reckon)
