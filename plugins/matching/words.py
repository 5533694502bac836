"""What single words stand for, read once from the word lists: forms, trades, places, words that tell a group's members apart."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from plugins.matching.text import DATA, squeezed

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


EVERYDAY, COMMON, FIRST, NAME, RARE = range(5)
_BANDS = {"everyday": EVERYDAY, "common": COMMON, "first": FIRST, "name": NAME, "rare": RARE}
_TELLS = (0.5, 0.75, 0.75, 1.0, 1.0)
_FRONT_CODED = re.compile(r"(\d)([a-z]+)")


@cache
def _heard() -> dict[str, int]:
    """Return how common words and names are that people know, of up to ten letters: longer ones have hardly a twin."""
    found = {}
    for kind, coded in _lines("known.txt"):
        word = ""
        for shared, rest in _FRONT_CODED.findall(coded[0]):
            word = word[: int(shared)] + rest
            found[word] = _BANDS[kind]
    return found


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
    return _TELLS[_heard().get(word, RARE)]


def is_word(word: str) -> bool:
    """Tell whether it is a word of its own, so that a likeness to another word is no slip of the pen."""
    return word in KINDS or _heard().get(word, RARE) < FIRST


def is_everyday(word: str) -> bool:
    """Tell whether it is one of the four thousand commonest words."""
    return _heard().get(word) == EVERYDAY


def known(word: str) -> int:
    """Return 2 for a word, a name or a brand that people know (Fischer, Boeing), 1 for two of them in one (Silverline), 0 for what nobody has seen."""
    heard = _heard()
    if word in KINDS or word in heard or (word[-1] == "s" and (word[:-1] in heard or (word[-3:] == "ies" and f"{word[:-3]}y" in heard))):
        return 2
    return int(any(heard.get(word[:at], RARE) < RARE and heard.get(word[at:], RARE) < RARE for at in range(4, len(word) - 3)))
