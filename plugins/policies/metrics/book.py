"""The book: entries of what changed, months that add them up. Figures are read from it, at present or as they were known.

Statements are made once and asked with other days and partners: `at` tells the stretches of days of one statement apart.
"""

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa

from hansa import select
from plugins.policies.metrics.compiled import Compiled
from plugins.policies.metrics.rows import DIMENSIONS, months_between
from plugins.policies.models import MeasureEntry, MeasureMonth, MeasureTotal

_NAMES = ("partner_id", "day", "currency", "item", "key", "n", "total")
Named = Literal["all", "one", "some"]
"""Whether a statement is about all partners, or about one or some that are bound."""
_KNOWN = MeasureEntry.__table__.c.known_at.type


def of_book(found: Compiled, at: str, *, named: Named, known: bool, apart: bool) -> Any:
    """Select the rows of a stretch of days: whole months added up, single days at its edges, and what no month has taken up yet.

    `named`: of all partners or those that are bound; `known`: as the book was at the moment that is bound; `apart`: by dimension,
    else over all of them. See `binds`.
    """
    entry, months = MeasureEntry, MeasureMonth if apart else MeasureTotal
    start, first, last, end = (sa.bindparam(f"{at}_{name}", type_=sa.Date()) for name in ("start", "first", "last", "end"))
    if known:
        moment = sa.bindparam("known_at", type_=_KNOWN)
        return _part(entry, found, named, apart, entry.known_at <= moment, entry.day >= start, entry.day < end)
    edges = sa.or_(sa.and_(entry.day >= start, entry.day < first), sa.and_(entry.day >= last, entry.day < end))
    parts = [
        _part(months, found, named, apart, months.day >= first, months.day < last),
        _part(entry, found, named, apart, entry.batch.is_(None), entry.day >= first, entry.day < last),
        _part(entry, found, named, apart, edges),
    ]
    together = sa.union_all(*parts).subquery()
    return sa.select(*together.c).execution_options(**parts[0].get_execution_options())


def binds(at: str, start: date, end: date) -> dict[str, date]:
    """Return the days of a stretch; where there is no whole month all of them are edges."""
    first, last = months_between(start, end)
    first, last = (first, last) if first < last else (end, end)
    return {f"{at}_start": start, f"{at}_first": first, f"{at}_last": last, f"{at}_end": end}


def common(known_at: datetime | None, partners: Collection[uuid.UUID] | None) -> dict[str, Any]:
    """Return what is bound for all stretches of a statement."""
    told: dict[str, Any] = {"known_at": known_at} if known_at is not None else {}
    match named_in(partners):
        case "one":
            told["partner"] = next(iter(partners or ()))
        case "some":
            told["partners"] = list(partners or ())
    return told


def named_in(partners: Collection[uuid.UUID] | None) -> Named:
    """Tell how partners are named in a statement: the usual question is about one, and equality is the quickest."""
    return "all" if partners is None else "one" if len(partners) == 1 else "some"


def _part(model: Any, found: Compiled, named: Named, apart: bool, *conditions: Any) -> Any:
    own = [model.series == found.series, *conditions]
    own += [model.partner_id == sa.bindparam("partner", type_=sa.Uuid())] if named == "one" else []
    own += [model.partner_id.in_(sa.bindparam("partners", expanding=True, type_=sa.Uuid()))] if named == "some" else []
    return select(*(getattr(model, name) for name in (*_NAMES, *(DIMENSIONS if apart else ())))).where(*own)
