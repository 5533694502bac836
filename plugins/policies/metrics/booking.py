"""Keeping up the book: what a change of records does to the series that count them, in the transaction of the change."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from hansa import Entity, clock, note
from plugins.policies.metrics.compiled import Compiled
from plugins.policies.metrics.known import known
from plugins.policies.metrics.rows import DIMENSIONS, KEPT_APART
from plugins.policies.metrics.sources import Sources, day_of, place_of, scaled, word
from plugins.policies.models import MeasureEntry

Place = tuple[Any, ...]
"""The values of KEPT_APART."""
Book = dict[Place, tuple[int, int]]
"""How many records more or fewer, and what their values add up to."""
_UNUSED = ("",) * len(DIMENSIONS)
Saved = Iterable[tuple[Any, Mapping[str, Sequence[Any]]]]


def saved(entity: Entity, records: Saved, *, is_new: bool) -> None:
    """Book new records, or what became of changed ones; `records` come with what changed, before and after."""
    counting = known().by_entity.get(entity.key, ())
    told = list(records) if counting else []
    changed = {name for _record, changes in told for name in changes}
    touched = [found for found in counting if is_new or changed & found.reads]
    if not touched:
        return
    sources, books = touched[0].sources, [Book() for _found in touched]
    for record, changes in told:
        before = None if is_new else {name: pair[0] for name, pair in changes.items()}
        for sign, values in _sides(sources, record, before):
            for found, book in zip(touched, books, strict=True):
                _add(book, found, values, record.id, sign)
    for found, book in zip(touched, books, strict=True):
        _write(found, book, _known(told))


def gone(entity: Entity, records: Sequence[Any]) -> None:
    """Take back what removed records counted."""
    for found in known().by_entity.get(entity.key, ()):
        book = Book()
        for record in records:
            for _sign, values in _sides(found.sources, record, None):
                _add(book, found, values, record.id, -1)
        _write(found, book, clock.now())


def _sides(sources: Sources, record: Any, before: Mapping[str, Any] | None) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield what a record says now, and what it said before, as far as it was not archived."""
    archived = getattr(record, "archived_at", None)
    if before is not None and before.get("archived_at", archived) is None:
        yield -1, sources.values(record, before)
    if archived is None:
        yield 1, sources.values(record)


def _known(told: Sequence[tuple[Any, Any]]) -> datetime:
    """When it became known: the moment the records carry, so that a book made of them later says the same."""
    return max(getattr(record, "updated_at", None) or clock.now() for record, _changes in told)


def _add(book: Book, found: Compiled, values: Mapping[str, Any], record_id: uuid.UUID, sign: int) -> None:
    """Add what a record counts, if it does."""
    at, owner, item = values[found.measure.date], values[found.partner], values[found.item] if found.item else ""
    if at is None or owner is None or item is None or (found.where is not None and found.where.run(values) is not True):
        return
    if found.value is not None and found.value.run(values) is None:
        return
    total = scaled(found.added.type, found.added.run(values)) if found.added is not None else 0
    n, sum_ = book.get(place := _place(found, values, at, owner, record_id, total), (0, 0))
    book[place] = (n + sign, sum_ + sign * total)


def _place(found: Compiled, values: Mapping[str, Any], at: date, owner: uuid.UUID, record_id: uuid.UUID, total: int) -> Place:
    words = [word(kind, values[name]) for name, kind in found.apart]
    unused = _UNUSED[len(words) :]
    item = word(found.fact(found.item).type, values[found.item]) if found.item else ""
    key = {"time": place_of(found.dated, at, record_id), "value": str(total)}.get(found.keyed, "")
    day = day_of(at) if isinstance(at, datetime) else at
    currency = (values[found.currency] or "") if found.currency else ""
    return owner, day, *words, *unused, currency, item, key


def _write(found: Compiled, book: Book, known_at: datetime) -> None:
    common = {"series": found.series, "known_at": known_at}
    rows = [
        {**common, "n": n, "total": total, **dict(zip(KEPT_APART, place, strict=True))} for place, (n, total) in book.items() if n or total
    ]
    if rows:
        note(MeasureEntry, rows)
