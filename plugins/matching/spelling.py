"""Whether two words are one, written with a slip, an ending or an abbreviation."""

import re
from collections.abc import Sequence
from functools import lru_cache

from hansa import lazy
from plugins.matching.text import PINYIN, squeezed
from plugins.matching.words import END, KINDS, LONG_FORMS, TITLE, TRADE, is_everyday, is_word, known

distances = lazy("rapidfuzz.distance")

_ENDINGS = ("s", "es", "n", "en", "e", "er")
_PLAIN = frozenset({"s", "es"})
_OTHER_LETTER = 0.12
"""Possibly the same; together with another telling word, a domain or a telephone it is."""
_BRIEF = frozenset({END, TITLE})
"""What else a word with a full stop may be: Vantage Pt. Security, Eastgate Med. Center."""

_INITIAL = 0.13
"""J. Verne, Jules Verne: the same where other telling words are."""

_WRITTEN = (
    *(("ph", "f"), ("ae", "e"), ("our", "or"), ("isation", "ization"), ("ogue", "og"), ("tre", "ter"), ("ence", "ense")),
    *(("lled", "led"), ("lling", "ling"), ("ise", "ize")),
)
_VOWELS = frozenset("aeiouy")
_SOUND = re.compile("([cs])h")
"""An h that makes another sound and so another name: Carlton, Charlton."""
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qaz", "wsx", "edc", "rfv", "tgb", "yhn", "ujm", "ik", "ol")
_BESIDE = tuple(row[at : at + 2] for row in _ROWS for at in range(len(row) - 1))
"""Keys that lie side by side."""
_SYLLABLES = re.compile(f"(?:{'|'.join(sorted({s.strip() for s in PINYIN.values() if s[0] not in 'aeo'}, key=len, reverse=True))})+")


@lru_cache(maxsize=65_536)
def slip(one: str, other: str) -> float | None:
    """Return how little speaks for one word (0.01 to 0.15), None when they are two."""
    if squeezed(one) == squeezed(other):
        return 0.01
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if not (one.isalpha() and other.isalpha()):
        return None
    if len(short) == 1:
        return _INITIAL if long[0] == short and len(long) > 2 else None
    if len(short) >= 5 and _written(one) == _written(other):
        return 0.01
    if len(short) >= 3 and long.startswith(short):
        ending = long[len(short) :]
        if ending in _PLAIN or (ending in _ENDINGS and len(short) > 4 and is_word(short)):
            return 0.03
        if len(ending) > 1 and KINDS.get(long, (None,))[0] == TRADE and not is_word(short):
            return 0.05
    return None if is_word(one) and is_word(other) else _typed(short, long)


def is_form(word: str) -> bool:
    """Tell whether a word is a legal form with a slip: Corpration, Limtied."""
    return not is_word(word) and any(slip(word, form) is not None for form in LONG_FORMS.get(word[0], ()) if abs(len(form) - len(word)) < 2)


def _written(word: str) -> str:
    for one, other in _WRITTEN:
        word = word.replace(one, other)
    return word


def abbreviated(one: str, other: str, texts: str) -> float | None:
    """Return what it costs to take a word with a full stop for the other, whose letters it has in order: Dpto., Off., Gral."""
    short, long = sorted((one, other), key=len)
    if not (2 <= len(short) < len(long) - 1 and short[0] == long[0] and f"{short}." in texts):
        return None
    if KINDS.get(short, (END,))[0] not in _BRIEF and not (len(short) > 2 and long.startswith(short)):
        return None
    rest = iter(long)
    return 0.05 if all(letter in rest for letter in short) else None


def shortened(words: Sequence[str], parts: Sequence[str]) -> float | None:
    """Return what it costs to take the parts for a trade word whose parts were cut short: Masch.bau for Maschinenbau."""
    if len(words) != 1 or len(parts) != 2 or KINDS.get(words[0], (None,))[0] != TRADE:
        return None
    begins, ends = len(parts[0]) >= 3 and words[0].startswith(parts[0]), len(parts[1]) >= 3 and words[0].endswith(parts[1])
    return 0.05 if begins and ends else None


def _typed(short: str, long: str) -> float | None:
    """A slip of the pen: one letter in a word of five or more, two in one of eight or ten, rarely the first.

    Two words that people know are two (Boeing, Boring); one that nobody has seen next to one that they know is a slip. Where neither is known,
    what the hand did tells: it drops and doubles letters, swaps two or hits the key beside. Another letter in a word of up to eight is rather
    another name (of rare words in names of companies one in fifty has such a twin), so it only may be the same: Zentra, Zentro.
    """
    length = len(short)
    if length < 4:
        return None
    one, other = known(short), known(long)
    most = 2 if len(long) >= (10 if one == other else 8) else 1
    distance = distances.OSA.distance(short, long, score_cutoff=most)
    if distance > most or (short[0] != long[0] and (length < 7 or distance == 2)) or (distance == 2 and long.startswith(short)):
        return None
    if length == 4:
        return 0.13
    if (one == other and one + distance > 2) or _tells(short, long):
        return _OTHER_LETTER
    if one != other and (len(long) > 5 or is_everyday(short) or is_everyday(long)):
        return 0.03 * distance
    if length == 5:
        return 0.08 if _fumbled(short, long) else 0.13
    return 0.05 * distance if _fumbled(short, long) or _by_hand(short, long) else _OTHER_LETTER


def _tells(short: str, long: str) -> bool:
    """Tell whether the letter that differs makes another name: the last vowel (Novella, Novello) or one of a syllable (Hongda, Tongda; Hengxin, Hengxing)."""
    if short[:-1] == long[:-1] and {short[-1], long[-1]} <= _VOWELS - {"y"}:
        return True
    return _SYLLABLES.fullmatch(short) is not None and _SYLLABLES.fullmatch(long) is not None


def _by_hand(short: str, long: str) -> bool:
    """Tell whether a hand does this to one name, rather than that there are two."""
    if len(short) != len(long):
        return _SOUND.sub(r"\1", long) != short and (short != long[:-1] or len(short) > 7 or long[-1] == "e")
    off = [at for at, letter in enumerate(short) if long[at] != letter]
    letters = {short[off[0]], long[off[0]]}
    if letters == {"i", "y"}:
        return True
    beside = any(letters <= set(keys) for keys in _BESIDE)
    return len(short) > 8 or (beside and (len(short) == 8 or not letters <= _VOWELS))


def _fumbled(short: str, long: str) -> bool:
    """Tell whether two letters changed places, or one was doubled: what a hand does, and seldom tells two names apart."""
    if len(short) == len(long):
        return sorted(short) == sorted(long)
    at = next((i for i, letter in enumerate(short) if long[i] != letter), len(short))
    return at > 0 and long[at] == long[at - 1]
