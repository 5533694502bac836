"""What levels give: read for a partner and a day, compared before a change."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from plugins.tiering.standing import programs, standings
from plugins.tiering.standing.programs import Track

Value = Decimal | bool | str | None
_YES = ("yes", "true", "1", "是")


class Benefit(NamedTuple):
    """What a level gives of a benefit of the library."""

    key: str
    label: str
    kind: str
    value: Value
    track: str
    level: str


class Difference(NamedTuple):
    """A benefit before and after a change of level."""

    key: str
    label: str
    kind: str
    before: Value
    after: Value

    @property
    def better(self) -> bool | None:
        """Tell whether the partner gets more; None where that cannot be said."""
        if isinstance(self.before, str) or isinstance(self.after, str):
            return None
        return Decimal(self.after or 0) > Decimal(self.before or 0)


def of_level(track: Track, level: str | None) -> dict[str, Benefit]:
    """Return what a level gives in a track, by key."""
    library = {row["key"]: row for row in track.document.get("benefits") or ()}
    return {
        row["benefit"]: Benefit(row["benefit"], library[row["benefit"]]["label"], kind, typed(kind, row["value"]), track.slug, row["level"])
        for row in track.document.get("grants") or ()
        if row["level"] == level and (kind := library.get(row["benefit"], {}).get("kind"))
    }


def typed(kind: str, text: str) -> Value:
    """Return a value as its kind wants it: a number, yes or no, or text. Money is in the program's currency."""
    if kind == "yes":
        return text.strip().lower() in _YES
    if kind == "text":
        return text
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def of_partner(partner_id: uuid.UUID, day: date) -> dict[str, Benefit]:
    """Return what a partner has on a day; of one benefit from several tracks, the most."""
    return of_partners([partner_id], day)[partner_id]


def of_partners(partners: Sequence[uuid.UUID], day: date) -> dict[uuid.UUID, dict[str, Benefit]]:
    """Return what partners have on a day; partners on the same levels share the answer."""
    tracks, shared = programs.tracks(day), dict[tuple[str | None, ...], dict[str, Benefit]]()
    found = {}
    for partner, levels in standings.levels_of(partners, day).items():
        at = tuple(levels.get(track.slug) for track in tracks)
        found[partner] = shared[at] if at in shared else shared.setdefault(at, _most(zip(tracks, at, strict=True)))
    return found


def at_levels(tracks: Sequence[Track], levels: Mapping[str, str | None]) -> dict[str, Benefit]:
    """Return what levels by track give together; of one benefit from several tracks, the most."""
    return _most([(track, levels.get(track.slug)) for track in tracks])


def _most(levels: Iterable[tuple[Track, str | None]]) -> dict[str, Benefit]:
    found: dict[str, Benefit] = {}
    for track, level in levels:
        for key, benefit in of_level(track, level).items():
            if key not in found or more(benefit.value, found[key].value):
                found[key] = benefit
    return found


def more(one: Value, other: Value) -> bool:
    """Tell whether a value is more than another; of texts the first stays."""
    if isinstance(one, str) or isinstance(other, str):
        return other is None
    return Decimal(one or 0) > Decimal(other or 0)


def differences(track: Track, before: str | None, after: str | None) -> list[Difference]:
    """Return what changes with a level, in the order of the library."""
    old, new = of_level(track, before), of_level(track, after)
    found = []
    for row in track.document.get("benefits") or ():
        pair = _value(old, row["key"]), _value(new, row["key"])
        if pair[0] != pair[1]:
            found.append(Difference(row["key"], row["label"], row["kind"], *pair))
    return found


def _value(found: Mapping[str, Any], key: str) -> Value:
    return found[key].value if key in found else None
