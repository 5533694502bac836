"""The facts of a routing as a decision keeps them: a column for each thing known of the targets, so that a thousand fit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from plugins.leads.shares import EMPTY, Book
from plugins.leads.targets import Target

PLAIN = ("turn", "capacity", "open")


def dump(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts as plain data."""
    place = facts.get("place")
    return {
        "lead": {name: _kept(value) for name, value in facts["lead"].items() if value is not None},
        "touched": facts["touched"].isoformat(), "now": facts["now"].isoformat(), "seed": facts["seed"],
        "place": [str(part) for part in place] if place else None,
        "book": book_out(facts["book"]) if facts.get("book") else None,
        "targets": [_columns(facts["targets"], facts.get("packed"))], **({"method": facts["method"]} if facts.get("method") else {}),
    }  # fmt: skip


def read(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts an engine reads of plain data."""
    place = raw["place"]
    return {
        "lead": {name: _read(value) for name, value in raw["lead"].items()},
        "touched": datetime.fromisoformat(raw["touched"]), "now": datetime.fromisoformat(raw["now"]), "seed": raw["seed"],
        "place": (Decimal(place[0]), Decimal(place[1])) if place else None,
        "book": book_in(raw["book"]) if raw["book"] else EMPTY,
        "targets": list(_targets(raw["targets"][0])), **({"method": raw["method"]} if "method" in raw else {}),
    }  # fmt: skip


def book_out(book: Book) -> dict[str, Any]:
    """Return the accounts of a distribution as plain data."""
    owed, unit = book.owed, book.unit
    return {
        "unit": str(unit),
        "owed": {key: _number(value) for key, value in owed.items()},
        "received": dict(book.received),
        "furthest": str(book.furthest),
    }


def book_in(raw: Mapping[str, Any]) -> Book:
    """Return the accounts of a distribution; of nothing, empty ones."""
    if not raw:
        return EMPTY
    return Book(int(raw["unit"]), {key: int(value) for key, value in raw["owed"].items()}, dict(raw["received"]), Fraction(raw["furthest"]))


def _number(value: int) -> int | str:
    return value if abs(value) < 2**53 else str(value)


def spans(places: Iterable[int]) -> str:
    """Return places in short, like `0-3,7`."""
    found: list[list[int]] = []
    for place in sorted(places):
        if found and place == found[-1][1] + 1:
            found[-1][1] = place
        else:
            found.append([place, place])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def unspanned(text: str) -> list[int]:
    """Return the places `spans` wrote."""
    found: list[int] = []
    for part in text.split(",") if text else ():
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def columns(targets: Sequence[Target]) -> dict[str, Any]:
    """Return the keys of targets and a column for each of their facts."""
    names = sorted({name for target in targets for name in target.facts})
    return {"key": [t.key for t in targets], "facts": {name: _column([t.facts.get(name) for t in targets]) for name in names}}


def _columns(targets: Sequence[Target], packed: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Columns that say nothing for anybody are left out; those that are the same for many leads come `packed`."""
    own = any("fit.offers" in t.facts for t in targets)
    columns_: dict[str, Any] = dict(packed) if packed and not own and len(packed["key"]) == len(targets) else columns(targets)
    if any(t.kind != "partner" for t in targets):
        columns_["kind"] = [t.kind for t in targets]
    for name in PLAIN:
        values = [getattr(t, name) for t in targets]
        if any(values) or (name == "capacity" and any(value is not None for value in values)):
            columns_[name] = values
    if any(t.free_from for t in targets):
        columns_["free_from"] = [t.free_from.isoformat() if t.free_from else None for t in targets]
    if any(t.declined for t in targets):
        columns_["declined"] = spans(at for at, t in enumerate(targets) if t.declined)
    if any(t.place for t in targets):
        columns_["place"] = [[str(part) for part in t.place] if t.place else None for t in targets]
    if any(t.territories for t in targets):
        columns_["territories"] = [{step: sorted(values) for step, values in t.territories.items()} for t in targets]
    if any(t.weight != 1 for t in targets):
        columns_["weight"] = [str(t.weight) for t in targets]
    return columns_


def _column(values: list[Any]) -> dict[str, Any]:
    """Each different value once, and which of them stands where."""
    try:
        known = {value: at for at, value in enumerate(dict.fromkeys(values))}
    except TypeError:
        return {"each": [_kept(value) for value in values]}
    return {"values": [_kept(value) for value in known], "at": [known[value] for value in values]}


def _targets(columns: Mapping[str, Any]) -> Iterable[Target]:
    facts = {name: _spread(column) for name, column in columns["facts"].items()}
    declined = set(unspanned(columns.get("declined", "")))
    for at, key in enumerate(columns["key"]):
        given = {name: columns[name][at] for name in ("kind", *PLAIN) if name in columns}
        free, place = _at(columns, "free_from", at), _at(columns, "place", at)
        territories = _at(columns, "territories", at) or {}
        yield Target(
            key, **given, weight=Fraction(_at(columns, "weight", at) or 1), free_from=datetime.fromisoformat(free) if free else None,
            declined=at in declined, place=(Decimal(place[0]), Decimal(place[1])) if place else None,
            territories={step: frozenset(values) for step, values in territories.items()},
            facts={name: column[at] for name, column in facts.items() if column[at] is not None},
        )  # fmt: skip


def _at(columns: Mapping[str, Any], name: str, at: int) -> Any:
    return columns[name][at] if name in columns else None


def _spread(column: Mapping[str, Any]) -> list[Any]:
    if "each" in column:
        return [_read(value) for value in column["each"]]
    values = [_read(value) for value in column["values"]]
    return [values[at] for at in column["at"]]


def _kept(value: Any) -> Any:
    """Return a value as JSON holds it; what is neither text, whole number nor yes or no carries its type."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Mapping):
        return {"row": {name: _kept(one) for name, one in value.items()}}
    if isinstance(value, list | tuple | set | frozenset):
        return [_kept(one) for one in value]
    return str(value)


_READERS = {"decimal": Decimal, "moment": datetime.fromisoformat, "date": date.fromisoformat}


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return [_read(one) for one in value]
    if isinstance(value, dict):
        kind, inner = next(iter(value.items()))
        return {name: _read(one) for name, one in inner.items()} if kind == "row" else _READERS[kind](inner)
    return value
