"""How alike two names in letters are."""

import re
from itertools import pairwise

from plugins.matching import reasons as r
from plugins.matching.party import Latin, Reason
from plugins.matching.reasons import Likeness, why
from plugins.matching.spelling import abbreviated, is_form, shortened, slip
from plugins.matching.words import BRANCH, CITY, KINDS, TITLE, TRADE, is_word, weight

_RARE = 0.7
_SIDE = frozenset({TRADE, CITY, BRANCH})
_COUNTRIES = {
    "german": ("gmbh", "mbh", "ag", "kg", "kgaa", "ohg", "ug", "ev", "eg", "gbr", "ggmbh"),
    "french": ("sarl", "sas", "sasu", "eurl", "snc", "sci", "gie"),
    "french spanish": ("sa",),
    "spanish": ("sl", "slu", "sau", "cv", "rl", "sab", "sapi", "ltda"),
    "italian": ("srl", "spa", "srls", "sapa"),
    "dutch": ("bv", "nv", "vof", "bvba"),
    "nordic": ("ab", "as", "asa", "aps", "oy", "oyj", "hb"),
    "slavic": ("spzoo", "zoo", "doo", "sro", "ooo", "kft", "zrt"),
    "english": ("inc", "corp", "llc", "plc", "llp"),
    "english australian singaporean indian japanese": ("ltd",),
    "australian": ("pty",),
    "singaporean": ("pte",),
    "indian singaporean": ("pvt",),
    "malaysian": ("bhd",),
    "japanese": ("kk", "gk", "yk"),
}
_SPEAKS = {form: frozenset(languages.split()) for languages, forms in _COUNTRIES.items() for form in forms}
_SHORT = [{"st", "street"}, {"n", "north"}, {"w", "west"}]
"""Words of which the short one may also mean something else: St. is a saint, and a street behind its name."""
_ALONE = re.compile(r"[\s-]+")
_JOINING = frozenset("yei")
_TRANSLATED = frozenset({"slavic", "english"})
"""Companies from where other letters are in use write their form in English, too."""


def compare(one: Latin, other: Latin) -> Likeness:
    """Compare two names. Only when every word of one has its like in the other may they be the same."""
    if one.text == other.text:
        return r.IDENTICAL
    if (one.plain == other.plain or one.whole == other.whole) and one.core != other.core:
        return Likeness(0.98, False, (why(r.SPELLING, "+", one=one.text, other=other.text),))
    first, second = _left_over(one, other)
    if not (first or second) and (letters := _letters(one)) and (others := _letters(other)) and letters != others:
        return Likeness(0.5, False, (why(r.OTHER_NAME, "-"),))
    cost, said = 0.0, why(r.SAME_NAME)
    if first or second:
        pair = _spelt(one, first), _spelt(other, second)
        found = _aligned(*pair, one.text + other.text) if first and second else _left_alone(one, other, pair[0] or pair[1])
        if found is None and first and second:
            found = _by_initials(one, other, first, second)
        if found is None:
            return _different(one, other, [one.core[at] for at in first], [other.core[at] for at in second])
        if not (first and second) and one.marks != other.marks:
            return Likeness(1 - found, False, (why(r.SPELLING, "+", one=one.text, other=other.text),))
        telling = sum(weight(word) == 1 for at, word in enumerate(one.core) if at not in first)
        cost = found / (1 + 0.25 * telling)
        said = why(r.SPELLING, "+", one=" ".join(pair[0]), other=" ".join(pair[1]))
    conflicts = _conflicts(one, other)
    if conflicts:
        return Likeness(0.75 - cost, True, (said, *conflicts))
    return Likeness(1 - cost - (0.04 if bool(one.tail) != bool(other.tail) else 0), False, (said,))


def _letters(name: Latin) -> set[str]:
    """Return the letters that stand alone, y for any word for and: small words of some language, or all that tells L Systems from D Systems."""
    return {"y" if word in _JOINING else word for word in _ALONE.split(name.text) if len(word) == 1 and word.isalpha()}


def _left_alone(one: Latin, other: Latin, alone: list[str]) -> float | None:
    """A word that stays alone may be somebody's title next to name and trade, or a misspelt form or word for a group: Hodlings."""
    if one.marks == other.marks and all(_kind(word) == TITLE for word in alone):
        return 0.08 if {_kind(word) for word in (*one.core, *other.core)} > {TITLE, TRADE} or len(one.core) + len(other.core) > 4 else None
    if len(alone) == 1 and alone[0] in (one.spelt[-1], other.spelt[-1]) and is_form(alone[0]):
        return 0.03 if one.marks == other.marks else None
    gone = [mark for mark in (*one.marks, *other.marks) if mark not in one.marks or mark not in other.marks]
    if len(alone) != 1 or len(gone) != 1 or one.countries != other.countries:
        return None
    return _word(alone[0], gone[0], one.text + other.text) if not is_word(alone[0]) else None


def _by_initials(one: Latin, other: Latin, first: list[int], second: list[int]) -> float | None:
    """A trade may be written by its initials: TU Ilmenau for Technische Universität Ilmenau."""
    for short, at, long, places in ((one, first, other, second), (other, second, one, first)):
        if len(at) == 1 and len(places) == len(short.spelt[at[0]]) > 1:
            words = [long.spelt[place] for place in places]
            if short.spelt[at[0]] == "".join(word[0] for word in words) and any(_kind(word) == TRADE for word in words):
                told = [word for place, word in enumerate(short.core) if place != at[0]]
                return 0.09 if any(weight(word) >= _RARE or _kind(word) == CITY for word in told) else None
    return None


def _kind(word: str) -> int | None:
    return KINDS.get(word, (None,))[0]


def _left_over(one: Latin, other: Latin) -> tuple[list[int], list[int]]:
    """Return which words of each the other lacks, in their order."""
    if one.core == other.core:
        return [], []
    first, second = list(range(len(one.core))), []
    for at, word in enumerate(other.core):
        for mine in first:
            if one.core[mine] == word:
                first.remove(mine)
                break
        else:
            second.append(at)
    return first, second


def _spelt(name: Latin, chosen: list[int]) -> list[str]:
    return [name.spelt[at] for at in chosen]


def _aligned(first: list[str], second: list[str], texts: str) -> float | None:
    """Return what pairing the words off costs; None when one stays alone. `texts`: the names as they stand there."""
    joined, together = "".join(first), "".join(second)
    if joined == together:
        return 0.02
    if len(first) != len(second):
        if (others := _rejoined(first, second) or _rejoined(second, first)) is not None:
            rest = _aligned(*others, texts)
            return None if rest is None else 0.02 + rest
        if (cost := shortened(*sorted((first, second), key=len))) is not None:
            return cost
        return slip(joined, together) if min(len(joined), len(together)) >= 8 else None
    if len(first) == 1:
        return _word(first[0], second[0], texts)
    cost, free = 0.0, list(second)
    for word in first:
        best = min(((found, like) for like in free if (found := _word(word, like, texts)) is not None), default=None)
        if best is None:
            return None
        cost += best[0]
        free.remove(best[1])
    return cost


def _rejoined(whole: list[str], parts: list[str]) -> tuple[list[str], list[str]] | None:
    """Return both without a word that only the second writes apart: Healthcare, Health Care."""
    for at, word in enumerate(map("".join, pairwise(parts))):
        if word in whole:
            return [other for other in whole if other != word], parts[:at] + parts[at + 2 :]
    return None


def _word(one: str, other: str, texts: str) -> float | None:
    """Return what it costs to take two words for one."""
    cost = 0.02 if {one, other} in _SHORT else slip(one, other)
    return abbreviated(one, other, texts) if cost is None else cost


def _conflicts(one: Latin, other: Latin) -> tuple[Reason, ...]:
    """Return what makes bearers of one name relatives: another country, place, legal form, branch or group word."""
    found: list[Reason] = []
    if one.marks != other.marks:
        apart = set(one.marks) ^ set(other.marks) or set(one.marks)
        branch = any(_kind(word) == BRANCH for word in apart)
        found.append(why(r.BRANCH if branch else r.GROUP_WORDS, "=", words=", ".join(sorted(apart))))
    if one.countries != other.countries:
        found.append(why(r.OTHER_COUNTRY, "=", one=_listed(one.countries), other=_listed(other.countries)))
    if one.tail != other.tail and ((one.tail and other.tail) or _office(one) or _office(other)):
        found.append(why(r.OTHER_PLACE, "=", one=_listed(one.tail), other=_listed(other.tail)))
    if one.forms != other.forms and (languages := _apart(one, other)):
        found.append(languages)
    return tuple(found)


def _office(name: Latin) -> bool:
    """Tell whether a town stands in brackets or behind a dash after the legal form; behind a comma it is an address."""
    return all(_kind(word) == CITY for word in name.tail) and ("(" in name.text or " - " in name.text) if name.tail else False


def _apart(one: Latin, other: Latin) -> Reason | None:
    first, second = _spoken(one), _spoken(other)
    if not first or not second or first & second or (first & _TRANSLATED and second & _TRANSLATED):
        return None
    return why(r.OTHER_FORM, "=", one=" ".join(one.forms), other=" ".join(other.forms))


def _spoken(name: Latin) -> frozenset[str]:
    return frozenset().union(*(_SPEAKS.get(form, ()) for form in name.forms)) if name.forms else frozenset()


def _different(one: Latin, other: Latin, first: list[str], second: list[str]) -> Likeness:
    """Some word stays without its like: at most possibly the same, and relatives when only trade, place or number differ."""
    if acronym(one, other):
        return Likeness(0.7, False, (why(r.INITIALS),))
    shared = list(one.core)
    for word in first:
        shared.remove(word)
    brand = [word for word in shared if weight(word) >= _RARE]
    alone = [*first, *second]
    told = sum(map(weight, shared))
    score = 2 * told / (2 * told + sum(map(weight, alone))) if alone else 0.0
    if not shared or (not brand and told < 1):
        return Likeness(min(score, 0.5) * 0.8, False, (why(r.OTHER_NAME, "-"),))
    apart = first and second and all(f"({word})" in one.text + other.text for word in alone)
    if brand and (apart or all(_kind(word) in _SIDE or word.isdecimal() for word in alone)):
        return Likeness(min(0.8, 0.4 + score / 2), True, (_side(first, second), *_conflicts(one, other)))
    if first and second:
        return Likeness(min(score, 0.59), False, (why(r.OTHER_NAME, "-"),))
    conflicts = _conflicts(one, other)
    return Likeness(min(0.8, 0.3 + score / 2), bool(conflicts), (why(r.CONTAINED, "-", words=" ".join(alone)), *conflicts))


def _side(first: list[str], second: list[str]) -> Reason:
    if first and second:
        return why(r.OTHER_BUSINESS, "=", one=" ".join(first), other=" ".join(second))
    return why(r.CONTAINED, "=", words=" ".join(first or second))


def acronym(one: Latin, other: Latin) -> bool:
    """Tell whether one name is the initials of the other."""
    for short, long in ((one, other), (other, one)):
        letters = "".join(short.core)
        if 2 <= len(letters) <= 6 and letters.isalpha() and len(long.core) > 1:
            plain = "".join(word[0] for word in long.core)
            if letters in (long.initials, plain):
                return True
    return False


def _listed(words: frozenset[str]) -> str:
    return ", ".join(sorted(words)) or "–"
