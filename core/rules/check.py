"""From grammar to meaning: names are resolved, types are checked, what SQL cannot say is noted with the reason."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from core.i18n import N_
from core.rules import arithmetic, calls, folds
from core.rules.errors import RuleError, close_to, refuse
from core.rules.facts import Fact, Facts
from core.rules.functions import FOLDS, FORMS, FUNCTIONS
from core.rules.joining import folded, together, traits, wider
from core.rules.literals import check_choice, fit, mismatch, number
from core.rules.scanner import string_value
from core.rules.syntax import Syntax
from core.rules.tree import Among, Call, Compare, Const, If, Joined, Known, Name, Node, Not
from core.rules.types import BOOL, INTEGER, MONEY, NOTHING, NUMBER, TEXT, Type, table
from schemas.errors import Message

ORDERED = frozenset({"text", "integer", "number", "percent", "money", "date", "moment"})
EQUAL = ORDERED | {"bool", "id"}
MOST_FOLDS = 2


class Checker:
    """Turns syntax into checked nodes over a vocabulary; `scope` holds the names of rows by the folds around."""

    def __init__(self, facts: Facts):
        self.facts = facts
        self.scope: dict[str, tuple[int, Facts]] = {}

    def node(self, syntax: Syntax) -> Node:
        """Return the checked node; raises RuleError."""
        return _BY_KIND[syntax.kind](self, syntax)

    def condition(self, syntax: Syntax) -> Node:
        """Return the checked node of something that holds or not."""
        found = self.node(syntax)
        if found.type != BOOL:
            text = N_("A condition was expected; this is of the type %(found)s.")
            raise refuse(text, "type", found.start, found.end, found=found.type.label)
        return found

    @contextmanager
    def rows(self, syntax: Syntax, facts: Facts) -> Iterator[int]:
        """Make the row of a fold known by its name."""
        var = syntax.word
        if var in self.facts.heads or var in self.scope:
            raise refuse(N_("“%(name)s” is already the name of something else."), "name-taken", syntax.start, syntax.end, name=var)
        if len(self.scope) >= MOST_FOLDS:
            raise refuse(N_("Rows of rows of rows are too much for one rule."), "too-deep", syntax.start, syntax.end)
        row = len(self.scope)
        self.scope[var] = (row, facts)
        yield row
        del self.scope[var]

    def known_names(self) -> list[str]:
        inner = [f"{var}.{name}" for var, (_, facts) in self.scope.items() for name in facts]
        return [*self.facts, *inner]


def _name(check: Checker, syntax: Syntax) -> Node:
    head, _, rest = syntax.word.partition(".")
    if head in check.scope:
        row, facts = check.scope[head]
        if rest in facts:
            return _named(syntax, rest, facts[rest], row)
        if not rest:
            example = f"{head}.{next(iter(facts), 'amount')}"
            text = N_("“%(name)s” is a row; name one of its facts, like “%(example)s”.")
            raise refuse(text, "row", syntax.start, syntax.end, name=head, example=example)
    elif syntax.word in check.facts:
        return _named(syntax, syntax.word, check.facts[syntax.word])
    if syntax.word in FUNCTIONS or syntax.word in FORMS:
        text = N_("“%(name)s” is a function; write its arguments in brackets.")
        raise refuse(text, "function", syntax.start, syntax.end, name=syntax.word)
    near = close_to(syntax.word, [*check.known_names(), "True", "False", "None"])
    raise refuse(N_("“%(name)s” is not known here."), "unknown-name", syntax.start, syntax.end, near, name=syntax.word)


def _named(syntax: Syntax, name: str, fact: Fact, row: int | None = None) -> Node:
    why = fact.sql or ("" if fact.type.name == "rows" and row is None else _OWN_REASON.get(fact.type.name, ""))
    reason = None if fact.fixed else _why_not(syntax.word, why)
    return Name(type=fact.type, name=name, fact=fact, row=row, start=syntax.start, end=syntax.end, fixed=fact.fixed, reason=reason)


_OWN_REASON = dict.fromkeys(("duration", "calendar", "table"), N_("it is not kept in records")) | {"rows": N_("it belongs to rows itself")}


def _why_not(name: str, why: str) -> Message | None:
    return Message(N_("“%(name)s” cannot be asked of the database: %(why)s."), "not-in-sql", name=name, why=why) if why else None


def _literal(value: Callable[[Syntax], Any], kind: Callable[[Any], Type]) -> Callable[[Checker, Syntax], Node]:
    def made(check: Checker, syntax: Syntax) -> Node:
        found = value(syntax)
        return Const(type=kind(found), value=found, start=syntax.start, end=syntax.end, nullable=False, fixed=True)

    return made


_WORDS = {"True": True, "False": False, "None": None}


def _not(check: Checker, syntax: Syntax) -> Node:
    term = check.condition(syntax.parts[0])
    return Not(type=BOOL, term=term, **traits(syntax, term))


def _joined(check: Checker, syntax: Syntax) -> Node:
    terms = tuple(check.condition(part) for part in syntax.parts)
    return Joined(type=BOOL, op=syntax.kind, terms=terms, **traits(syntax, *terms))


def _compare(check: Checker, syntax: Syntax) -> Node:
    links = []
    left = syntax.parts[0]
    for word, right in zip(syntax.words, syntax.parts[1:], strict=True):
        links.append(_link(check, word, left, right))
        left = right
    return links[0] if len(links) == 1 else Joined(type=BOOL, op="and", terms=tuple(links), **traits(syntax, *links))


def _link(check: Checker, word: str, left: Syntax, right: Syntax) -> Node:
    place = Syntax("compare", left.start, right.end)
    if right.word == "None" and right.kind == "constant":
        if word not in ("is", "is not"):
            raise refuse(
                N_("Write “is None” or “is not None”."), "none", right.start, right.end, (f"{'is not' if word == '!=' else 'is'} None",)
            )
        term = check.node(left)
        return Known(type=BOOL, term=term, negated=word == "is", **{**traits(place, term), "nullable": False})
    if word in ("is", "is not"):
        raise refuse(N_("“is” asks only for None; write == to compare."), "is", right.start, right.end, ("==",))
    if word in ("in", "not in"):
        return _among(check, word, left, right, place)
    return _pair(word, check.node(left), check.node(right), place)


def _pair(op: str, left: Node, right: Node, place: Syntax) -> Node:
    left, right = together(left, right)
    if left.type.name not in (EQUAL if op in ("==", "!=") else ORDERED):
        text = N_("Values of the type %(found)s cannot be compared this way.")
        raise refuse(text, "type", place.start, place.end, found=left.type.label)
    for asked, value in ((left, right), (right, left)):
        if isinstance(value, Const) and op in ("==", "!="):
            check_choice(asked, value)
    return Compare(type=BOOL, op=op, left=left, right=right, **traits(place, left, right))


def _among(check: Checker, word: str, left: Syntax, right: Syntax, place: Syntax) -> Node:
    asked = check.node(left)
    if right.kind != "list":
        held = check.node(right)
        if held.type.name == "texts" and asked.type == TEXT:
            return _held(asked, held, word, place)
        raise refuse(N_("After “in” a list was expected, like (1, 2)."), "expected", right.start, right.end)
    if asked.type.name not in EQUAL:
        raise refuse(
            N_("Values of the type %(found)s cannot be compared this way."), "type", asked.start, asked.end, found=asked.type.label
        )
    values = [_constant(check, part) for part in right.parts]
    fitted = [together(asked, value)[1] for value in values]
    for value in fitted:
        check_choice(asked, value)  # type: ignore[arg-type]
    found = traits(place, asked)
    return Among(type=BOOL, left=asked, values=tuple(value.value for value in fitted), negated=word == "not in", **found)  # type: ignore[attr-defined]


def _constant(check: Checker, part: Syntax) -> Const:
    found = check.node(part)
    if not isinstance(found, Const) or found.type == NOTHING:
        raise refuse(N_("A list holds written values only."), "constant", part.start, part.end)
    return found


def _held(asked: Node, held: Node, word: str, place: Syntax) -> Node:
    """`"x" in partner.skills`: a text in a list that is a fact."""
    if isinstance(asked, Const):
        check_choice(held, asked)
    reason = None if isinstance(asked, Const) else Message(N_("The database can look for a written text in a list only."), "not-in-sql")
    found = traits(place, asked, held)
    call = Call(
        type=BOOL, name="in_list", run=arithmetic.in_list, args=(asked, held), sign="in", **{**found, "reason": found["reason"] or reason}
    )
    return call if word == "in" else Not(type=BOOL, term=call, **traits(place, call))


def _if(check: Checker, syntax: Syntax) -> Node:
    then, condition, other = check.node(syntax.parts[0]), check.condition(syntax.parts[1]), check.node(syntax.parts[2])
    then, other = together(then, other)
    found = traits(syntax, then, condition, other)
    reason = Message(N_("A choice with “if … else” is only for figures; write conditions with “and” and “or”."), "python-only")
    return If(
        type=wider(then, other), then=then, condition=condition, other=other, **{**found, "reason": None if found["fixed"] else reason}
    )


def _negative(check: Checker, syntax: Syntax) -> Node:
    return arithmetic.negative(check.node(syntax.parts[0]), syntax)


def _arithmetic(check: Checker, syntax: Syntax) -> Node:
    return arithmetic.combine(syntax, check.node(syntax.parts[0]), check.node(syntax.parts[1]))


def _table(check: Checker, syntax: Syntax) -> Node:
    """`{key: value}`: written keys, or lists of keys, and written values."""
    keys = [_key(check, part) for part in syntax.parts[::2]]
    values = [_constant(check, part) for part in syntax.parts[1::2]]
    if not keys:
        raise refuse(N_("A table has at least one line."), "empty-table", syntax.start, syntax.end)
    kinds = [_common(syntax, column) for column in zip(*keys, strict=False)]
    if any(len(key) != len(kinds) for key in keys):
        raise refuse(N_("Each line of a table has the same number of keys."), "table", syntax.start, syntax.end)
    held = {_plain(key, kinds): value.value for key, value in zip(keys, values, strict=True)}
    if len(held) != len(keys):
        raise refuse(N_("A line of this table stands there twice."), "table", syntax.start, syntax.end)
    kind = table(*kinds, value=_common(syntax, values))
    return Const(type=kind, value=held, start=syntax.start, end=syntax.end, nullable=False, fixed=True)


def _key(check: Checker, part: Syntax) -> tuple[Const, ...]:
    return tuple(_constant(check, one) for one in part.parts) if part.kind == "list" else (_constant(check, part),)


def _common(syntax: Syntax, nodes: Any) -> Type:
    kinds = {node.type for node in nodes}
    if all(kind.plain_number for kind in kinds):
        return NUMBER if len(kinds) > 1 else kinds.pop()
    if len(kinds) > 1:
        raise refuse(N_("The lines of a table hold values of one type."), "table", syntax.start, syntax.end)
    return kinds.pop()  # type: ignore[no-any-return]


def _plain(key: tuple[Const, ...], kinds: list[Type]) -> Any:
    return key[0].value if len(kinds) == 1 else tuple(one.value for one in key)


def _list(check: Checker, syntax: Syntax) -> Node:
    raise refuse(N_("A list stands only after “in”, or where a function asks for texts."), "list", syntax.start, syntax.end)


def _each(check: Checker, syntax: Syntax) -> Node:
    raise refuse(N_("“for” stands only in any, all, count, sum and their like."), "each", syntax.start, syntax.end)


def _call(check: Checker, syntax: Syntax) -> Node:
    if syntax.word in FOLDS:
        return folds.fold(check, syntax)
    if syntax.word in FUNCTIONS:
        return folded(calls.function(check, FUNCTIONS[syntax.word], syntax))
    if syntax.word in calls.FORMS:
        return folded(calls.FORMS[syntax.word](check, syntax))
    if syntax.word in FORMS:
        raise refuse(
            N_("“%(name)s” stands only after “in”, in any, all, count, sum and their like."),
            "each",
            syntax.start,
            syntax.end,
            name=syntax.word,
        )
    near = close_to(syntax.word, [*FUNCTIONS, *FORMS])
    raise refuse(
        N_("There is no function “%(name)s”."), "unknown-function", syntax.start, syntax.start + len(syntax.word), near, name=syntax.word
    )


def check(syntax: Syntax, facts: Facts, expect: tuple[Type, ...]) -> Node:
    """Return the checked tree of a whole rule. `expect`: the types it may have, none for any; a condition alone must be one."""
    checker = Checker(facts)
    if expect == (BOOL,):
        return checker.condition(syntax)
    found = checker.node(syntax)
    if found.type == NOTHING or found.type.name in ("rows", "table", "calendar"):
        raise refuse(N_("This gives no value."), "no-value", found.start, found.end)
    return _expected(found, expect)


def _expected(found: Node, expect: tuple[Type, ...]) -> Node:
    if not expect or found.type in expect:
        return found
    if found.type.plain_number and any(wanted.name == "money" for wanted in expect):
        return found
    if found.type.name == "money" and MONEY in expect:
        return found
    for wanted in expect:
        try:
            return replace(fit(found, wanted))
        except RuleError:
            continue
    raise mismatch(found, expect[0])


_BY_KIND: dict[str, Callable[[Checker, Syntax], Node]] = {
    "number": _literal(lambda s: number(s.word), lambda v: INTEGER if type(v) is int else NUMBER),
    "text": _literal(lambda s: string_value(s.word), lambda v: TEXT),
    "constant": _literal(lambda s: _WORDS[s.word], lambda v: NOTHING if v is None else BOOL),
    "name": _name,
    "list": _list,
    "table": _table,
    "negative": _negative,
    "not": _not,
    "and": _joined,
    "or": _joined,
    "compare": _compare,
    "arithmetic": _arithmetic,
    "if": _if,
    "call": _call,
    "each": _each,
}
