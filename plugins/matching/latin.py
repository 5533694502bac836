"""A name in letters, taken apart: words, legal form, places, what tells members of a group apart."""

import re
from collections.abc import Iterable, Sequence

from plugins.matching.party import Latin
from plugins.matching.words import BRANCH, CITY, COUNTRY, END, FORM, KINDS, PAIRS, PHRASES, STARTS, STOP, STRUCTURE, TRADE, WORD

_TOKENS = re.compile(r"[^\W_]+|[,(;]|\s-+\s")
_WRITTEN = (
    ("co-op", re.compile(r"\bco-op"), "coop"),
    ("lli ", re.compile(r"\bf\.? ?lli\b\.?"), "fratelli"),
    (" u", re.compile(r" u\.? (?=co\b|sohn|partner)| u\. (?=\w)"), " und "),
    ("m/s", re.compile(r"^m/s\b\.?"), ""),
    ("e.", re.compile(r"\be\. ?u\.(?=\W|$)"), "ek"),
    ("c.", re.compile(r"\bc\. ?a\.(?=\W|$)(?! ?\w)"), "sa"),
    ("v", re.compile(r"\bv\. ?d\.(?= ?\w)"), "van der "),
    ("ing.", re.compile(r"\bing\.[- ]?buro\b"), "ingenieurburo"),
    ("liq", re.compile(r"[ ,(]+(?:in|en)? ?(?:liquidation|liquidazione|liquidacion|liquidacao|liq\.)\)?$"), ""),
    ("in ", re.compile(r"[ ,(]+in (?:administration|receivership)\)?$"), ""),
    ("i.", re.compile(r" i\. ?(?:l|gr|i)\.$"), ""),
    (".com", re.compile(r"(?<=\w{2})\.com\b"), ""),
    ("r", re.compile(r"\br ?& ?d\b"), "research & development"),
    (" no", re.compile(r"\bno\b\.? ?(?=\d)"), ""),
    (" n ", re.compile(r"(?<=\w{3}) n (?=\w{3})"), " and "),
    ("bank", re.compile(r"(?<=\w),? n\. ?a\.?$"), ""),
    (")", re.compile(r"[ -]+\((?:inactive|closed|archived|duplicate|dup|prospect|customer|client|vendor|vip|dnu|do not use)\)"), ""),
    ("[", re.compile(r" *\[[^]]*\]"), ""),
    (". ", re.compile(r"(?<=[a-z.]{3}) [fz]\. (?=\w{3})"), " "),
    (" di ", re.compile(r"(?<=\w{3}) di (?:[\w']+\.? ){1,4}(?:& ?|e )c\.?(?= ?s\.? ?[an]\.? ?[sc])"), ""),
)
"""What is written in front of, behind or for a name, by what tells that it may be there: F.lli, M/s, in liquidation, di Rossi Mario & C. s.a.s."""

_AND = frozenset({"and", "und", "et", "og", "och", "with"})
_GROUPED = frozenset({STRUCTURE, BRANCH})
_NOT_PLACES = frozenset({STOP, BRANCH})
_AT_THE_END = frozenset({FORM, END})
_OTHER_WORD = (WORD, "")
_OWNER = re.compile(r"(?<=\S)[ ,(]+(?:inh|inhaber|inhaberin|owner|proprietor)\b[.:]?(?: +(?!e\.?k)[\w-]+\.?){1,3}\)?")
"""Whose business it is; the name says it already."""

_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)\b")
TAIL = 4
"""At most so many words behind the legal form are an address."""


def parse(folded: str) -> Latin:
    """Take a folded name apart."""
    whole = folded
    for hint, written, put in _WRITTEN:
        if hint in folded:
            folded = written.sub(put, folded)
    if "inh" in folded or "owner" in folded or "proprietor" in folded:
        folded = _OWNER.sub(" ", folded)
    words, breaks = _split(folded)
    if not PHRASES.keys().isdisjoint(words):
        words, breaks = _abbreviated(words, breaks)
    if "ste" in words[1:]:  # Sté stands in front, Sainte within
        words[1:] = ["saint" if word == "ste" else word for word in words[1:]]
    head, tail, forms = _without_forms(words, breaks)
    core: list[str] = []
    spelt: list[str] = []
    marks: list[str] = []
    countries: list[str] = []
    for kind, word, typed in _meant(head):
        if kind == STOP:
            continue
        if kind in _GROUPED:
            marks.append(word)
        elif kind == COUNTRY:
            countries.append(word)
        else:
            core.append(word)
            spelt.append(typed)
    if not core:  # a name of nothing but such words is known by them
        core, marks, countries = [*marks, *countries] or head or words, [], []
        spelt = core
    plain = "".join(word for word in head if KINDS.get(word, _OTHER_WORD)[0] != STOP)
    ends = {word for kind, word, _ in _meant(tail) if kind not in _NOT_PLACES}
    marks += [word for kind, word, _ in _meant(tail) if kind == BRANCH]
    abroad = {word for word in ends if word.isupper()}
    initials = "".join(word[0] for word in head if word not in _AND)
    return Latin(
        whole,
        tuple(core),
        tuple(spelt),
        plain,
        tuple(sorted(marks)),
        frozenset((*countries, *abroad)),
        tuple(forms),
        frozenset(ends - abroad),
        initials,
        "".join(head),
    )


def _split(folded: str) -> tuple[list[str], list[int]]:
    """Return the words and before which of them something breaks the line; single letters in a row are one word."""
    words: list[str] = []
    breaks: list[int] = []
    letters = False
    for token in _TOKENS.findall(folded):
        if not token[0].isalnum():
            breaks.append(len(words))
            letters = False
            continue
        if token in _AND:
            continue
        single = len(token) == 1 and token.isalpha()
        if single and letters:
            words[-1] += token
        else:
            words.append(token)
        letters = single
    return words, breaks


def _abbreviated(words: list[str], breaks: list[int]) -> tuple[list[str], list[int]]:
    """Return the words with forms of several words as their abbreviation: Sendirian Berhad as bhd."""
    at = 0
    while at < len(words):
        for parts, meaning in PHRASES.get(words[at], ()):
            if words[at : at + len(parts)] == parts and len(words) > len(parts):
                form = KINDS.get(meaning, _OTHER_WORD)[0] in _AT_THE_END
                put = [] if form and not at else [meaning]  # in front a form says no more than that a name follows: Công ty TNHH
                words[at : at + len(parts)] = put
                breaks = [b if b <= at else max(at + len(put), b - len(parts) + len(put)) for b in breaks]
                break
        at += 1
    return words, breaks


def _without_forms(words: list[str], breaks: list[int]) -> tuple[list[str], list[str], list[str]]:
    """Return the words before the legal form, those behind it, and the forms."""
    begun = 1 if len(words) > 1 and words[0] in STARTS else 2 if _named_by_form(words) else 0
    words, breaks = words[begun:], [b - begun for b in breaks]
    kinds = [KINDS.get(word, _OTHER_WORD)[0] for word in words]
    if FORM not in kinds and END not in kinds:  # most names people type
        return words, [], []
    last = _last_form(kinds, breaks)
    begin = last + 1 if last > 0 else len(words)
    while last > 0 and begin > 1 and (kinds[begin - 1] in _AT_THE_END or words[begin - 1] in ("de", "s", "o")):
        begin -= 1
    found = [word for word, kind in zip(words[begin : last + 1], kinds[begin : last + 1], strict=True) if kind in _AT_THE_END]
    head = words[:begin]
    if FORM in kinds[1:begin]:
        found += [word for word, kind in zip(head[1:], kinds[1:], strict=False) if kind == FORM]
        head = [word for at, word in enumerate(head) if not at or kinds[at] != FORM]
    return head, words[last + 1 :] if last > 0 else [], [KINDS[word][1] for word in found]


def _named_by_form(words: Sequence[str]) -> bool:
    """Tell whether the form stands in front in full: Société anonyme, Sociedad limitada."""
    first, second = (KINDS.get(word, _OTHER_WORD) for word in (words[:2] if len(words) > 2 else ("", "")))
    return first == (FORM, "soc") and second[0] == FORM


def _last_form(kinds: Sequence[int], breaks: Iterable[int]) -> int:
    """Return where the legal form ends; what may stand behind it are places, or a few words set apart. -1: there is none."""
    apart = True
    for at in range(len(kinds) - 1, 0, -1):
        if kinds[at] in _AT_THE_END:
            return at if apart or at + 1 in breaks or kinds[at + 1] == BRANCH else -1
        if len(kinds) - at > TAIL:
            return -1
        apart = apart and kinds[at] in (CITY, COUNTRY)
    return -1


def _meant(words: Sequence[str]) -> Iterable[tuple[int, str, str]]:
    """Yield kind, meaning and spelling of each word; places may have two words."""
    at, end = 0, len(words)
    while at < end:
        word = words[at]
        at += 1
        following = PAIRS.get(word)
        if following is not None and (rest := next((r for r in _next(words, at) if r in following), "")):
            at += rest.count(" ") + 1
            yield (*following[rest], f"{word}{rest}")
            continue
        known = KINDS.get(word) or _plural(word)
        if known is not None:
            yield (*known, word)
        else:
            bare = _ORDINAL.sub(r"\1", word) if word[0].isdigit() else word
            yield WORD, bare, bare


def _plural(word: str) -> tuple[int, str] | None:
    """Return what a trade word in the plural stands for."""
    if word[-1] != "s" or len(word) < 6:
        return None
    for ending in (1, 2):
        known = KINDS.get(word[:-ending])
        if known is not None and known[0] == TRADE:
            return known
    return None


def _next(words: Sequence[str], at: int) -> tuple[str, ...]:
    return " ".join(words[at : at + 2]), " ".join(words[at : at + 1])
