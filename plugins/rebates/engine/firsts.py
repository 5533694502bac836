"""How long a customer, project or subscription has been billed when a line of it is: its first invoice, and the months since."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from hansa import N_, db, rules, select
from plugins.orders.api import LINE

FACTS = rules.Facts(
    {
        "line.customer_month": rules.Fact(rules.INTEGER, N_("Billing month of its customer, the first is 1")),
        "line.customer_first": rules.Fact(rules.BOOL, N_("On the day of the first invoice of its customer")),
        "line.customer_first_on": rules.Fact(rules.DATE, N_("Day of the first invoice of its customer")),
        "line.project_month": rules.Fact(rules.INTEGER, N_("Billing month of its project, the first is 1")),
        "line.project_first": rules.Fact(rules.BOOL, N_("On the day of the first invoice of its project")),
        "line.project_first_on": rules.Fact(rules.DATE, N_("Day of the first invoice of its project")),
        "line.subscription_month": rules.Fact(rules.INTEGER, N_("Billing month of its subscription, the first is 1")),
        "line.subscription_first": rules.Fact(rules.BOOL, N_("On the day of the first invoice of its subscription")),
        "line.subscription_first_on": rules.Fact(rules.DATE, N_("Day of the first invoice of its subscription")),
    }
)  # fmt: skip
"""Calendar months from that of the first goods or service a partner was invoiced for; months without an invoice count too."""
BILLED = ("goods", "service")


def things(names: Iterable[str]) -> list[str]:
    """Return what facts of lines ask about: `customer`, `project`, `subscription`."""
    return sorted({name.removeprefix("line.").partition("_")[0] for name in names if name in FACTS})


def raw(found: Sequence[str]) -> list[Any]:
    """Return the columns of a line that its facts follow from."""
    table = LINE.table.c
    return [table.invoiced_on.label("billed_on"), *(sa.func.coalesce(table[thing], "").label(thing) for thing in found)] if found else []


def statement(thing: str, *, named: bool, known: bool) -> Any:
    """Return the select of the first day by partner and thing, of all lines: `who` and `known_at` are bound."""
    table = LINE.table.c
    day, name = sa.func.min(sa.case((table.kind.in_(BILLED), table.invoiced_on))), sa.func.coalesce(table[thing], "")
    wanted = select(table.partner_id.label("who"), name.label("thing"), sa.type_coerce(day, sa.Date()).label("first_on")).where(table.archived_at.is_(None))
    if known:
        wanted = wanted.where(table.created_at <= sa.bindparam("known_at", type_=table.created_at.type))
    if named:
        wanted = wanted.where(table.partner_id.in_(sa.bindparam("who", expanding=True, type_=table.partner_id.type)))
    return wanted.group_by(table.partner_id, name)


def joined(rows: Any, found: Sequence[str], *, named: bool, known: bool) -> tuple[Any, Mapping[str, Any]]:
    """Return lines beside the first days of what they are about, and the columns of the facts by name."""
    source, columns = rows, {}
    for thing in found:
        first = statement(thing, named=named, known=known).subquery()
        source = source.join(first, sa.and_(first.c.who == rows.c.who, first.c.thing == rows.c[thing]))
        begun = sa.case((first.c.thing != "", first.c.first_on))
        columns[f"line.{thing}_month"] = _months(rows.c.billed_on) - _months(begun) + 1
        columns[f"line.{thing}_first_on"] = begun
        columns[f"line.{thing}_first"] = sa.type_coerce(rows.c.billed_on == begun, sa.Boolean())
    return source, columns


def _months(day: Any) -> Any:
    return sa.extract("year", day) * 12 + sa.extract("month", day)


class Firsts:
    """The first days of what single lines are about; nothing is read where no fact asks for them."""

    def __init__(self, names: Iterable[str]):
        self.things = things(names)
        self.days: dict[tuple[str, uuid.UUID, str], date] = {}

    def read(self, partners: Collection[uuid.UUID], known_at: datetime | None = None) -> "Firsts":
        """Read the first days of partners, as known at a moment, and return this."""
        bound = {"who": list(partners), **({"known_at": known_at} if known_at is not None else {})}
        for thing in self.things:
            for row in db.session.connection().execute(statement(thing, named=True, known=known_at is not None), bound):
                if row.thing and row.first_on is not None:
                    self.days[thing, row.who, row.thing] = row.first_on
        return self

    @property
    def columns(self) -> list[Any]:
        """What has to be read of a line: its partner as `whose`, and what `facts` follow from."""
        return [LINE.table.c.partner_id.label("whose"), *raw(self.things)] if self.things else []

    def facts(self, row: Any) -> dict[str, Any]:
        """Return the facts of a line that was read with `columns`."""
        found: dict[str, Any] = {}
        for thing in self.things:
            first, day = self.days.get((thing, row.whose, getattr(row, thing))), row.billed_on
            found[f"line.{thing}_month"] = None if first is None else (day.year - first.year) * 12 + day.month - first.month + 1
            found[f"line.{thing}_first"] = None if first is None else day == first
            found[f"line.{thing}_first_on"] = first
        return found
