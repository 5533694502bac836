"""Rows that count in a period though their day lies in an earlier one: those its program counts, and no others."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from hansa import db, select
from plugins.orders.api import LINE
from plugins.rebates.engine import cells
from plugins.rebates.engine.firsts import Firsts
from plugins.rebates.engine.people import by_address, people_of, receiver
from plugins.rebates.engine.tally import weight
from plugins.rebates.engine.work import KIND, Work
from plugins.rebates.period import cutting
from plugins.rebates.stating.content import money

Whose = tuple[uuid.UUID, str]
"""Partner, and the person a row is for; empty for the partner itself."""


def late_rows(period: Any, work: Work) -> dict[Whose, list[dict[str, str]]]:
    """Return the late rows that count, as statements say them; what the program does not count is none of its business."""
    names = _attributes(work)
    columns = {name: column for name, column in cells.columns_of(names).items() if name in names}
    first = Firsts(names)
    rows = list(_rows(period, work, columns, first))
    first.read({row.partner_id for row in rows})
    people = by_address(people_of({row.partner_id for row in rows})) if work.made.personal else {}
    found: dict[Whose, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        known = {name: getattr(row, f"at{n}") for n, name in enumerate(columns)} | first.facts(row)
        if not _counts(work, {**known, KIND: row.kind}):
            continue
        person = _named(work, known, people.get(row.partner_id, {})) if work.made.personal else ""
        received = row.created_at.astimezone(cutting.zone()).date().isoformat()
        said = {"row": row.source_id, "day": row.day.isoformat(), "received": received, "amount": money(row.amount), "currency": row.currency}
        if person is not None:
            found[row.partner_id, person].append(said)
    return found


def _attributes(work: Work) -> list[str]:
    named = work.made.person.names if work.made.person is not None else frozenset()
    return sorted(frozenset().union(named, *(measure.reads for measure in work.counted())))


def _rows(period: Any, work: Work, columns: Mapping[str, Any], first: Firsts) -> Any:
    line = LINE.table.c
    day = line[work.dated]
    _own, late = cutting.taken(period, day, line.created_at)
    read = [column.label(f"at{n}") for n, column in enumerate(columns.values())]
    wanted = select(line.partner_id, line.currency, line.source_id, day.label("day"), line.created_at, line.amount, line.kind, *read, *first.columns)
    return db.session.connection().execute(wanted.where(sa.and_(late, line.archived_at.is_(None))).order_by(day, line.id))


def _counts(work: Work, known: dict[str, Any]) -> bool:
    """Tell whether a measure of the period counts lines like this."""
    return any(work.settles_late(one) and known[KIND] in one.kinds and weight(known, one) is not None for one in work.counted())


def _named(work: Work, known: dict[str, Any], people: dict[str, uuid.UUID]) -> str | None:
    rule = work.made.person
    found = people.get(str(rule.run(known) or "").strip().casefold()) if rule is not None else None
    return None if found is None else receiver(found)
