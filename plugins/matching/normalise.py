"""What a party is compared by: its names taken apart, its domain, numbers and place."""

import re

from plugins.matching import chinese, latin
from plugins.matching.domains import owned
from plugins.matching.numbers import read
from plugins.matching.party import Name, Normal, Party
from plugins.matching.phones import line
from plugins.matching.text import fold, is_chinese

_BOTH = re.compile(r"^([^a-z]*[\u2e80-\u9fff][^a-z]*?)[\s/|(]+([a-z][a-z0-9 .,&()'/-]{5,}?)\)?$")
_CHINESE_FORMER = re.compile(r"\((?:原名?|曾用名|前身|旧称|formerly)(?:为|是)?[:\s]*([^()]+(?:\([^()]*\)[^()]*)?)\)")
_ADDRESS = re.compile(r"^(?:https?://)?(?:www\.)?([\w-]{4,})(?:\.[a-z]{2,3})?\.[a-z]{2,6}/?$")
_FORMER = re.compile(
    r"\(?\b(?:(?:formerly|previously|also)(?: known as)?|f/k/a|fka|a/k/a|aka|ehemals|ehem|vormals|vorm|fruher|anciennement|ex|antes"
    r"|anteriormente|antigua|antigamente|gia|voorheen|dawniej|trading as|doing business as|t/a|d/b/a|d\.b\.a|dba)\b[.:\s]+([^()]+)\)?"
)
_MAY_BE_FORMER = ("former", "previously", "/", "(", " as ", " dba ", " d.b.a", " fka ", " aka ")


def normalise(party: Party) -> Normal:
    """Return a party without what people vary in writing it. Normalising again what it returns changes nothing."""
    names = [*_names(party.name)]
    for other in party.also:
        names += [name for name in _names(other) if name.core]
    return Normal(
        tuple(names),
        party.country.upper() if party.country else None,
        owned(party.domain) if party.domain else None,
        read(party.registration, party.country) if party.registration else None,
        line(party.phone) if party.phone else None,
        _place(party.place) if party.place else None,
        party.groups,
    )


def parsed(name: str) -> Name:
    """Return one name taken apart."""
    folded = fold(name)
    return chinese.parse(folded) if is_chinese(folded) else latin.parse(folded)


def _names(name: str) -> list[Name]:
    """A name may bring its translation or its former self along."""
    folded = fold(name)
    if is_chinese(folded):
        both = _BOTH.match(folded)
        if both and " " in both.group(2):
            return [chinese.parse(both.group(1)), latin.parse(both.group(2))]
        was = _CHINESE_FORMER.search(folded) if "(" in folded else None
        return [chinese.parse(text) for text in (folded, was and was.group(1)) if text]
    if "." in folded and (address := _ADDRESS.match(folded)):
        return [latin.parse(address.group(1))]
    former = _FORMER.search(folded) if any(sign in folded for sign in _MAY_BE_FORMER) else None
    if former and former.start() > 2:
        return [latin.parse(folded[: former.start()]), latin.parse(former.group(1))]
    return [latin.parse(folded)]


def _place(typed: str) -> str:
    folded = fold(typed).strip()
    if is_chinese(folded):
        name = chinese.first(folded, chinese.PLACES)
        return chinese.PLACES.get(name, folded)
    core = latin.parse(folded).core
    return "".join(core)
