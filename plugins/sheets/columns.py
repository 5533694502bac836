"""Which column of a sheet is which field: guessed from titles in every language the portal speaks."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

_NOISE = re.compile(r"[\W_]+")
CLOSE = 0.86


def normal(title: str) -> str:
    """Return a title without case, accents, blanks and signs."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", title).casefold())
    return _NOISE.sub("", "".join(c for c in plain if not unicodedata.combining(c)))


def guess(titles: Sequence[str], names: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the field of each column, "" for none. `names` holds what each field may be called; no field is taken twice."""
    known = {normal(name): field for field, called in reversed(list(names.items())) for name in (*called, field) if normal(name)}
    found = [known.get(normal(title), "") if normal(title) else "" for title in titles]
    seen: set[str] = set()
    for i, field in enumerate(found):
        if field in seen:
            found[i] = ""
        seen.add(field)
    for i, title in enumerate(titles):
        if not found[i] and len(normal(title)) > 3:
            found[i] = _close(normal(title), {n: f for n, f in known.items() if f not in found})
    return found


def recalled(titles: Sequence[str], guessed: Sequence[str], before: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[str]:
    """Return the field of each column as it was chosen last for a column of this title, else as guessed; no field is taken twice.

    `before`: titles and fields of former sheets, the newest first. A column that was left out is left out again.
    """
    chosen: dict[str, str] = {}
    for columns, mapping in before:
        for title, field in zip(columns, mapping, strict=False):
            chosen.setdefault(normal(title), field)
    known = [chosen.get(normal(title)) if normal(title) else None for title in titles]
    taken = {field for field in known if field}
    found = [field if field is not None else "" if guess in taken else guess for field, guess in zip(known, guessed, strict=True)]
    return [field if field not in found[:at] else "" for at, field in enumerate(found)]


def _close(title: str, free: Mapping[str, str]) -> str:
    near = get_close_matches(title, list(free), n=1, cutoff=CLOSE)
    return free[near[0]] if near else ""
