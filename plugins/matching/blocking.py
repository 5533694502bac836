"""What a party is found by: a few short keys, so that a party written otherwise still shares one with itself."""

from collections.abc import Iterator, Mapping

from plugins.matching.party import Latin, Name, Normal
from plugins.matching.text import pinyin
from plugins.matching.words import CITY, KINDS, TRADE, weight

LENGTH = 48
"""Keys are cut to so many characters."""
NAME, HEAD, TAIL, WORD, OTHER, BRAND, INITIALS, DOMAIN, NUMBER, PHONE = (
    "name_key",
    "head_key",
    "tail_key",
    "word_key",
    "other_key",
    "brand_key",
    "initials_key",
    "domain_key",
    "number_key",
    "phone_key",
)
COLUMNS = (NAME, HEAD, TAIL, WORD, OTHER, BRAND, INITIALS, DOMAIN, NUMBER, PHONE)


def stored(party: Normal) -> Mapping[str, str | None]:
    """Return the value of every key column of a party that is kept; of several names the first one counts."""
    return {
        **dict.fromkeys(COLUMNS),
        **{column: value[:LENGTH] for column, value in _of_name(party.names[0]) if value},
        **{column: value[:LENGTH] for column, value in _of_fields(party) if value},
    }


def asked(party: Normal) -> list[tuple[str, str]]:
    """Return (column, value) pairs to look for, the surest first; all names count."""
    found: dict[tuple[str, str], None] = {(column, value): None for column, value in _of_fields(party) if value}
    for name in party.names:
        keys = dict(_of_name(name))
        found |= {(column, value): None for column, value in keys.items() if value}
        for one, other in ((WORD, OTHER), (OTHER, WORD), (INITIALS, BRAND), (BRAND, INITIALS)):
            if keys.get(one) and (one != BRAND or len(keys[one]) <= 6):
                found[other, keys[one]] = None
    order = [DOMAIN, NUMBER, PHONE, NAME, *COLUMNS]
    return sorted(((column, value[:LENGTH]) for column, value in found), key=lambda pair: order.index(pair[0]))


def name_key(name: Name) -> str:
    """Return a name as one word: what is left when spelling, order and legal form no longer count."""
    if isinstance(name, Latin):
        return "".join(sorted((*name.core, *name.marks, *name.countries)))[:LENGTH]
    return "".join((*name.places, name.core, *sorted(name.marks), *sorted(name.inner), name.branch))[:LENGTH]


def _of_fields(party: Normal) -> Iterator[tuple[str, str]]:
    yield DOMAIN, party.domain or ""
    yield NUMBER, party.number.value if party.number else ""
    yield PHONE, party.phone or ""


def _of_name(name: Name) -> Iterator[tuple[str, str]]:
    if isinstance(name, Latin):
        yield from _latin(name)
        return
    core, trade = name.core, "".join(name.trade)
    yield NAME, core if name.brand else name_key(name)
    yield HEAD, core[:3] if len(core) >= 5 else ""
    yield TAIL, name.brand[-2:] + trade if len(core) >= 5 else ""
    yield WORD, name.brand
    yield OTHER, name.brand[:2] if len(name.brand) > 2 else ""
    yield BRAND, pinyin(name.brand).replace(" ", "")


def _latin(name: Latin) -> Iterator[tuple[str, str]]:
    words = list(zip(name.core, name.spelt, strict=True))
    told = [(word, spelt) for word, spelt in words if KINDS.get(word, (None,))[0] not in (TRADE, CITY)]
    if len(words) > 1 and told[:1] == words[1:2] and len(words[0][1]) <= 5:  # North Star may be written NorthStar
        told.insert(0, words[0])
    brand = "".join(spelt for _, spelt in told) or "".join(name.spelt)
    trades = "|" + "".join(sorted(word[0] for word in name.core if KINDS.get(word, (None,))[0] == TRADE)) if told else ""
    half = 4 if len(brand) <= 10 else 6
    rare = sorted({word for word in name.core if weight(word) >= 0.5}, key=lambda word: (-weight(word), -len(word), word))
    yield NAME, "".join(sorted("".join(name.core)))  # by letters: neither order nor blanks count
    yield HEAD, brand[:half] + trades if len(brand) >= 5 else ""
    yield TAIL, brand[-half:] + trades if len(brand) >= 5 else ""
    yield WORD, rare[0] if rare else ""
    yield OTHER, rare[1] if len(rare) > 1 else ""
    yield BRAND, brand
    yield INITIALS, name.initials if 2 <= len(name.initials) <= 6 else ""
