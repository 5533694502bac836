"""A rule as the tree a rule builder shows, and back. The text stays the truth; what the builder has no form for stays text.

{"all": [...]}   {"any": [...]}   {"not": {...}}
{"fact": "deal.amount", "op": "ge", "value": "5000"}
{"fact": "deal.state", "op": "in", "value": ["won", "lost"]}
{"text": "sum(line.amount for line in deal.lines) > 5"}
"""

from collections.abc import Callable, Mapping
from typing import Any

from core.i18n import N_
from core.rules.errors import refuse
from core.rules.expression import Expression
from core.rules.facts import Facts
from core.rules.literals import number
from core.rules.scanner import quoted, string_value
from core.rules.syntax import Syntax, read
from core.rules.types import Type

Tree = Mapping[str, Any]

OPERATORS: Mapping[str, str] = {
    "eq": N_("is"),
    "ne": N_("is not"),
    "lt": N_("less than"),
    "le": N_("at most"),
    "gt": N_("more than"),
    "ge": N_("at least"),
    "in": N_("is one of"),
    "not_in": N_("is none of"),
    "contains": N_("contains"),
    "starts_with": N_("starts with"),
    "ends_with": N_("ends with"),
    "holds": N_("contains"),
    "known": N_("is known"),
    "unknown": N_("is not known"),
    "true": N_("is yes"),
    "false": N_("is no"),
}
"""What the operators are called."""

_SIGNS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "in": "in", "not_in": "not in"}
_WORDS = {sign: word for word, sign in _SIGNS.items()}
_SIZED = ("ge", "le", "gt", "lt", "eq", "ne", "known", "unknown")
_OFFERED: Mapping[str, tuple[str, ...]] = {
    "text": ("eq", "ne", "in", "not_in", "contains", "starts_with", "ends_with", "known", "unknown"),
    "bool": ("true", "false", "known", "unknown"),
    "texts": ("holds", "known", "unknown"),
    "id": ("eq", "ne", "known", "unknown"),
    **dict.fromkeys(("integer", "number", "percent", "money", "date", "moment"), _SIZED),
}


def operators(kind: Type) -> tuple[str, ...]:
    """Return the operators the builder offers for facts of a type; none where it has no form."""
    return _OFFERED.get(kind.name, ())


def to_tree(expression: Expression) -> dict[str, Any]:
    """Return the tree of a rule; its outermost part is always a group."""
    found = _tree(read(expression.text), expression.text, expression.facts)
    return found if found.keys() & {"all", "any"} else {"all": [found]}


def _tree(syntax: Syntax, text: str, facts: Facts) -> dict[str, Any]:
    if syntax.kind in ("and", "or"):
        return {"all" if syntax.kind == "and" else "any": [_tree(part, text, facts) for part in syntax.parts]}
    row = _row(syntax, facts)
    if row is not None:
        return row
    if syntax.kind == "not":
        return {"not": _tree(syntax.parts[0], text, facts)}
    return {"text": text[syntax.start : syntax.end]}


def _row(syntax: Syntax, facts: Facts) -> dict[str, Any] | None:
    """Return a part as fact, operator and value, if that is what it is."""
    reader = _ROWS.get(syntax.kind)
    made = reader(syntax) if reader else None
    if (
        made is None
        or not _filled(made.get("value", "x"))
        or made["fact"] not in facts
        or made["op"] not in operators(facts[made["fact"]].type)
    ):
        return None
    return made


def _filled(value: Any) -> bool:
    """An empty text has no form in a row."""
    return all(value) if isinstance(value, list) else bool(value)


def _bare(syntax: Syntax) -> dict[str, Any] | None:
    return {"fact": syntax.word, "op": "true"}


def _denied(syntax: Syntax) -> dict[str, Any] | None:
    return {"fact": syntax.parts[0].word, "op": "false"} if syntax.parts[0].kind == "name" else None


def _called(syntax: Syntax) -> dict[str, Any] | None:
    """`known(fact)`, or a function of a fact and a text."""
    kinds = tuple(part.kind for part in syntax.parts)
    if syntax.word == "known" and kinds == ("name",):
        return {"fact": syntax.parts[0].word, "op": "known"}
    if syntax.word in ("contains", "starts_with", "ends_with") and kinds == ("name", "text") and not syntax.words:
        return {"fact": syntax.parts[0].word, "op": syntax.word, "value": string_value(syntax.parts[1].word)}
    return None


def _compared(syntax: Syntax) -> dict[str, Any] | None:
    if len(syntax.words) != 1:
        return None
    left, right = syntax.parts
    word = syntax.words[0]
    if left.kind == "name" and right.kind == "constant" and right.word == "None":
        return {"fact": left.word, "op": "unknown" if word == "is" else "known"}
    if left.kind == "text" and word == "in" and right.kind == "name":
        return {"fact": right.word, "op": "holds", "value": string_value(left.word)}
    value = _value(right)
    fits = left.kind == "name" and value is not None and (word in ("in", "not in")) == isinstance(value, list)
    return {"fact": left.word, "op": _WORDS[word], "value": value} if fits and word in _WORDS else None


def _value(syntax: Syntax) -> Any:
    """Return a written value as text, a list of them, or None when it is something else."""
    if syntax.kind == "list":
        found = [_value(part) for part in syntax.parts]
        return found if found and all(isinstance(one, str) for one in found) else None
    if syntax.kind == "text":
        return string_value(syntax.word)
    if syntax.kind == "number":
        return syntax.word
    if syntax.kind == "negative" and syntax.parts[0].kind == "number":
        return f"-{syntax.parts[0].word}"
    dated = syntax.kind == "call" and syntax.word in ("date", "moment") and len(syntax.parts) == 1 and syntax.parts[0].kind == "text"
    return string_value(syntax.parts[0].word) if dated else None


_ROWS: Mapping[str, Callable[[Syntax], dict[str, Any] | None]] = {"name": _bare, "not": _denied, "call": _called, "compare": _compared}


def to_text(tree: Tree, facts: Facts) -> str:
    """Return the text of a tree; raises RuleError when the tree is none or a value in it is missing."""
    return _text(tree, facts, outermost=True, depth=0)


def _text(tree: Tree, facts: Facts, *, outermost: bool = False, depth: int = 0) -> str:
    if depth > 20 or not isinstance(tree, Mapping):
        raise refuse(N_("This is not the tree of a rule."), "tree")
    for word, joint in (("all", " and "), ("any", " or ")):
        if word in tree:
            parts = [_text(part, facts, depth=depth + 1) for part in tree[word]]
            if not parts:
                raise refuse(N_("A group holds at least one condition."), "empty-group")
            joined = joint.join(parts)
            return joined if outermost or len(parts) == 1 else f"({joined})"
    if "not" in tree:
        return f"not ({_text(tree['not'], facts, outermost=True, depth=depth + 1)})"
    if "text" in tree:
        return str(tree["text"]).strip() if outermost else f"({str(tree['text']).strip()})"
    return _written(tree, facts)


def _written(row: Tree, facts: Facts) -> str:
    name, op, value = row.get("fact", ""), row.get("op", ""), row.get("value")
    if name not in facts or op not in operators(facts[name].type):
        raise refuse(N_("Choose a field and what is asked of it."), "row")
    kind = facts[name].type
    if op in _PLAIN:
        return _PLAIN[op].format(name)
    if op in ("in", "not_in"):
        values = [value] if isinstance(value, str) else list(value or ())
        listed = ", ".join(_token(kind, one) for one in values) + ("," if len(values) == 1 else "")
        return f"{name} {_SIGNS[op]} ({listed})"
    if op == "holds":
        return f"{_token(kind, value)} in {name}"
    return f"{name} {_SIGNS[op]} {_token(kind, value)}" if op in _SIGNS else f"{op}({name}, {_token(kind, value)})"


def unfinished(row: Tree) -> str:
    """Return the text of a row that `to_text` refuses, so that it is refused at its place and not lost."""
    value = row.get("value") or ""
    listed = ", ".join(value) if isinstance(value, list) else value
    return f"{row.get('fact', '')} {_SIGNS.get(row.get('op', ''), '==')} {listed}".strip()


_PLAIN = {"known": "{} is not None", "unknown": "{} is None", "true": "{}", "false": "not {}"}


def _token(kind: Type, value: Any) -> str:
    """Return a value as it is written in a rule of this type."""
    if value is None or value == "":
        raise refuse(N_("Give a value to compare with."), "value")
    if not kind.numeric:
        return quoted(str(value))
    plain = str(value).strip()
    try:
        number(plain.removeprefix("-"))
        read(plain)
    except (ArithmeticError, ValueError):
        raise refuse(N_("A number is written like 12 or 1234.50."), "number") from None
    return plain
