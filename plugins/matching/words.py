"""What single words stand for, read once from the word lists: forms, trades, places, words that tell a group's members apart."""

from collections.abc import Iterator
from functools import cache, lru_cache

from hansa import lazy
from plugins.matching.text import DATA, squeezed

frequency_lists = lazy("zxcvbn.frequency_lists")

FORM, END, STOP, STRUCTURE, BRANCH, TRADE, WORD, CITY, COUNTRY, TITLE = range(10)
_NAMED = {"form": FORM, "end": END, "stop": STOP, "structure": STRUCTURE, "branch": BRANCH, "trade": TRADE, "word": WORD, "title": TITLE}


def _lines(name: str) -> Iterator[tuple[str, list[str]]]:
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        kind, _, rest = line.partition(" ")
        if kind != "#":
            yield kind, rest.split()


def _words() -> tuple[dict[str, tuple[int, str]], frozenset[str]]:
    known: dict[str, tuple[int, str]] = {}
    starts: set[str] = set()
    for kind, words in _lines("words.txt"):
        if kind in ("start", "phrase"):
            starts |= set(words) if kind == "start" else set()
            continue
        for word in words:
            spelling, _, meaning = word.partition("=")
            for variant in {spelling, squeezed(spelling)}:
                known.setdefault(variant, (_NAMED[kind], meaning or spelling))
    return known, frozenset(starts)


def _phrases() -> dict[str, list[tuple[list[str], str]]]:
    """Return forms that are written out in several words, by their first word, the longest first."""
    found: dict[str, list[tuple[list[str], str]]] = {}
    for kind, entries in _lines("words.txt"):
        for entry in entries if kind == "phrase" else ():
            spelt, _, meaning = entry.partition("=")
            parts = spelt.split("_")
            found.setdefault(parts[0], []).append((parts, meaning))
    return {first: sorted(ways, key=lambda way: -len(way[0])) for first, ways in found.items()}


def _places(known: dict[str, tuple[int, str]]) -> dict[str, dict[str, tuple[int, str]]]:
    """Add places to the words, and return those of two words or three by their first one."""
    pairs: dict[str, dict[str, tuple[int, str]]] = {}
    for code, names in _lines("places.txt"):
        for entry in names:
            name, _, meaning = entry.partition("=")
            found = (CITY, meaning or name.replace("_", "")) if code == "-" else (COUNTRY, code)
            if "_" in name:
                first, rest = name.split("_", 1)
                pairs.setdefault(first, {})[rest.replace("_", " ")] = found
            else:
                known.setdefault(name, found)
    return pairs


KINDS, STARTS = _words()
PHRASES = _phrases()
PAIRS = _places(KINDS)
for syllables in _lines("places_pinyin.txt"):
    KINDS.setdefault(syllables[0], (CITY, syllables[0]))

LONG_FORMS: dict[str, list[str]] = {}
"""Legal forms so long that hands slip in them, by their first letter."""
for _word, (_kind, _) in KINDS.items():
    if _kind == FORM and len(_word) >= 7:
        LONG_FORMS.setdefault(_word[0], []).append(_word)

WEIGHTS = {TRADE: 0.35, CITY: 0.3, STOP: 0.1, STRUCTURE: 0.2, BRANCH: 0.2, COUNTRY: 0.3, FORM: 0.1, END: 0.3, TITLE: 0.3}


@cache
def ranks() -> dict[str, int]:
    """Return how common words are in English text; names of companies that are everyday words tell less than rare ones."""
    return {word: rank for rank, word in enumerate(frequency_lists.FREQUENCY_LISTS["english_wikipedia"])}


@lru_cache(maxsize=65_536)
def weight(word: str) -> float:
    """Return how much a word tells of who a company is: 1 for a rare one, less for a trade, a place or an everyday word."""
    kind = KINDS.get(word)
    if kind is not None and kind[0] in WEIGHTS:
        return WEIGHTS[kind[0]]
    if len(word) == 1:
        return 0.3
    if len(word) >= 8 and any(KINDS.get(word[at:], (None,))[0] == TRADE for at in range(3, len(word) - 4)):
        return 0.5  # a trade put together as in German: Haustechnik, Holzhandel
    rank = ranks().get(word)
    return 1.0 if rank is None else 0.5 if rank < 3_000 else 0.75


@cache
def family_names() -> frozenset[str]:
    """Return names many people bear."""
    return frozenset(frequency_lists.FREQUENCY_LISTS["surnames"])


def is_word(word: str) -> bool:
    """Tell whether it is a word of its own, so that a likeness to another word is no slip of the pen."""
    return word in KINDS or word in ranks()


def is_known(word: str) -> bool:
    """Tell whether it is a word or a family name; two of them that are alike may well be two: Fisher, Fischer."""
    return is_word(word) or word in family_names()
