"""The facts of a routing as a decision keeps them: columns over the places of the targets, so that a thousand fit.

What hardly changes of the targets is kept once for all decisions that read it, under its digest (see `editions`).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from plugins.leads.routing import editions
from plugins.leads.routing.shares import EMPTY, Book
from plugins.leads.routing.targets import Room, Standing, Target, Targets
from plugins.policies.api import marked, unmarked

Plain = Mapping[str, Any]


def dump(facts: Plain) -> dict[str, Any]:
    """Return the facts as plain data."""
    targets: Targets = facts["targets"]
    place = facts.get("place")
    return {
        "lead": {name: marked(value) for name, value in facts["lead"].items() if value is not None},
        "touched": facts["touched"].isoformat(), "now": facts["now"].isoformat(), "seed": facts["seed"],
        "place": [str(part) for part in place] if place else None,
        "targets": {"digest": targets.digest} if targets.digest else columns(targets.rows),
        "standing": _standing(facts["standing"], targets), **({"method": facts["method"]} if facts.get("method") else {}),
        **({"late": list(facts["late"])} if facts.get("late") else {}),
    }  # fmt: skip


def read(raw: Plain) -> dict[str, Any]:
    """Return the facts an engine reads of plain data."""
    place, targets = raw.get("place"), targets_of(raw)
    return {
        "lead": {name: unmarked(value) for name, value in raw["lead"].items()},
        "touched": datetime.fromisoformat(raw["touched"]), "now": datetime.fromisoformat(raw["now"]), "seed": raw["seed"],
        "place": (Decimal(place[0]), Decimal(place[1])) if place else None,
        "targets": targets, "standing": _stood(raw.get("standing", {}), targets), **({"method": raw["method"]} if "method" in raw else {}),
        **({"late": raw["late"]} if "late" in raw else {}),
    }  # fmt: skip


def targets_of(raw: Plain) -> Targets:
    """Return the targets facts as plain data speak of."""
    known = raw["targets"]
    return read_targets(editions.edition(known["digest"]), known["digest"]) if "digest" in known else read_targets(known)


def _standing(standing: Standing, targets: Targets) -> dict[str, Any]:
    """Return how the targets stand, each thing as places and values; what is said of nobody is left out."""
    rooms, book = standing.rooms, standing.book
    found = {
        "turns": _placed(standing.turns, targets),
        "rooms": _placed(rooms, targets, lambda rooms: [list(room) for room in rooms]),
        "free_from": _placed(standing.free_from, targets, lambda moments: [moment.isoformat() for moment in moments]),
        "facts": _placed(standing.facts, targets, marked),
        "had": spans(tuple(sorted(targets.at[key] for key in standing.had if key in targets.at))),
        "book": {"unit": str(book.unit), "owed": _placed(book.owed, targets, _numbers)} if book.owed else None,
    }
    return {name: value for name, value in found.items() if value}


def _stood(raw: Plain, targets: Targets) -> Standing:
    book, rows = raw.get("book"), targets.rows
    return Standing(
        turns=_keyed(raw.get("turns"), targets, lambda turn: turn),
        rooms=_keyed(raw.get("rooms"), targets, lambda pair: Room(*pair)),
        free_from=_keyed(raw.get("free_from"), targets, datetime.fromisoformat),
        had=frozenset(rows[place].key for place in unspanned(raw.get("had", ""))),
        facts=_keyed(raw.get("facts"), targets, unmarked),
        book=Book(int(book["unit"]), _keyed(book["owed"], targets, int)) if book else EMPTY,
    )


def _placed(values: Mapping[str, Any], targets: Targets, keep: Callable[[list[Any]], Any] = list) -> dict[str, Any] | None:
    """Return values by key as places, in order, and the values there."""
    at, rows = targets.at, targets.rows
    places = sorted([at[key] for key in values if key in at])
    return {"at": spans(tuple(places)), "values": keep([values[rows[place].key] for place in places])} if places else None


def _keyed(placed: Plain | None, targets: Targets, take: Callable[[Any], Any]) -> dict[str, Any]:
    if not placed:
        return {}
    return {targets.rows[place].key: take(value) for place, value in zip(unspanned(placed["at"]), placed["values"], strict=True)}


def book_out(book: Book) -> dict[str, Any]:
    """Return the accounts of a distribution as plain data, in the order of `owed`; its keys are kept beside it."""
    received = book.received
    return {
        "unit": str(book.unit), "furthest": str(book.furthest),
        "owed": _numbers(list(book.owed.values())), "received": [received.get(key, 0) for key in book.owed],
    }  # fmt: skip


def book_in(raw: Plain, keys: Sequence[str]) -> Book:
    """Return the accounts of a distribution; of nothing, empty ones."""
    if not raw:
        return EMPTY
    received = {key: n for key, n in zip(keys, raw["received"], strict=True) if n}
    owed = dict(zip(keys, map(int, raw["owed"]), strict=True))
    return Book(int(raw["unit"]), owed, received, Fraction(raw["furthest"]))


def _numbers(values: list[int]) -> list[int] | list[str]:
    """Return whole numbers as JSON holds them exactly: as text where one is too long."""
    return values if max(map(abs, values), default=0) < 2**53 else [str(value) for value in values]


@lru_cache(maxsize=512)
def spans(places: Sequence[int]) -> str:
    """Return places, in order, in short, like `0-3,7`."""
    found: list[list[int]] = []
    for place in places:
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
    """Return what hardly changes of targets: their keys and a column for each thing that is said of any."""
    names = sorted({name for target in targets for name in target.facts})
    found: dict[str, Any] = {
        "key": [t.key for t in targets],
        "facts": {name: _column([t.facts.get(name) for t in targets]) for name in names},
    }
    if any(t.kind != "partner" for t in targets):
        found["kind"] = [t.kind for t in targets]
    if any(t.places for t in targets):
        found["places"] = [[[str(part) for part in place] for place in t.places] for t in targets]
    if any(t.territories for t in targets):
        found["territories"] = [{step: sorted(values) for step, values in t.territories.items()} for t in targets]
    if any(t.weight != 1 for t in targets):
        found["weight"] = [str(t.weight) for t in targets]
    return found


def _column(values: list[Any]) -> dict[str, Any]:
    """Each different value once, and which of them stands where."""
    try:
        known = {value: at for at, value in enumerate(dict.fromkeys(values))}
    except TypeError:
        return {"each": [marked(value) for value in values]}
    return {"values": [marked(value) for value in known], "at": [known[value] for value in values]}


def read_targets(raw: Plain, digest: str = "") -> Targets:
    """Return the targets `columns` wrote down."""
    facts = {name: _spread(column) for name, column in raw.get("facts", {}).items()}
    return Targets([_target(raw, facts, at) for at in range(len(raw["key"]))], digest)


def _target(raw: Plain, facts: Mapping[str, Sequence[Any]], at: int) -> Target:
    places, territories = _at(raw, "places", at) or (), _at(raw, "territories", at) or {}
    return Target(
        raw["key"][at], _at(raw, "kind", at) or "partner", Fraction(_at(raw, "weight", at) or 1),
        tuple((Decimal(latitude), Decimal(longitude)) for latitude, longitude in places),
        {step: frozenset(values) for step, values in territories.items()},
        {name: column[at] for name, column in facts.items() if column[at] is not None},
    )  # fmt: skip


def _at(columns: Plain, name: str, at: int) -> Any:
    return columns[name][at] if name in columns else None


def _spread(column: Plain) -> list[Any]:
    if "each" in column:
        return [unmarked(value) for value in column["each"]]
    values = [unmarked(value) for value in column["values"]]
    return [values[at] for at in column["at"]]
