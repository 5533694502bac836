"""How alike two names in Chinese characters are."""

import unicodedata

from hansa import lazy
from plugins.matching import reasons as r
from plugins.matching.chinese import COUNTRIES, place_named
from plugins.matching.party import Chinese, Reason
from plugins.matching.reasons import Likeness, why
from plugins.matching.text import pinyin

distances = lazy("rapidfuzz.distance")

_COMMON = frozenset({*COUNTRIES, "中华", "中央", "国家", "人民", "大学"})

_TELLING = frozenset("一二三四五六七八九十东西南北中上下前后左右内外大小新老旧甲乙丙丁春夏秋冬日月金银铜红黄蓝绿白黑")


def compare(one: Chinese, other: Chinese) -> Likeness:
    """Compare two names. The brand decides; another trade, place, group word or branch makes them relatives."""
    if one.text == other.text:
        return r.IDENTICAL
    alike = _core(one, other)
    if alike.related or alike.score < 0.8:
        return alike
    conflicts = _conflicts(one, other)
    if conflicts:
        return Likeness(min(alike.score, 0.75), True, alike.reasons + conflicts)
    if bool(one.places) != bool(other.places):
        return Likeness(min(alike.score, 0.85), False, (*alike.reasons, why(r.ONE_PLACE, "-", words=_place(one, other))))
    if one.marks != other.marks:  # without a legal form it may be what people call the group
        return Likeness(min(alike.score, 0.8), False, (*alike.reasons, _group_words(one, other)))
    return alike


def _core(one: Chinese, other: Chinese) -> Likeness:
    first, second = one.core, other.core
    if first == second:
        if one.brand or (one.places and other.places and _known(one.places) == _known(other.places)):
            return r.IDENTICAL
        if one.places or other.places:  # 四川大学: nothing but the place tells it from others
            return Likeness(0.4, False, (why(r.OTHER_PLACE, "-", one=_codes(one.places), other=_codes(other.places)),))
        return Likeness(0.95, False, (why(r.SAME_NAME), why(r.COMMON_NAME, "-")))
    if one.brand == other.brand:
        return _same_brand(one, other)
    longest = max(len(first), len(second))
    distance = distances.OSA.distance(first, second, score_cutoff=1) if longest >= 4 else 2
    said = why(r.SPELLING, "+", one=first, other=second)
    if one.trade == other.trade and pinyin(one.brand) == pinyin(other.brand):
        heard = why(r.SOUNDS, "+", one=one.brand, other=other.brand)
        return Likeness(0.92 if len(one.brand) >= 4 and distance <= 1 else 0.7, False, (heard,))
    if distance <= 1 and one.trade == other.trade and not _opposed(first, second) and min(len(one.brand), len(other.brand)) >= 4:
        return Likeness(0.91 if min(len(one.brand), len(other.brand)) >= 5 else 0.85, False, (said,))
    return _contained(one, other)


def _same_brand(one: Chinese, other: Chinese) -> Likeness:
    """The brand is one: the same words in another order, a slip, or another business."""
    first, second = "".join(one.trade), "".join(other.trade)
    if sorted(one.trade) == sorted(other.trade):
        return Likeness(0.95, False, (why(r.SPELLING, "+", one=first, other=second),))
    if not one.brand:  # nothing but places and trades: another institution
        return Likeness(0.3, False, (why(r.OTHER_NAME, "-"),))
    if not first or not second:
        bare = one if not first else other
        contained = why(r.CONTAINED, "-" if not bare.formed else "=", words=first or second)
        return Likeness(0.7, bare.formed, (contained, *_conflicts(one, other)))
    return Likeness(0.65, True, (why(r.OTHER_BUSINESS, "=", one=first, other=second), *_conflicts(one, other)))


def _begins(one: Chinese, other: Chinese) -> bool:
    """Tell whether the brand of one begins the other: 华为 and 华为终端."""
    return any(
        len(a.brand) >= 2 and a.brand not in _COMMON and a.trade and b.core.startswith(a.brand) for a, b in ((one, other), (other, one))
    )


def _contained(one: Chinese, other: Chinese) -> Likeness:
    short, long = sorted((one.text, other.text), key=len)
    first, second = sorted((one.core, other.core), key=len)
    if _begins(one, other) and not (first and second.startswith(first)):
        return Likeness(0.6, True, (why(r.OTHER_BUSINESS, "=", one=one.core, other=other.core), *_conflicts(one, other)))
    if len(first) >= 2 and first in second:
        rest = second.replace(first, "", 1)
        conflicts = _conflicts(one, other)
        return Likeness(0.62 if second.startswith(first) else 0.6, bool(conflicts), (why(r.CONTAINED, "-", words=rest), *conflicts))
    if 2 <= len(short) <= 4 and _skips(short, long):
        return Likeness(0.6, False, (why(r.INITIALS),))
    same = distances.OSA.normalized_similarity(one.core, other.core)
    return Likeness(min(0.5, same * 0.6), False, (why(r.OTHER_NAME, "-"),))


def _skips(short: str, long: str) -> bool:
    """Tell whether a short name picks its characters from the long one in order, as 中石化 does."""
    if short[0] != long[0]:
        return False
    rest = iter(long)
    return all(character in rest for character in short)


def _opposed(first: str, second: str) -> bool:
    """Tell whether the one character that differs tells two names apart: a number, a direction, or a syllable of Hangul that is another one."""
    gone, come = (set(a) - set(b) for a, b in ((first, second), (second, first)))
    if any(c.isdigit() for c in gone | come) or (gone & _TELLING and come & _TELLING):
        return True
    spelt = ["".join(unicodedata.normalize("NFD", c) for c in sorted(letters)) for letters in (gone, come)]
    return any("가" <= c <= "힣" for c in gone | come) and distances.OSA.distance(*spelt) > 1


def _conflicts(one: Chinese, other: Chinese) -> tuple[Reason, ...]:
    found: list[Reason] = []
    if one.branch != other.branch:
        found.append(why(r.BRANCH, "=", words=one.branch or other.branch))
    if one.inner != other.inner and not _meets(one, other):
        found.append(why(r.OTHER_PLACE, "=", one=_codes(one.inner), other=_codes(other.inner)))
    if one.places and other.places and not compatible(one.places, other.places):
        found.append(why(r.OTHER_PLACE, "=", one=_codes(one.places), other=_codes(other.places)))
    if one.marks != other.marks and one.formed and other.formed:
        found.append(_group_words(one, other))
    return tuple(found)


def _meets(one: Chinese, other: Chinese) -> bool:
    """A place in brackets and the same place in front: 重庆长安 and 长安(重庆)."""
    return any(
        bool(first.inner and not second.inner and not first.places and second.places) and compatible(tuple(first.inner), second.places)
        for first, second in ((one, other), (other, one))
    )


def compatible(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether one name says where the company sits only in more words: 广东东莞 and 东莞, but not 广东 and 东莞.

    ? marks a name of many places.
    """
    if one[-1].startswith("?") and other[-1].startswith("?"):
        return one[-1] == other[-1]
    first, second = _known(one), _known(other)
    return not (first and second) or first in other or second in one


def _known(places: tuple[str, ...]) -> str:
    return next((place for place in reversed(places) if not place.startswith("?")), "")


def _group_words(one: Chinese, other: Chinese) -> Reason:
    return why(r.GROUP_WORDS, "=", words="、".join(sorted(one.marks ^ other.marks)))


def _place(one: Chinese, other: Chinese) -> str:
    return _codes(one.places or other.places)


def _codes(codes: frozenset[str] | tuple[str, ...]) -> str:
    return "、".join(sorted(map(place_named, codes))) or "–"
