"""The Python back end: one function per rule, made from checked nodes. No text of a user is ever compiled or evaluated.

Constants and functions are reached by names of our own; the only texts in the code are names of facts, as constants.
"""

import ast
from collections.abc import Callable, Mapping
from types import CodeType, FunctionType
from typing import Any

from core.rules import folding
from core.rules.tree import Among, Call, Compare, Const, Default, Fold, If, Joined, Known, Name, Node, Not, walk

_OPERATORS: Mapping[str, ast.cmpop] = {"==": ast.Eq(), "!=": ast.NotEq(), "<": ast.Lt(), "<=": ast.LtE(), ">": ast.Gt(), ">=": ast.GtE()}
_NONE = ast.Constant(None)


def build(node: Node, depth: int = 0) -> Callable[..., Any]:
    """Return the function of a rule: facts in, value out, None for unknown.

    For a part of a rule inside of `depth` folds, the function also takes the row of each.
    """
    maker = _Maker()
    body = maker.expression(node)
    if any(isinstance(part, Fold) for part in walk(node)):
        # The budget is a cell of the call: a list that holds what is left.
        budget = ast.NamedExpr(_store("budget"), ast.List([ast.Constant(folding.MOST_STEPS)], ast.Load()))
        body = ast.Subscript(ast.Tuple([budget, body], ast.Load()), ast.Constant(1), ast.Load())
    tree = ast.Expression(_function(("facts", *(f"row{i}" for i in range(depth))), body))
    code = compile(ast.fix_missing_locations(tree), "<rule>", "eval")
    inner = next(part for part in code.co_consts if isinstance(part, CodeType))
    return FunctionType(inner, {"__builtins__": {}, **maker.named})


def _function(names: tuple[str, ...], body: ast.expr) -> ast.Lambda:
    return ast.Lambda(
        ast.arguments(posonlyargs=[], args=[ast.arg(name) for name in names], kwonlyargs=[], kw_defaults=[], defaults=[]), body
    )


def _load(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _store(name: str) -> ast.Name:
    return ast.Name(name, ast.Store())


def _is(value: ast.expr, what: bool | None) -> ast.expr:
    return ast.Compare(value, [ast.Is()], [ast.Constant(what)])


def _any(tests: list[ast.expr]) -> ast.expr:
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.Or(), tests)


def _all(tests: list[ast.expr]) -> ast.expr:
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.And(), tests)


class _Maker:
    """Makes expressions; `named` holds the constants and functions they use."""

    def __init__(self) -> None:
        self.named: dict[str, Any] = {}
        self.temporaries = 0

    def expression(self, node: Node) -> ast.expr:
        return _MAKERS[type(node)](self, node)

    def constant(self, value: Any) -> ast.expr:
        if value is None or type(value) in (bool, str):
            return ast.Constant(value)
        name = f"c{len(self.named)}"
        self.named[name] = value
        return _load(name)

    def kept(self, value: ast.expr) -> tuple[ast.expr, ast.expr]:
        """Return the expression that computes a value and keeps it, and the one that reads it again."""
        self.temporaries += 1
        name = f"t{self.temporaries}"
        return ast.NamedExpr(_store(name), value), _load(name)

    def strict(self, parts: tuple[Node, ...], result: Callable[[list[ast.expr]], ast.expr]) -> ast.expr:
        """Return the result over the values of the parts, None when one is None."""
        unknown, values = [], []
        for part in parts:
            value = self.expression(part)
            if part.nullable:
                value, again = self.kept(value)
                unknown.append(_is(value, None))
                value = again
            values.append(value)
        found = result(values)
        return ast.IfExp(_any(unknown), _NONE, found) if unknown else found


def _const(make: _Maker, node: Const) -> ast.expr:
    return make.constant(node.value)


def _name(make: _Maker, node: Name) -> ast.expr:
    source = "facts" if node.row is None else f"row{node.row}"
    return ast.Call(ast.Attribute(_load(source), "get", ast.Load()), [ast.Constant(node.name)], [])


def _compare(make: _Maker, node: Compare) -> ast.expr:
    return make.strict(node.parts, lambda values: ast.Compare(values[0], [_OPERATORS[node.op]], [values[1]]))


def _among(make: _Maker, node: Among) -> ast.expr:
    values, sign = make.constant(frozenset(node.values)), ast.NotIn() if node.negated else ast.In()
    return make.strict(node.parts, lambda found: ast.Compare(found[0], [sign], [values]))


def _joined(make: _Maker, node: Joined) -> ast.expr:
    decides = node.op == "or"
    if not any(term.nullable for term in node.terms):
        return ast.BoolOp(ast.Or() if decides else ast.And(), [make.expression(term) for term in node.terms])
    kept = [make.kept(make.expression(term)) for term in node.terms]
    again = [value for _, value in kept]
    decided = _any([_is(first, decides) for first, _ in kept])
    if decides:
        rest = ast.IfExp(_any([_is(value, None) for value in again]), _NONE, ast.Constant(False))
    else:
        rest = ast.IfExp(_all(again), ast.Constant(True), _NONE)
    return ast.IfExp(decided, ast.Constant(decides), rest)


def _not(make: _Maker, node: Not) -> ast.expr:
    return make.strict(node.parts, lambda values: ast.UnaryOp(ast.Not(), values[0]))


def _known(make: _Maker, node: Known) -> ast.expr:
    return ast.Compare(make.expression(node.term), [ast.Is() if node.negated else ast.IsNot()], [_NONE])


def _default(make: _Maker, node: Default) -> ast.expr:
    value, again = make.kept(make.expression(node.term))
    return ast.IfExp(_is(value, None), make.expression(node.instead), again)


def _if(make: _Maker, node: If) -> ast.expr:
    condition, again = make.kept(make.expression(node.condition))
    chosen = ast.IfExp(again, make.expression(node.then), make.expression(node.other))
    return ast.IfExp(_is(condition, None), _NONE, chosen)


def _call(make: _Maker, node: Call) -> ast.expr:
    return make.strict(node.args, lambda values: ast.Call(make.constant(node.run), values, []))


def _fold(make: _Maker, node: Fold) -> ast.expr:
    parts = [_NONE if part is None else _function((f"row{node.row}",), make.expression(part)) for part in (node.value, node.condition)]
    rest = [make.constant(value) for value in (node.weight, node.order, node.reverse)]
    given = [make.constant(node.name), make.expression(node.rows), *parts, _load("budget"), *rest]
    return ast.Call(make.constant(folding.run), given, [])


_MAKERS: Mapping[type[Node], Callable[[_Maker, Any], ast.expr]] = {
    Const: _const,
    Name: _name,
    Compare: _compare,
    Among: _among,
    Joined: _joined,
    Not: _not,
    Known: _known,
    Default: _default,
    If: _if,
    Call: _call,
    Fold: _fold,
}
