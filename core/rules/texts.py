"""Letters without regard to case, the same way in Python, SQLite and PostgreSQL whatever their locales."""

_RANGES = ((0x41, 0x5B), (0xC0, 0x180), (0x370, 0x530), (0xFF21, 0xFF3B))
_PAIRS = {
    chr(i): chr(i).lower() for low, high in _RANGES for i in range(low, high) if len(chr(i).lower()) == 1 and chr(i).lower() != chr(i)
}

CAPITALS = "".join(_PAIRS)
"""Latin, Greek, Cyrillic and full-width letters that have exactly one small letter."""

SMALL = "".join(_PAIRS.values())
_TABLE = str.maketrans(CAPITALS, SMALL)


def fold(text: str) -> str:
    """Return the text in small letters; letters of other scripts stay as they are."""
    return text.translate(_TABLE)


def fold_or_none(text: str | None) -> str | None:
    """The same for a database, which asks with NULL too."""
    return None if text is None else fold(text)


def starts_with(text: str, start: str) -> bool:
    return fold(text).startswith(fold(start))


def ends_with(text: str, end: str) -> bool:
    return fold(text).endswith(fold(end))


def contains(text: str, part: str) -> bool:
    return fold(part) in fold(text)


def has_any(texts: list[str], wanted: frozenset[str]) -> bool:
    return not wanted.isdisjoint(texts)


def has_all(texts: list[str], wanted: frozenset[str]) -> bool:
    return wanted.issubset(texts)


def how_many_of(texts: list[str], wanted: frozenset[str]) -> int:
    return len(wanted.intersection(texts))
