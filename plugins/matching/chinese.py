"""A name in Chinese characters, taken apart: place, brand (字号), trade, group words, form, branch."""

import re
from collections.abc import Container
from functools import cache

from plugins.matching.party import Chinese
from plugins.matching.text import DATA

_SPACE = re.compile(r"[^\w()]+|_")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_FORMERLY = re.compile(r"^(?:原|曾用名|前身|formerly)")
_NUMERAL = {c: str(n) for n, c in enumerate("零一二三四五六七八九")}
_ORDINAL = re.compile(r"第([零一二三四五六七八九十]{1,3})")
_BARE_NUMBER = re.compile(r"([一二三四五六七八九十])(?=中$|小$|院$|中学$|小学$)")


_MISSPELT = re.compile("(?:有限公[^司]?|有限[^公]?司|有[^限色分]公司|(?<![国所])有公司|(?<![有无])限公司)$")
"""有限公司 with a character wrong or left out."""


def _listed(kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in (DATA / "chinese.txt").read_text(encoding="utf-8").splitlines():
        head, _, rest = line.partition(" ")
        if head == kind:
            found.update((word, meaning or word) for word, _, meaning in (entry.partition("=") for entry in rest.split()))
    return found


PLACES: dict[str, str] = {}
for _line in (DATA / "places_cn.txt").read_text(encoding="utf-8").splitlines():
    _code, *_names = _line.split()
    PLACES.update(dict.fromkeys(_names, _code))
TRADES = _listed("trade")
TRADES |= {f"{word}厂": meaning for word, meaning in TRADES.items() if len(word) > 1 and word[-1] != "厂"}
"""What trade words mean, also of the works where it is done: 塑料制品厂."""

COUNTRIES = {name: code for code, name in (entry.split(":") for entry in _listed("country"))}
_IN_BRACKETS = frozenset("株주有合유사재医社学")
_FORMS = frozenset(_listed("form")) - _IN_BRACKETS
_COMPANY = ("公司", "会社", "회사", "企业", "合伙")
_FIRST_FORMS = re.compile(
    "株式会社|有限会社|合同会社|合资会社|合名会社|(?:一般|公益|特定非营利活动|医疗|社会福祉|学校|宗教)(?:社团|财团)?法人|주식회사|유한회사|농업회사법인|(?:사단|재단)법인"
)
_OWNED = re.compile(r"独资|合资|合伙|外商|台资|港资|国有|民营|自然人|工商户|微型企业|小微企业|上市|总部|总公司|一人有限公司")
"""What brackets say of a company beside its name: whose it is, how big, that it is the head office."""
_BRANCHES = frozenset(_listed("branch"))
_GROUPS = frozenset(_listed("group"))
_ALL_PLACES = frozenset({*PLACES, *COUNTRIES})
_LONGEST = 12
_SHORT = {code: name for name, code in sorted((*PLACES.items(), *COUNTRIES.items()), key=lambda item: -len(item[0]))}


def first(text: str, words: Container[str], at_least: int = 2) -> str:
    """Return the longest of the words a text begins with, "" for none."""
    for length in range(min(_LONGEST, len(text)), at_least - 1, -1):
        if text[:length] in words:
            return text[:length]
    return ""


def last(text: str, words: Container[str], at_least: int = 2) -> str:
    """Return the longest of the words a text ends with, "" for none."""
    for length in range(min(_LONGEST, len(text)), at_least - 1, -1):
        if text[-length:] in words:
            return text[-length:]
    return ""


def parse(folded: str) -> Chinese:
    """Take a folded name apart."""
    whole = text = _ordinals(_SPACE.sub("", folded) or folded)
    inner: set[str] = set()
    marks: set[str] = set()
    if "(" in text:
        text = _BRACKETS.sub(lambda m: "" if text.count(m[1]) > 1 else _bracketed(m[1], inner, marks), text).replace("(", "").replace(")", "")
    if not text.endswith("有限公司"):
        text = _MISSPELT.sub("有限公司", text)
    begins = _FIRST_FORMS.match(text)
    text, branch = _branch(text[begins.end() :] if begins and begins.end() < len(text) else text, inner)
    form = last(text, _FORMS)
    formed = begins is not None or form.endswith(_COMPANY) or "form" in marks
    text = _groups(text[: -len(form)] if form and len(form) < len(text) else text, marks)
    place = last(text, _ALL_PLACES)
    if place and len(text) - len(place) >= 2:
        inner.add(place_of(place))
        text = text[: -len(place)]
    places, text = _first_places(text)
    brand, trade = _trades(text)
    return Chinese(whole, brand, trade, places, frozenset(inner), frozenset(marks - {"form"}), branch, formed)


def place_of(name: str) -> str:
    """Return the code of a place or country as it is compared."""
    return COUNTRIES.get(name) or _resolved(PLACES.get(name, name), [])


def place_named(code: str) -> str:
    """Return the short name of a place by its code."""
    return _SHORT.get(code.removeprefix("?"), code)


def _ordinals(text: str) -> str:
    if "第" in text:
        text = _ORDINAL.sub(lambda m: f"第{_figure(m.group(1))}", text)
    return _BARE_NUMBER.sub(lambda m: f"第{_figure(m.group(1))}", text)


@cache
def _figure(numeral: str) -> str:
    """Return 十二 as 12."""
    if "十" not in numeral:
        return "".join(_NUMERAL[c] for c in numeral)
    tens, _, ones = numeral.partition("十")
    return (_NUMERAL[tens] if tens else "1") + (_NUMERAL[ones] if ones else "0")


def _bracketed(content: str, inner: set[str], marks: set[str]) -> str:
    """Return what of a bracket belongs to the name itself."""
    if not content or _FORMERLY.match(content):
        return ""
    if content in ("集团", "控股", "集团控股"):
        marks.add(content[:2])
        return ""
    if content in _FORMS or content in _IN_BRACKETS or _OWNED.search(content):
        marks.add("form")
        return ""
    name = content if content in _ALL_PLACES else content[:-1]
    if name in _ALL_PLACES:
        inner.add(place_of(name))
        return ""
    return content


def _branch(text: str, inner: set[str]) -> tuple[str, str]:
    """Split off what stands behind the company: the branch, shop or office; a place there alone is only where it sits."""
    at = text.find("公司")
    if 2 <= at < len(text) - 2 and text[at - 1] not in "分子支":
        head, rest = text[: at + 2], text[at + 2 :]
        if rest in _ALL_PLACES:
            inner.add(place_of(rest))
            return head, ""
        return head, rest
    found = last(text, _BRANCHES)
    if not found or len(text) - len(found) < 2:
        return text, ""
    head = text[: -len(found)]
    place = last(head, PLACES)
    if place and len(head) - len(place) >= 2:
        return head[: -len(place)], place + found
    return head, found


def _groups(text: str, marks: set[str]) -> str:
    """Take the words for a group off the end."""
    while (found := last(text, _GROUPS)) and len(text) >= len(found) + 2:
        marks.add(found)
        text = text[: -len(found)]
    return text


def _first_places(text: str) -> tuple[tuple[str, ...], str]:
    places: list[str] = []
    while (name := first(text, PLACES) or _district(text, places)) and len(text) - len(name) >= 2:
        places.append(_resolved(PLACES.get(name) or PLACES[f"{name}区"], places))
        text = text[len(name) :]
        if text[0] in "省市" and len(text) > 2:
            text = text[1:]
    return tuple(places), text


def _district(text: str, around: list[str]) -> str:
    """Return the short name of a district of the town a text stands behind: 广州番禺; elsewhere the same two characters are a brand."""
    return text[:2] if around and len(text) > 4 and PLACES.get(f"{text[:2]}区", "").startswith(around[-1]) else ""


def _resolved(codes: str, around: list[str]) -> str:
    """Return the code of a name that several places bear by what it stands behind; with ? where that does not tell."""
    if "/" not in codes:
        return codes
    return next((code for code in codes.split("/") if around and code.startswith(around[-1])), f"?{codes}")


def _trades(text: str) -> tuple[str, tuple[str, ...]]:
    """Split the trade words off the end; a name of nothing else has no brand of its own."""
    trade: list[str] = []
    while found := last(text, TRADES):
        trade.insert(0, found)
        text = text[: -len(found)]
    return text, tuple(trade)
