"""Whether two parties are one company, from everything that is known of them."""

from plugins.matching import chinese_names, latin_names, mixed_names
from plugins.matching import reasons as r
from plugins.matching.domains import label
from plugins.matching.party import Latin, Match, Name, Normal, Reason, Thresholds, Verdict
from plugins.matching.reasons import Likeness, why
from plugins.matching.words import weight

DEFAULT = Thresholds()


def compare(one: Normal, other: Normal, thresholds: Thresholds = DEFAULT) -> Match:
    """Compare two normalised parties; the order does not matter.

    Registration numbers decide first, then group relation, then names with domain, telephone, place and country.
    """
    numbers = _numbers(one, other)
    alike, alias = _best(one, other)
    if numbers is not None and numbers.effect == "+":
        return Match("same", 1.0, (numbers, *_helpful(alike)))
    if numbers is not None:
        return Match("related" if alike.score >= thresholds.possible else "different", min(alike.score, 0.5), (numbers, *alike.reasons))
    reasons = (*(() if alias is None else (alias,)), *alike.reasons)
    if one.groups & other.groups and (alike.related or alike.score < thresholds.same):
        return Match("related", max(alike.score, 0.7), (why(r.GROUP, "="), *reasons))
    score, related, more = _fields(one, other, alike)
    reasons += more
    if related:
        return Match("related", min(score, 0.89), reasons)
    verdict: Verdict = "same" if score >= thresholds.same else "possible" if score >= thresholds.possible else "different"
    return Match(verdict, score, reasons)


def likeness(one: Name, other: Name) -> Likeness:
    """Compare two names taken apart. Names without a letter are never alike."""
    if not (one.core and other.core):
        return r.IDENTICAL if one.text == other.text and one.text.strip() else r.STRANGERS
    if isinstance(one, Latin):
        return latin_names.compare(one, other) if isinstance(other, Latin) else mixed_names.compare(other, one)
    return mixed_names.compare(one, other) if isinstance(other, Latin) else chinese_names.compare(one, other)


def _best(one: Normal, other: Normal) -> tuple[Likeness, Reason | None]:
    """Return the likeness of the names that are most alike, and the reason when one of them came from the alias list."""
    best = likeness(one.names[0], other.names[0])
    if len(one.names) == len(other.names) == 1:
        return best, None
    alias = None
    for first in one.names:
        for second in other.names:
            found = likeness(first, second)
            if (not found.related and found.score > best.score) or (best.related and not found.related and found.score >= 0.9):
                best = found
                alias = why(r.ALIAS, "+", words=(second if first is one.names[0] else first).text)
    return best, alias


def _numbers(one: Normal, other: Normal) -> Reason | None:
    first, second = one.number, other.number
    if first is None or second is None:
        return None
    if first.value == second.value:
        return why(r.SAME_NUMBER)
    if first.kind != second.kind:
        return None
    slipped = len(first.value) > 6 and not (first.valid and second.valid) and _one_off(first.value, second.value)
    return None if slipped else why(r.OTHER_NUMBER, "-")


def _one_off(one: str, other: str) -> bool:
    """Tell whether two numbers differ in one character or in two that changed places."""
    if len(one) != len(other):
        return False
    off = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return len(off) == 1 or (len(off) == 2 and one[off[0]] == other[off[1]] and one[off[1]] == other[off[0]])


def _helpful(alike: Likeness) -> tuple[Reason, ...]:
    return tuple(reason for reason in alike.reasons if reason.effect == "+")


def _fields(one: Normal, other: Normal, alike: Likeness) -> tuple[float, bool, tuple[Reason, ...]]:
    """Return score and relation with domain, telephone, country and place taken into account."""
    score, related = alike.score, alike.related
    found: list[Reason] = []
    if one.country and other.country and one.country != other.country and score >= 0.6:
        found.append(why(r.OTHER_COUNTRY, "=", one=one.country, other=other.country))
        related = True
    if one.place and other.place and one.place != other.place and not _within(one.place, other.place) and score >= 0.6:
        found.append(why(r.OTHER_PLACE, "=", one=one.place, other=other.place))
        related = True
    if one.domain and one.domain == other.domain:
        found.append(why(r.SAME_DOMAIN))
        return _with_domain(one, other, alike), related, tuple(found)
    if one.phone and one.phone == other.phone:
        found.append(why(r.SAME_PHONE))
        score = max(score, 0.93 if score >= 0.8 else min(score + 0.25, 0.85))
    elif one.domain and other.domain and score >= 0.9 and label(one.domain) != label(other.domain):
        found.append(why(r.OTHER_DOMAIN, "-"))
        if _everyday(one.names[0]) and _everyday(other.names[0]):
            found.append(why(r.COMMON_NAME, "-"))
            score = 0.8
    return score, related, tuple(found)


def _with_domain(one: Normal, other: Normal, alike: Likeness) -> float:
    """One domain makes names the same that may be; wholly different names under one domain are a matter for a person."""
    return max(alike.score, 0.97 if alike.score >= 0.6 or type(one.names[0]) is not type(other.names[0]) else 0.75)


def _within(one: str, other: str) -> bool:
    return one.isdecimal() and other.isdecimal() and (one.startswith(other) or other.startswith(one))


def _everyday(name: Name) -> bool:
    return type(name) is Latin and all(weight(word) < 0.8 for word in name.core)
