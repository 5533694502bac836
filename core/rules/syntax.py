"""The grammar: Python's expressions as far as rules need them, read by precedence, with what was expected at each fault.

Our own reader rather than Python's `ast`: it stops at the character, says what it expected, keeps numbers as they were
written and has no depth it does not count. Whatever it accepts, Python reads as the same tree.
"""

from collections.abc import Callable
from dataclasses import dataclass

from core.i18n import N_
from core.rules.errors import RuleError, refuse
from core.rules.scanner import Token, scan

MOST_NODES = 200
MOST_DEPTH = 20
MOST_TERMS = 50


@dataclass(frozen=True, slots=True)
class Syntax:
    """A piece of a rule before types.

    kind: number, text, constant, name, list, table, negative, not, and, or, compare, arithmetic, if, call, each.
    `word`: the number, text or name as written, the operator, the function, the name of a row. `words`: the comparisons of
    a chain, or the names of the last arguments of a call.
    """

    kind: str
    start: int
    end: int
    word: str = ""
    parts: tuple["Syntax", ...] = ()
    words: tuple[str, ...] = ()


def read(text: str) -> Syntax:
    """Return the tree of a rule; raises RuleError with the place and what was expected."""
    reader = _Reader(scan(text))
    if reader.token.kind == "end":
        raise refuse(N_("Write a rule."), "empty")
    found = reader.whole()
    if reader.token.kind != "end":
        raise reader.expected(N_("Here “and”, “or”, a comparison or the end was expected."))
    return found


class _Reader:
    def __init__(self, tokens: list[Token]):
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.nodes = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def next(self) -> Token:
        token = self.token
        self.at += 1
        return token

    def sees(self, *texts: str) -> bool:
        return self.token.kind in ("sign", "keyword") and self.token.text in texts

    def takes(self, text: str) -> bool:
        found = self.sees(text)
        self.at += found
        return found

    def needs(self, text: str) -> Token:
        if not self.sees(text):
            raise self.expected(N_("Here “%(sign)s” was expected."), sign=text)
        return self.next()

    def expected(self, key: str, **params: str) -> RuleError:
        token = self.token
        if token.kind == "sign" and token.text == "=":
            return refuse(N_("Write == to compare."), "expected", token.start, token.end, ("==",))
        return refuse(key, "expected", token.start, token.end, (), **params)

    def made(self, kind: str, start: int, word: str = "", parts: tuple[Syntax, ...] = (), words: tuple[str, ...] = ()) -> Syntax:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise refuse(N_("A rule has at most %(most)s parts."), "too-many-parts", start, self.token.end, most=MOST_NODES)
        return Syntax(kind, start, self.tokens[self.at - 1].end, word, parts, words)

    def whole(self) -> Syntax:
        """`a if c else b`, the loosest of all."""
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise refuse(N_("A rule is at most %(most)s levels deep."), "too-deep", self.token.start, self.token.end, most=MOST_DEPTH)
        start, found = self.token.start, self.either()
        if self.takes("if"):
            condition = self.either()
            self.needs("else")
            found = self.made("if", start, parts=(found, condition, self.whole()))
        self.depth -= 1
        return found

    def either(self) -> Syntax:
        return self.joined("or", self.both)

    def both(self) -> Syntax:
        return self.joined("and", self.negated)

    def joined(self, word: str, below: Callable[[], Syntax]) -> Syntax:
        start, terms = self.token.start, [below()]
        while self.takes(word):
            terms.append(below())
        return terms[0] if len(terms) == 1 else self.made(word, start, parts=tuple(terms))

    def negated(self) -> Syntax:
        start = self.token.start
        if not self.takes("not"):
            return self.compared()
        return self.deeper("not", start, self.negated)

    def deeper(self, kind: str, start: int, below: Callable[[], Syntax]) -> Syntax:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise refuse(N_("A rule is at most %(most)s levels deep."), "too-deep", start, self.token.end, most=MOST_DEPTH)
        found = self.made(kind, start, parts=(below(),))
        self.depth -= 1
        return found

    def compared(self) -> Syntax:
        start, parts, words = self.token.start, [self.sum()], []
        while word := self.comparison():
            words.append(word)
            parts.append(self.sum())
        return parts[0] if not words else self.made("compare", start, parts=tuple(parts), words=tuple(words))

    def comparison(self) -> str:
        """Take the next comparison, if there is one."""
        if self.takes("not"):
            self.needs("in")
            return "not in"
        if self.takes("is"):
            return "is not" if self.takes("not") else "is"
        return self.next().text if self.sees("<", "<=", ">", ">=", "==", "!=", "in") else ""

    def sum(self) -> Syntax:
        return self.chained(("+", "-"), self.product)

    def product(self) -> Syntax:
        return self.chained(("*", "/"), self.signed)

    def chained(self, words: tuple[str, ...], below: Callable[[], Syntax]) -> Syntax:
        start, found = self.token.start, below()
        for _ in range(MOST_TERMS):
            if not self.sees(*words):
                return found
            word = self.next().text
            found = self.made("arithmetic", start, word, (found, below()))
        raise refuse(N_("A sum has at most %(most)s terms."), "too-deep", start, self.token.end, most=MOST_TERMS)

    def signed(self) -> Syntax:
        start = self.token.start
        return self.deeper("negative", start, self.signed) if self.takes("-") else self.single()

    def single(self) -> Syntax:
        token = self.token
        if token.kind in ("number", "text"):
            return self.made(token.kind, self.next().start, token.text)
        if token.kind == "keyword" and token.text in ("True", "False", "None"):
            return self.made("constant", self.next().start, token.text)
        if token.kind == "name":
            self.next()
            return self.call(token) if self.takes("(") else self.made("name", token.start, token.text)
        if self.takes("("):
            return self.bracket(token.start)
        if self.takes("["):
            return self.made("list", token.start, parts=self.items("]"))
        if self.takes("{"):
            return self.made("table", token.start, parts=self.pairs())
        raise self.expected(N_("Here a value, a name or “(” was expected."))

    def bracket(self, start: int) -> Syntax:
        """A bracketed expression, or a list when there is a comma."""
        if self.takes(")"):
            return self.made("list", start)
        first = self.whole()
        if self.takes(")"):
            return first
        self.needs(",")
        return self.made("list", start, parts=(first, *self.items(")")))

    def items(self, close: str) -> tuple[Syntax, ...]:
        found: list[Syntax] = []
        while not self.takes(close):
            found.append(self.whole())
            if not self.sees(close):
                self.needs(",")
        return tuple(found)

    def pairs(self) -> tuple[Syntax, ...]:
        found: list[Syntax] = []
        while not self.takes("}"):
            found.append(self.whole())
            self.needs(":")
            found.append(self.whole())
            if not self.sees("}"):
                self.needs(",")
        return tuple(found)

    def call(self, name: Token) -> Syntax:
        parts: list[Syntax] = []
        words: list[str] = []
        while not self.takes(")"):
            if self.token.kind == "name" and self.tokens[self.at + 1].text == "=" and self.tokens[self.at + 1].kind == "sign":
                words.append(self.next().text)
                self.next()
            elif words:
                raise self.expected(N_("After a named argument, give the others their names too."))
            parts.append(self.argument(alone=not parts))
            if not self.sees(")"):
                self.needs(",")
        return self.made("call", name.start, name.text, tuple(parts), tuple(words))

    def argument(self, *, alone: bool) -> Syntax:
        """An argument; alone it may be `value for row in rows if condition`."""
        start, first = self.token.start, self.whole()
        if not (alone and self.takes("for")):
            return first
        if self.token.kind != "name" or "." in self.token.text:
            raise self.expected(N_("Here a name for the row was expected, like “line”."))
        name = self.next().text
        self.needs("in")
        parts = (first, self.either(), *((self.either(),) if self.takes("if") else ()))
        if not self.sees(")"):
            raise self.expected(N_("Here “if” or “)” was expected."))
        return self.made("each", start, name, parts)
