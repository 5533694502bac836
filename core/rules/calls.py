"""Calls: arguments by place or name, written arguments that only functions read, and the forms with a grammar of their own."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from core.i18n import N_
from core.rules import exact
from core.rules.errors import close_to, refuse
from core.rules.functions import REQUIRED, Function, Param
from core.rules.joining import fit_beside, together, traits, wider
from core.rules.literals import fit, mismatch, too_fine
from core.rules.scanner import string_value
from core.rules.syntax import Syntax
from core.rules.tree import Call, Const, Default, Known, Node
from core.rules.types import BOOL, CALENDAR, DATE, INTEGER, MOMENT, NUMBER, PERCENT, TEXT, TEXTS, Type, money
from schemas.errors import Message

if TYPE_CHECKING:
    from core.rules.check import Checker

MOST_PLACES = exact.MOST_PLACES
_FIXED_KINDS = {
    "text": TEXT,
    "texts": TEXTS,
    "integer": INTEGER,
    "percent": PERCENT,
    "date": DATE,
    "moment": MOMENT,
    "bool": BOOL,
    "calendar": CALENDAR,
}


def function(check: "Checker", known: Function, syntax: Syntax) -> Node:
    """Return the call of a function with its arguments in order."""
    given = _arguments(known.name, known.params, syntax)
    args = tuple(_argument(check, param, given.get(param.name), syntax) for param in known.params)
    found = traits(syntax, *args)
    reason = found["reason"] or (None if known.sql or found["fixed"] else only_for_figures(known.name))
    found |= {"nullable": found["nullable"] or known.partial, "reason": reason}
    result = known.result if isinstance(known.result, Type) else known.result(tuple(arg.type for arg in args))
    return Call(type=result, name=known.name, run=known.run, args=args, **found)


def only_for_figures(name: str) -> Message:
    """Return why a function has no place where the database has to answer."""
    return Message(N_("“%(name)s” is only for figures: the database cannot say it the same way."), "python-only", name=name)


def _arguments(name: str, params: tuple[Param, ...], syntax: Syntax) -> dict[str, Syntax]:
    names = [param.name for param in params]
    placed = len(syntax.parts) - len(syntax.words)
    if placed > len(names):
        extra = syntax.parts[len(names)]
        raise refuse(N_("“%(name)s” takes at most %(most)s arguments."), "arguments", extra.start, extra.end, name=name, most=len(names))
    given = dict(zip(names, syntax.parts[:placed], strict=False))
    for word, part in zip(syntax.words, syntax.parts[placed:], strict=True):
        if word not in names or word in given:
            raise refuse(
                N_("“%(name)s” has no argument “%(word)s” here."),
                "arguments",
                part.start,
                part.end,
                close_to(word, names),
                name=name,
                word=word,
            )
        given[word] = part
    missing = [param.name for param in params if param.default is REQUIRED and param.name not in given]
    if missing:
        raise refuse(
            N_("“%(name)s” also needs: %(missing)s."), "arguments", syntax.end - 1, syntax.end, name=name, missing=", ".join(missing)
        )
    return given


def _argument(check: "Checker", param: Param, syntax: Syntax | None, call: Syntax) -> Node:
    if syntax is None:
        return Const(type=NUMBER, value=param.default, start=call.end, end=call.end, nullable=False, fixed=True)
    if param.kind == "words":
        return _words(check, syntax)
    found = check.node(syntax)
    if param.kind in ("mode", "zone"):
        return _written(found, param.kind)
    if param.kind in ("number", "plain"):
        if not (found.type.numeric if param.kind == "number" else found.type.plain_number):
            raise mismatch(found, NUMBER)
        return found
    if param.kind == "day" and found.type == MOMENT:
        return found
    return fit(found, _FIXED_KINDS[param.kind])


def _words(check: "Checker", syntax: Syntax) -> Node:
    """A written list of texts."""
    parts = syntax.parts if syntax.kind == "list" else (syntax,)
    wrong = next((part for part in parts if part.kind != "text"), None)
    if wrong is not None or not parts:
        place = wrong or syntax
        raise refuse(N_('Here texts in quotes were expected, like ("a", "b").'), "expected", place.start, place.end)
    value = frozenset(string_value(part.word) for part in parts)
    return Const(type=TEXTS, value=value, start=syntax.start, end=syntax.end, nullable=False, fixed=True)


def _written(found: Node, kind: str) -> Node:
    if not isinstance(found, Const) or found.type != TEXT:
        raise refuse(N_("Here a text in quotes was expected."), "expected", found.start, found.end)
    if kind == "mode" and found.value not in exact.MODES:
        raise refuse(N_("Rounding is one of: %(modes)s."), "mode", found.start, found.end, exact.MODES, modes=", ".join(exact.MODES))
    if kind == "zone":
        try:
            ZoneInfo(found.value)
        except (ValueError, OSError, KeyError):
            raise refuse(N_("This is not a time zone; write one like Europe/Berlin."), "zone", found.start, found.end) from None
    return found


def _known(check: "Checker", syntax: Syntax) -> Node:
    term = check.node(_plain(syntax, 1)[0])
    return Known(type=BOOL, term=term, **{**traits(syntax, term), "nullable": False})


def _if_unknown(check: "Checker", syntax: Syntax) -> Node:
    term, instead = (check.node(part) for part in _plain(syntax, 2))
    term, instead = together(term, instead)
    found = {**traits(syntax, term, instead), "nullable": instead.nullable}
    found["reason"] = found["reason"] or (None if found["fixed"] else too_fine(instead))
    return Default(type=wider(term, instead), term=term, instead=instead, **found)


def _plain(syntax: Syntax, n: int) -> tuple[Syntax, ...]:
    if len(syntax.parts) != n or syntax.words:
        raise refuse(N_("“%(name)s” takes %(n)s arguments."), "arguments", syntax.start, syntax.end, name=syntax.word, n=n)
    return syntax.parts


def _dated(kind: Type) -> Callable[["Checker", Syntax], Node]:
    def made(check: "Checker", syntax: Syntax) -> Node:
        found = fit(_written(check.node(_plain(syntax, 1)[0]), "text"), kind)
        return replace(found, start=syntax.start, end=syntax.end)

    return made


def _money(check: "Checker", syntax: Syntax) -> Node:
    amount, currency = (check.node(part) for part in _plain(syntax, 2))
    code = _written(currency, "text").value  # type: ignore[attr-defined]
    if len(code) != 3 or not code.isascii() or not code.isupper():
        raise refuse(N_("A currency is written like EUR."), "value", currency.start, currency.end)
    return replace(fit(amount, money(code)), start=syntax.start, end=syntax.end)


def _extreme(check: "Checker", syntax: Syntax) -> Node:
    if len(syntax.parts) < 2 or syntax.words:
        raise refuse(N_("“%(name)s” takes two arguments or more."), "arguments", syntax.start, syntax.end, name=syntax.word)
    args = [check.node(part) for part in syntax.parts]
    typed = next((arg for arg in args if not isinstance(arg, Const)), args[0])
    fitted = tuple(together(typed, arg)[1] for arg in args)
    if typed.type.name not in ("integer", "number", "percent", "money", "date", "moment"):
        raise mismatch(typed, NUMBER)
    kind = typed.type if all(arg.type == typed.type for arg in fitted) else NUMBER
    return _figures(syntax, kind, getattr(exact, syntax.word), fitted)


def _figures(syntax: Syntax, kind: Type, run: Callable[..., Any], args: tuple[Node, ...], *, partial: bool = False) -> Node:
    """Return a call that only Python makes."""
    found = traits(syntax, *args)
    found["nullable"] = found["nullable"] or partial
    found["reason"] = found["reason"] or (None if found["fixed"] else only_for_figures(syntax.word))
    return Call(type=kind, name=syntax.word, run=run, args=args, **found)


def _tabled(check: "Checker", syntax: Syntax, allowed: tuple[str, ...]) -> tuple[Node, list[Node], dict[str, Node]]:
    """Return the table, the arguments beside it and the named ones."""
    placed = len(syntax.parts) - len(syntax.words)
    wrong = next((word for word in syntax.words if word not in allowed), None)
    if wrong is not None or placed < 2:
        raise refuse(
            N_("“%(name)s” takes a table, what to look for, and: %(words)s."),
            "arguments",
            syntax.start,
            syntax.end,
            name=syntax.word,
            words=", ".join(allowed),
        )
    nodes = [check.node(part) for part in syntax.parts]
    named = dict(zip(syntax.words, nodes[placed:], strict=True))
    found = next((node for node in nodes[:placed] if node.type.name == "table"), None)
    if found is None:
        raise refuse(N_('Here a table was expected, like {"gold": 5, "silver": 3}.'), "expected", nodes[0].start, nodes[0].end)
    return found, [node for node in nodes[:placed] if node is not found], named


def _lookup(check: "Checker", syntax: Syntax) -> Node:
    held, keys, named = _tabled(check, syntax, ("default",))
    if len(keys) != len(held.type.keys):
        raise refuse(N_("This table has %(n)s keys."), "arguments", syntax.start, syntax.end, n=len(held.type.keys))
    fitted = tuple(fit_beside(key, kind) for kind, key in zip(held.type.keys, keys, strict=True))
    kind, default = _value(held, named)
    return _figures(syntax, kind, _found_or if default else _found, (held, *default, *fitted), partial=not default)


def _found(table: Any, *keys: Any) -> Any:
    return table.get(keys[0] if len(keys) == 1 else keys)


def _found_or(table: Any, default: Any, *keys: Any) -> Any:
    return table.get(keys[0] if len(keys) == 1 else keys, default)


def _value(held: Node, named: dict[str, Node]) -> tuple[Type, tuple[Node, ...]]:
    """Return the type that comes out, and the default if there is one."""
    value = held.type.value or NUMBER
    if "default" not in named:
        return value, ()
    default = fit_beside(named["default"], value)
    return (value if default.type == value else NUMBER), (default,)


def _scale(check: "Checker", syntax: Syntax) -> Node:
    held, values, named = _tabled(check, syntax, ("default", "over"))
    asked = _steps(held, values, syntax)
    kind, default = _value(held, named)
    over = named.get("over") or Const(type=BOOL, value=False, start=syntax.end, end=syntax.end, nullable=False, fixed=True)
    return _figures(syntax, kind, _scaled, (asked, held, fit(over, BOOL), *default), partial=not default)


def _scaled(value: Any, steps: Any, over: bool, default: Any = None) -> Any:
    return exact.scale(value, steps, default, over)


def _steps(held: Node, values: list[Node], syntax: Syntax) -> Node:
    if len(values) != 1 or len(held.type.keys) != 1:
        raise refuse(N_("“%(name)s” takes one value and a table with one key."), "arguments", syntax.start, syntax.end, name=syntax.word)
    asked, step = values[0], held.type.keys[0]
    if not (asked.type.numeric and step.numeric) and asked.type != step:
        raise mismatch(asked, step)
    return asked


def _graduated(check: "Checker", syntax: Syntax) -> Node:
    held, values, _ = _tabled(check, syntax, ())
    asked = _steps(held, values, syntax)
    if not asked.type.numeric or not (held.type.value or NUMBER).numeric:
        raise mismatch(asked, NUMBER)
    return _figures(syntax, asked.type, exact.graduated, (asked, held))


FORMS: dict[str, Callable[["Checker", Syntax], Node]] = {
    "known": _known,
    "if_unknown": _if_unknown,
    "date": _dated(DATE),
    "moment": _dated(MOMENT),
    "money": _money,
    "highest": _extreme,
    "lowest": _extreme,
    "lookup": _lookup,
    "scale": _scale,
    "graduated": _graduated,
}
