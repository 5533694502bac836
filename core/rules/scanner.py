"""The text of a rule as tokens; whatever is too long, too deep or no sign of the language stops here."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from core.i18n import N_
from core.rules.errors import refuse
from core.rules.facts import KEYWORDS

MOST_CHARACTERS = 2_000
MOST_DIGITS = 30
_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n]+)
    |(?P<number>[0-9][0-9A-Za-z_.]*)
    |(?P<text>"(?:[^"\\\x00-\x1f]|\\["'\\])*"|'(?:[^'\\\x00-\x1f]|\\["'\\])*')
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
    |(?P<sign><=|>=|==|!=|[-+*/<>()\[\]{},:=])""",
    re.VERBOSE | re.ASCII,
)
_NUMBER = re.compile(r"(0|[1-9](?:_?[0-9])*)(?:\.[0-9](?:_?[0-9])*)?", re.ASCII)
_INSTEAD = {
    "&": "and",
    "|": "or",
    "!": "not",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "，": ",",
    "（": "(",
    "）": ")",
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
}
_OPEN, _CLOSE = "([{", ")]}"


class Token(NamedTuple):
    """`kind`: number, text, name, keyword, sign or end. `text` as it was written."""

    kind: str
    text: str
    start: int
    end: int


def scan(text: str) -> list[Token]:
    """Return the tokens, the last of kind `end`; raises RuleError."""
    if len(text) > MOST_CHARACTERS:
        raise refuse(N_("A rule has at most %(most)s characters."), "too-long", MOST_CHARACTERS, len(text), most=MOST_CHARACTERS)
    tokens = list(_tokens(text))
    _balanced(tokens)
    return [*tokens, Token("end", "", len(text), len(text))]


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise _strange(text, at)
        kind, at = str(found.lastgroup), found.end()
        if kind == "space":
            continue
        token = Token("keyword" if found[0] in KEYWORDS else kind, found[0], found.start(), found.end())
        if kind == "number":
            _check_number(token)
        yield token


def _strange(text: str, at: int) -> Exception:
    sign = text[at]
    if sign in "\"'":
        return refuse(N_("This text has no closing quote, or a sign in it that must not be there."), "open-text", at, len(text))
    instead = (_INSTEAD[sign],) if sign in _INSTEAD else ()
    return refuse(N_("“%(sign)s” is not a sign of the rule language."), "strange-sign", at, at + 1, instead, sign=sign)


def _check_number(token: Token) -> None:
    if not _NUMBER.fullmatch(token.text):
        raise refuse(N_("A number is written like 12 or 1234.50."), "number", token.start, token.end)
    if sum(c.isdigit() for c in token.text) > MOST_DIGITS:
        raise refuse(N_("A number has at most %(most)s digits."), "number", token.start, token.end, most=MOST_DIGITS)


def _balanced(tokens: list[Token]) -> None:
    opened: list[Token] = []
    for token in tokens:
        if token.kind == "sign" and token.text in _OPEN:
            opened.append(token)
        elif token.kind == "sign" and token.text in _CLOSE and not (opened and _pair(opened.pop(), token)):
            raise refuse(N_("This bracket closes nothing."), "bracket", token.start, token.end)
    if opened:
        raise refuse(N_("This bracket is not closed."), "bracket", opened[-1].start, opened[-1].end)


def _pair(opening: Token, closing: Token) -> bool:
    return _OPEN.index(opening.text) == _CLOSE.index(closing.text)


def string_value(token: str) -> str:
    """Return the text a text token stands for."""
    return re.sub(r"\\(.)", r"\1", token[1:-1])


def quoted(text: str) -> str:
    """Return the token for a text."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
