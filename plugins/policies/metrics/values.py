"""Figures of measures, for many partners at once: the one door for rules, pages, lists, charts and the API."""

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

import sqlalchemy as sa

from hansa import current_scope, db, entity_of, rules, select
from plugins.policies.metrics import pools
from plugins.policies.metrics.aggregate import Shape, figures, retained
from plugins.policies.metrics.book import Named, binds, common, named_in, of_book
from plugins.policies.metrics.compiled import Compiled, narrowing
from plugins.policies.metrics.figures import Figure, amount, exact
from plugins.policies.metrics.formula import Of, Reading, derived
from plugins.policies.metrics.known import built, known, must_know
from plugins.policies.metrics.measure import Asked, Measure
from plugins.policies.metrics.rows import DIMENSIONS, Between, Partners, of_records
from plugins.policies.metrics.window import Window

Values = dict[Any, Figure | None]
MOST_NAMED = 1_000
"""So many partners are named in SQL; of more all are read, and the others left out."""
MONTH = "month"
NOW, BEFORE, EARLIER = "now", "before", "earlier"
FIRST_DAY = date(1900, 1, 1)


def values(
    keys: Sequence[str],
    window: Window,
    *,
    day: date,
    partners: Collection[uuid.UUID] | None = None,
    by: Sequence[str] = (),
    where: str | None = None,
    known_at: datetime | None = None,
    level: str = pools.PARTNER,
) -> dict[str, Values]:
    """Return the figures of measures over a window seen from `day`, by partner, as far as the actor sees them.

    `partners`: of these (default: all the actor sees); each has a figure, zero where nothing counts as zero, None where it is
    unknown. `by`: dimensions, or `month`; the keys are then (partner, dimension values...) of what there is. `where`: a condition
    over dimensions. `known_at`: as it was known at that moment. `level`: `partner`, `tree` (it and those below), `all` (one figure,
    under None), or `partner.<field>` (under the value of the field).

    Amounts are in the currency of the program; a figure that would mix currencies is None, unless `by` has `currency`.
    Raises Unprocessable for an unknown key, MeasureError for dimensions, conditions and levels that do not fit.
    """
    must_know(keys)
    filled = level == pools.PARTNER and not by
    wanted = frozenset(partners) if partners is not None and level == pools.PARTNER else _everybody() if filled else None
    reading = Reading(window, day, tuple(by), where, known_at, level, wanted)
    of = _with(reading, _at_once(keys, reading))
    found = {key: of(key, reading) for key in keys}
    return {key: _filled(held, wanted or (), _nothing(key)) for key, held in found.items()} if filled else found


def _filled(held: Values, partners: Collection[uuid.UUID], nothing: Figure | None) -> Values:
    return {one: held.get(one, nothing) for one in partners}


def value(
    key: str, window: Window, partner: uuid.UUID, *, day: date, known_at: datetime | None = None, level: str = pools.PARTNER
) -> Figure | None:
    """Return the figure of one partner; None when it is unknown."""
    found = values([key], window, day=day, partners=[partner], known_at=known_at, level=level)[key]
    return found.get(None if level == pools.ALL else partner, _nothing(key) if level == pools.TREE else None)


def _everybody() -> frozenset[uuid.UUID]:
    table = entity_of("core.partner").table.c
    return frozenset(db.session.connection().execute(select(table.id)).scalars())


def _nothing(key: str) -> Figure | None:
    """What a partner has of whom there is no record."""
    found = known()
    if key in found.plain:
        return Decimal(0) if readable(found.plain[key]) and found.plain[key].measure.nothing_is_zero else None
    return None


def readable(found: Compiled) -> bool:
    """Tell whether the actor can be given figures: a partner only from a complete book, as records may be closed to it."""
    return found.series in built() or current_scope().reach in ("all", "region")


def _with(reading: Reading, ready: Mapping[str, Values]) -> Of:
    """Return how figures are found: what was read at once is not read again."""

    def of(key: str, asked: Reading) -> Values:
        return ready[key] if key in ready and replace(asked, trail=()) == reading else _of(key, asked, of)

    return of


def _at_once(keys: Collection[str], reading: Reading) -> dict[str, Values]:
    """Read the measures whose statements have the same columns in one statement each: a page of twenty figures asks two or three times."""
    measures = known()
    plain = [measures.plain[key] for key in dict.fromkeys(keys) if key in measures.plain]
    asked = [one for one in plain if readable(one) and not one.measure.new and pools.reaches(reading.level)]
    wanted, spans = _named_partners(reading), {NOW: reading.window.bounds(reading.day)}
    alike: dict[tuple[str, ...], list[tuple[Compiled, Any]]] = {}
    for one in asked if len(asked) > 1 and not reading.again else ():
        if one.series in built():
            statement = _of_book(one, reading, named_in(wanted))
        else:
            statement = _statement(one, reading, partial(_of_records, one, reading, wanted, spans))
        alike.setdefault(tuple(statement.selected_columns.keys()), []).append((one, statement))
    bound = common(reading.known_at, wanted) | binds(NOW, *spans[NOW])
    found: dict[str, Values] = {}
    for group in alike.values():
        parts = [statement.add_columns(sa.literal(one.key).label("measure")) for one, statement in group]
        statement = sa.union_all(*parts).execution_options(**group[0][1].get_execution_options())
        rows = db.session.connection().execute(statement, bound).all()
        found |= {one.key: _told(one, reading, [row for row in rows if row.measure == one.key]) for one, _statement in group}
    return found


def _named_partners(reading: Reading) -> Partners:
    return reading.partners if reading.partners is not None and len(reading.partners) <= MOST_NAMED else None


def _of(key: str, reading: Reading, of: Of) -> Values:
    measures = known()
    if key in measures.derived:
        return derived(measures.derived[key], reading, measures.keys, of, _nothing)
    if key in measures.own:
        return _own(measures.own[key], reading)
    found = measures.plain.get(key)
    if found is None or not readable(found) or not pools.reaches(reading.level):
        return {}
    return _plain(found, reading)


def _own(measure: Measure, reading: Reading) -> Values:
    """A measure with its own SQL knows partners and the window, and nothing else."""
    if reading.by or reading.where or reading.known_at or reading.level != pools.PARTNER or measure.sql is None:
        return {}
    statement = measure.sql(Asked(*reading.window.bounds(reading.day), reading.day))
    if reading.partners is not None and len(reading.partners) <= MOST_NAMED:
        statement = statement.where(next(iter(statement.selected_columns)).in_(reading.partners))
    rows = db.session.connection().execute(statement).all()
    return {row[0]: None if row[1] is None else amount(int(row[1])) for row in rows}


def _plain(found: Compiled, reading: Reading) -> Values:
    wanted = _named_partners(reading)
    spans = _stretches(found, reading)
    if found.series not in built():
        statement, bound = _statement(found, reading, partial(_of_records, found, reading, wanted, spans)), {}
    else:
        statement = _of_book(found, reading, named_in(wanted))
        bound = common(reading.known_at, wanted)
        for at, span in spans.items():
            bound |= binds(at, *span)
    return _told(found, reading, db.session.connection().execute(statement, bound).all())


def _stretches(found: Compiled, reading: Reading) -> dict[str, tuple[date, date]]:
    """Return the stretches of days a figure is about, by name: the window, those further back, and what came before the earliest of them."""
    back = {f"{BEFORE}{months}": reading.window.before(months).bounds(reading.day) for months in reading.again}
    spans = {NOW: reading.window.bounds(reading.day), **back}
    return spans | {EARLIER: (FIRST_DAY, min(start for start, _end in spans.values()))} if found.measure.new else spans


def _of_book(found: Compiled, reading: Reading, named: Named) -> Any:
    """Return the statement over the book; the same for all windows, days and partners."""
    known = reading.known_at is not None
    shape = (found.key, current_scope().reach, reading.by, reading.where, reading.level, reading.again, named, known)
    apart = bool(reading.where) or any(name in found.measure.dimensions for name in reading.by)
    made = partial(of_book, found, named=named, known=known, apart=apart)
    return current_scope().program.cache.get(("measure-statement", shape), lambda: _statement(found, reading, made))


def _of_records(found: Compiled, reading: Reading, wanted: Partners, spans: Mapping[str, tuple[date, date]], at: str) -> Any:
    rows = of_records(found, Between(*spans[at], wanted), days=MONTH in reading.by)
    known = rows.selected_columns.known
    return rows.where(known <= sa.literal(reading.known_at, known.type)) if reading.known_at is not None else rows


def _statement(found: Compiled, reading: Reading, base: Callable[[str], Any]) -> Any:
    """Return the select of the figures, over the rows `base` gives for a stretch of days."""
    rows, options = _grouped(found, reading, base(NOW))
    groups = [name for name in ("who", *(f"by_{name}" for name in reading.by), "money") if name in rows.c]
    windows = [rows, *(_grouped(found, reading, base(f"{BEFORE}{months}"))[0] for months in reading.again)]
    if found.measure.new:
        # What is new is so where it counts first; that it is there again later makes it no less so.
        windows[-1] = _without(windows[-1], _grouped(found, reading, base(EARLIER))[0])
    shape = Shape.of(found)
    statement = retained(shape, windows, groups) if reading.again else figures(shape, windows[0], groups)
    return statement.execution_options(**options)


def _grouped(found: Compiled, reading: Reading, base: Any) -> tuple[Any, Any]:
    """Return rows with what they are grouped by, and the marks of their criteria."""
    rows = base.subquery()
    if reading.level in (pools.PARTNER, pools.ALL):
        who, joined = rows.c.partner_id, rows
    else:
        pool = pools.together(reading.level).subquery()
        who, joined = pool.c.who, sa.join(rows, pool, rows.c.partner_id == pool.c.member)
    made = [who.label("who")] if reading.level != pools.ALL else []
    made += [_by(found, rows, name).label(f"by_{name}") for name in reading.by]
    made += [_money(rows).label("money")] if found.currency and "currency" not in reading.by else []
    statement = sa.select(*made, rows.c.item, rows.c.key, rows.c.n, rows.c.total).select_from(joined)
    if reading.where:
        statement = statement.where(rules.where(narrowing(found, reading.where), _named(found, rows)))
    return statement.subquery(), base.get_execution_options()


def _without(rows: Any, before: Any) -> Any:
    """Leave out items that were there before."""
    same = [name for name in ("who", "item") if name in before.c]
    there = (
        sa.select(*(before.c[name] for name in same))
        .group_by(*(before.c[name] for name in same))
        .having(sa.func.sum(before.c.n) > 0)
        .subquery()
    )
    joined = sa.outerjoin(rows, there, sa.and_(*(rows.c[name] == there.c[name] for name in same)))
    return sa.select(*rows.c).select_from(joined).where(there.c.item.is_(None)).subquery()


def _money(rows: Any) -> Any:
    """The currency of amounts, empty for that of the program."""
    return sa.case((rows.c.currency == current_scope().program.currency, ""), else_=rows.c.currency)


def _by(found: Compiled, rows: Any, name: str) -> Any:
    if name == MONTH:
        return sa.func.substr(sa.cast(rows.c.day, sa.Text()), 1, 7)
    return _place(found, rows, name)


def _place(found: Compiled, rows: Any, name: str) -> Any:
    if name == "currency" and found.currency:
        return rows.c.currency
    return rows.c[DIMENSIONS[found.dimension(name)]]


def _named(found: Compiled, rows: Any) -> Mapping[str, Any]:
    names = [*found.measure.dimensions, *(["currency"] if found.currency else [])]
    return {name: sa.func.nullif(_place(found, rows, name), "", type_=sa.Text()) for name in names}


def _told(found: Compiled, reading: Reading, rows: Sequence[Any]) -> Values:
    """Return the figures by what they are for; amounts of several currencies do not add up to anything."""
    told: Values = {}
    size = (0 if reading.level == pools.ALL else 1) + len(reading.by)
    for row in rows:
        key = tuple(row[:size]) if reading.by else row[0] if size else None
        mixed = key in told or ("money" in row._fields and row.money != "")
        told[key] = None if mixed else _figure(found, reading, row)
    return told


def _figure(found: Compiled, reading: Reading, row: Any) -> Figure:
    measure, n, total = found.measure, int(row.n), int(row.total)
    if reading.again or measure.per or measure.aggregate in ("count", "count_distinct"):
        return Decimal(n)
    if measure.aggregate in ("average", "median"):
        return exact(Fraction(total, n * 10_000))
    return amount(total)
