"""How alike a Chinese name and one in letters are: by what the brand sounds like and what the trade means."""

from plugins.matching import reasons as r
from plugins.matching.chinese import TRADES, place_named
from plugins.matching.party import Chinese, Latin
from plugins.matching.reasons import Likeness, why
from plugins.matching.text import pinyin
from plugins.matching.words import CITY, KINDS, TRADE

_VAGUE = frozenset(
    {"technology", "trading", "industry", "development", "investment", "enterprises", "services", "management", "import", "export"}
)


def compare(one: Chinese, other: Latin) -> Likeness:
    """Compare by sound. Many names sound alike, so only a long brand, or one whose trade and place agree, makes them the same."""
    brand = [word for word in other.core if KINDS.get(word, (None,))[0] not in (TRADE, CITY)]
    heard = pinyin(one.brand)
    if not one.brand or not brand or heard.replace(" ", "") != "".join(brand):
        return Likeness(0.0, False, (why(r.OTHER_NAME, "-"),))
    reads = why(r.READS, "+", words=heard.strip())
    meant = {meaning for trade in one.trade for meaning in TRADES[trade].split("+")}
    said = {word for word in other.core if KINDS.get(word, (None,))[0] == TRADE}
    places = {pinyin(place_named(code)).replace(" ", "") for code in one.places}
    sits = {word for word in other.core if KINDS.get(word, (None,))[0] == CITY}
    if one.branch or bool(one.marks) != bool(other.marks) or one.inner != other.countries or (places and sits and not places & sits):
        return Likeness(0.6, True, (reads,))
    agrees = meant == said and places == sits
    long = one.brand.isascii() or heard.count(" ") >= 3
    sure = agrees and (long or bool(said - _VAGUE) or (bool(said) and bool(sits)))
    return Likeness(0.91 if sure else 0.7 if not (meant and said) or meant & said else 0.6, False, (reads,))
