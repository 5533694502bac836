"""Invoiced lines collapsed to cells in one pass: partner, stretch of days, stretch of receipt, and the attributes programs ask for."""

import hashlib
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from functools import cache, partial
from typing import Any

import sqlalchemy as sa

from hansa import Unprocessable, current_scope, db, facts, rules, select
from plugins.orders.api import LINE
from plugins.rebates.engine import firsts
from plugins.rebates.engine.foreign import factor

Stretch = tuple[int, int]
Combo = tuple[Any, ...]
Key = tuple[Stretch, int]
DAYS_TO_PAY = "line.days_to_pay"
FOREIGN = "line.in_another_currency"
"""By which rates an amount was converted; `own`: it was not."""
BIG = sa.BigInteger()
NAMED = 1_000
"""So many partners are named in SQL; of more all are read."""


@dataclass(frozen=True)
class Shape:
    """What cells are kept apart by. `cuts` are days at which a stretch ends, `received` moments up to which lines came in time."""

    dated: str
    cuts: tuple[date, ...]
    received: tuple[datetime, ...]
    attributes: tuple[str, ...]
    kinds: frozenset[str]
    foreign: tuple[str, ...] = ()
    """By which rates lines in another currency are counted, each way for itself."""


Part = tuple[Any, int, int]
"""Amount and quantity in 1/10,000 (whole, but for amounts that were converted), and lines."""


@dataclass
class Cells:
    """Sums by key (stretch, number of a combination of attributes) and number of a partner; `names` are the partners by number."""

    shape: Shape
    combos: list[Combo] = field(default_factory=list)
    known: dict[Combo, int] = field(default_factory=dict)
    sums: dict[Key, dict[int, Part]] = field(default_factory=dict)
    names: list[uuid.UUID] = field(default_factory=list)
    numbers: dict[uuid.UUID, int] = field(default_factory=dict)

    def add(self, partner: uuid.UUID, stretch: Stretch, combo: Combo, amount: Any, quantity: int, n: int = 1) -> None:
        """Add lines; the cells are the same in whatever order lines come."""
        at, who = _number(self.combos, self.known, combo), _number(self.names, self.numbers, partner)
        column = self.sums.setdefault((stretch, at), {})
        before = column.get(who, (0, 0, 0))
        column[who] = (before[0] + amount, before[1] + quantity, before[2] + n)

    def facts(self, at: int) -> dict[str, Any]:
        """Return a combination of attributes as rules read it."""
        return dict(zip(self.shape.attributes, self.combos[at], strict=True))

    def regrouped(self, of: Mapping[int, Mapping[uuid.UUID, uuid.UUID]]) -> "Cells":
        """Return the cells of others than partners: `of` names, by combination of attributes, whose the cells of a partner are."""
        found = Cells(self.shape, self.combos, self.known)
        for (stretch, at), column in self.sums.items():
            for who, (amount, quantity, n) in column.items():
                if (one := of.get(at, {}).get(self.names[who])) is not None:
                    found.add(one, stretch, self.combos[at], amount, quantity, n)
        return found

    def only(self, partners: Collection[uuid.UUID]) -> "Cells":
        """Return the cells of some partners."""
        wanted = {self.numbers[one] for one in partners if one in self.numbers}
        sums = {key: {one: column[one] for one in wanted & column.keys()} for key, column in self.sums.items()}
        return replace(self, sums=sums)

    def copy(self) -> "Cells":
        """Return cells to which lines can be added."""
        sums = {key: dict(column) for key, column in self.sums.items()}
        return Cells(self.shape, list(self.combos), dict(self.known), sums, list(self.names), dict(self.numbers))

    def digest(self) -> str:
        """Return a hash that is the same for the same lines."""
        ordered = [(who, one.hex) for one, who in sorted(self.numbers.items())]
        told = sorted(
            f"{stretch} {self.combos[at]!r} {[(name, column[who]) for who, name in ordered if who in column]}"
            for (stretch, at), column in self.sums.items()
        )
        return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _number(listed: list[Any], known: dict[Any, int], one: Any) -> int:
    """Return the number of something, given to it when it is met first."""
    at = known.setdefault(one, len(listed))
    if at == len(listed):
        listed.append(one)
    return at


def read(shape: Shape, known_at: datetime | None = None, partners: Collection[uuid.UUID] | None = None) -> Cells:
    """Return the cells of the lines the actor sees, dated inside the cuts, in the currency of the program, or converted to it.

    `known_at`: those received by then; `partners`: of these only.
    """
    found = _own(shape, known_at, partners)
    for way in shape.foreign:
        _convert(found, way, known_at, partners)
    return found


def _own(shape: Shape, known_at: datetime | None, partners: Collection[uuid.UUID] | None) -> Cells:
    found = Cells(shape)
    for who, dated, came, *attributes, amount, quantity, n in _rows(shape, known_at, partners):
        found.add(who, (dated, came), tuple(attributes), amount, quantity, n)
    return found


def _convert(found: Cells, way: str, known_at: datetime | None, partners: Collection[uuid.UUID] | None) -> None:
    """Add the lines in another currency. Without a rate a calculation stops and says so; an estimate leaves them out."""
    at, rate_of = found.shape.attributes.index(FOREIGN), cache(partial(_rate, way=way, must=known_at is not None))
    for who, dated, came, currency, day, *attributes, amount, quantity, n in _rows(found.shape, known_at, partners, foreign=True):
        if (rate := rate_of(currency, day)) is not None:
            combo = (*attributes[:at], way, *attributes[at + 1 :])
            found.add(who, (dated, came), combo, amount * rate, quantity, n)


def _rate(currency: str, day: date, *, way: str, must: bool) -> Fraction | None:
    try:
        return factor(currency, day, way)
    except Unprocessable:
        if must:
            raise
        return None


def _rows(shape: Shape, known_at: datetime | None, partners: Collection[uuid.UUID] | None, *, foreign: bool = False) -> Any:
    named, known = partners is not None and len(partners) <= NAMED, known_at is not None
    key = ("rebates.cells", shape, current_scope().reach, named, known, foreign)
    wanted = current_scope().program.cache.get(key, lambda: statement(shape, named=named, known=known, foreign=foreign))
    bound = {**({"who": list(partners or ())} if named else {}), **({"known_at": known_at} if known else {})}
    return db.session.connection().execute(wanted, bound).all()


def statement(shape: Shape, *, named: bool, known: bool, foreign: bool = False) -> Any:
    """Return the one statement that reads all cells, made once for a shape: partners (`named`) and the moment (`known`) are bound.

    What it groups by is named inside, as values bound twice are not the same. `foreign`: of the lines in other currencies, by currency and day.
    """
    table, asked = LINE.table.c, firsts.things(shape.attributes)
    columns = {name: column for name, column in columns_of(shape.attributes).items() if name in shape.attributes}
    groups = [
        table.partner_id.label("who"), _stretch(table[shape.dated], shape.cuts[1:-1]).label("dated"), _stretch(table.created_at, shape.received).label("came"),
        *((table.currency.label("currency"), table[shape.dated].label("on")) if foreign else ()),
        *(columns[name].label(f"a{at}") for at, name in enumerate(shape.attributes) if name in columns),
    ]  # fmt: skip
    figures = [sa.type_coerce(table.amount, BIG).label("amount"), sa.type_coerce(table.quantity, BIG).label("quantity")]
    inside = select(*groups, *figures, *firsts.raw(asked)).where(*_conditions(shape, named, known, foreign))
    rows = inside.subquery()
    source, beside = firsts.joined(rows, asked, named=named, known=known)
    first = [rows.c[group.name] for group in groups if not group.name.startswith("a")]
    by = [*first, *(rows.c[f"a{at}"] if name in columns else beside[name] for at, name in enumerate(shape.attributes))]
    sums = [sa.cast(sa.func.coalesce(sa.func.sum(rows.c[name]), 0), BIG) for name in ("amount", "quantity")]
    return sa.select(*by, *sums, sa.func.count()).select_from(source).group_by(*by).execution_options(**inside.get_execution_options())


def _conditions(shape: Shape, named: bool, known: bool, foreign: bool) -> list[Any]:
    table = LINE.table.c
    day, currency = table[shape.dated], current_scope().program.currency
    own = table.currency.in_(("", currency))
    made = [day >= shape.cuts[0], day < shape.cuts[-1], table.archived_at.is_(None), ~own if foreign else own]
    made += [table.kind.in_(sorted(shape.kinds))]
    made += [table.created_at <= sa.bindparam("known_at", type_=table.created_at.type)] if known else []
    made += [table.partner_id.in_(sa.bindparam("who", expanding=True, type_=table.partner_id.type))] if named else []
    return made


def columns_of(names: Sequence[str]) -> Mapping[str, Any]:
    listed = {**facts.columns_of(LINE, "line"), FOREIGN: sa.literal("own", sa.String())}
    if DAYS_TO_PAY in names:
        days = rules.parse("days_between(line.invoiced_on, line.paid_on)", facts.facts_of(LINE, "line"), expect=())
        listed = {**listed, DAYS_TO_PAY: rules.to_sql(days, listed)}
    return listed


def _stretch(column: Any, ends: Sequence[Any]) -> Any:
    """Return the number of the stretch a day or moment lies in: how many ends are not after it."""
    if not ends:
        return sa.literal(0, sa.Integer())
    return sa.case(*((column < sa.literal(end, column.type), sa.literal(at)) for at, end in enumerate(ends)), else_=len(ends))


def added(cells: Cells, lines: Iterable[Mapping[str, Any]]) -> Cells:
    """Return cells with further lines in them: plain mappings with `partner_id`, the day, `amount`, `quantity`, `created_at` and attributes."""
    shape = cells.shape
    found = cells.copy()
    for line in lines:
        day = line.get(shape.dated)
        if day is None or not shape.cuts[0] <= day < shape.cuts[-1] or line.get("kind", "goods") not in shape.kinds:
            continue
        came = line.get("created_at")
        stretch = (_at(day, shape.cuts[1:-1]), _at(came, shape.received) if came is not None else 0)
        combo = tuple(line.get(name.removeprefix("line.")) for name in shape.attributes)
        amount, quantity = (int(line.get(name) * 10_000) if line.get(name) is not None else 0 for name in ("amount", "quantity"))
        found.add(line["partner_id"], stretch, combo, amount, quantity)
    return found


def _at(value: Any, ends: Sequence[Any]) -> int:
    return next((at for at, end in enumerate(ends) if value < end), len(ends))
