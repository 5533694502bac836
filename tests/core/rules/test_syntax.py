import ast
from decimal import Decimal

import pytest
from hypothesis import given

from core.rules.errors import RuleError
from core.rules.expression import parse
from core.rules.literals import number
from core.rules.scanner import string_value
from core.rules.syntax import Syntax, read
from tests.core.rules import sayings
from tests.core.rules.world import FACTS


def shape(found: Syntax) -> object:
    """The tree without places."""
    word = string_value(found.word) if found.kind == "text" else number(found.word) if found.kind == "number" else found.word
    return (found.kind, word, found.words, tuple(shape(part) for part in found.parts))


SIGNS = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}
ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


def of_python(text: str, node: ast.expr) -> object:
    """The same tree, as Python itself reads the text."""

    def below(*nodes: ast.expr) -> tuple[object, ...]:
        return tuple(of_python(text, part) for part in nodes)

    match node:
        case ast.Constant(value=str()):
            return ("text", node.value, (), ())
        case ast.Constant(value=bool() | None):
            return ("constant", str(node.value), (), ())
        case ast.Constant():
            return ("number", number(str(ast.get_source_segment(text, node))), (), ())
        case ast.Name() | ast.Attribute():
            return ("name", ast.unparse(node), (), ())
        case ast.Tuple() | ast.List():
            return ("list", "", (), below(*node.elts))
        case ast.UnaryOp():
            return ("not" if isinstance(node.op, ast.Not) else "negative", "", (), below(node.operand))
        case ast.BinOp():
            return ("arithmetic", ARITHMETIC[type(node.op)], (), below(node.left, node.right))
        case ast.BoolOp():
            return ("and" if isinstance(node.op, ast.And) else "or", "", (), below(*node.values))
        case ast.Compare():
            return ("compare", "", tuple(SIGNS[type(op)] for op in node.ops), below(node.left, *node.comparators))
        case ast.IfExp():
            return ("if", "", (), below(node.body, node.test, node.orelse))
        case ast.Dict():
            return ("table", "", (), tuple(part for pair in zip(node.keys, node.values, strict=True) for part in below(*pair)))  # type: ignore[arg-type]
        case ast.GeneratorExp():
            source = node.generators[0]
            return ("each", ast.unparse(source.target), (), below(node.elt, source.iter, *source.ifs))
        case ast.Call():
            words = tuple(str(keyword.arg) for keyword in node.keywords)
            return ("call", ast.unparse(node.func), words, below(*node.args, *(keyword.value for keyword in node.keywords)))
    raise AssertionError(ast.dump(node))


@given(sayings.conditions())
def test_a_rule_is_read_as_python_reads_it(text: str) -> None:
    assert shape(read(text)) == of_python(text, ast.parse(text, mode="eval").body)


@pytest.mark.parametrize(
    "text",
    [
        "1 if a else 2 if b else 3",
        "not a and b or not c",
        "-a * b - -c / d",
        "a - b - c",
        "a < b <= c != d",
        "a not in (1,) or a is not None",
        "f(a, b, c=1, d={1: 2, (3, 4): 5})",
        "sum(x.a for x in r.s if x.b or x.c)",
        "not a == b",
        "(a, b)",
        "()",
        "[1, 2]",
        '"it\'s" == \'a"b\' == "back\\\\slash"',
    ],
)
def test_signs_bind_as_in_python(text: str) -> None:
    assert shape(read(text)) == of_python(text, ast.parse(text, mode="eval").body)


def test_no_digit_is_lost() -> None:
    assert parse("90071992547409.9301", FACTS, expect=())({}) == Decimal("90071992547409.9301")
    assert parse("0.1 + 0.2 == 0.3", FACTS)({}) is True


@pytest.mark.parametrize(
    ("text", "start", "code", "suggestion"),
    [
        ("", 0, "empty", None),
        ("deal.amout > 5", 0, "unknown-name", "deal.amount"),
        ("deal.amount > 5 and deal.stat == 1", 20, "unknown-name", "deal.state"),
        ("sum(x.amont for x in deal.lines) > 1", 4, "unknown-name", "x.amount"),
        ("contain(deal.title, 1)", 0, "unknown-function", "contains"),
        ('deal.state == "opn"', 14, "choice", "open"),
        ("deal.amount = 5", 12, "expected", "=="),
        ("deal.amount => 5", 12, "expected", "=="),
        ("deal.amount >", 13, "expected", None),
        ("deal.amount > 5 deal.urgent", 16, "expected", None),
        ("(deal.urgent", 0, "bracket", None),
        ("deal.urgent) or (deal.urgent", 11, "bracket", None),
        ("deal.amount > 1e5", 14, "number", None),
        ("deal.amount > 007", 14, "number", None),
        ('deal.title == "open', 14, "open-text", None),
        ("deal.title == “open”", 14, "strange-sign", '"'),
        ("deal.amount > 5 && deal.urgent", 16, "strange-sign", "and"),
        ('deal.closes > "2026-02-30"', 14, "value", None),
        ("deal.amount > deal.closes", 14, "type", None),
        ("deal.amount > deal.rate", 14, "type", None),
        ("deal.amount * deal.rate > 1", 0, "type", None),
        ("deal.amount == None", 15, "none", "is None"),
        ("deal.urgent is True", 15, "is", "=="),
        ("deal.title", 0, "type", None),
        ("deal.title and deal.urgent", 0, "type", None),
        ("deal.title in deal.state", 14, "expected", None),
        ("deal.units in (1, deal.size)", 18, "constant", None),
        ('round(deal.amount, 2, "nearest") > 1', 22, "mode", "half_up"),
        ("any(x for x in deal.lines)", 4, "row", None),
        ("any(x.gift for x in deal.amount)", 20, "rows", None),
        ("any(deal.gift for deal in deal.lines)", 4, "name-taken", None),
        ("deal.closes + days(99999999) > today", 14, "no-value", None),
        ("not", 3, "expected", None),
        ("days", 0, "function", None),
        ("percent(deal.amount) > 1", 19, "arguments", None),
        ('money(5, "EUR") < deal.amount', 0, "type", None),
    ],
)
def test_an_error_points_to_the_character_and_says_what_was_meant(text: str, start: int, code: str, suggestion: str | None) -> None:
    with pytest.raises(RuleError) as caught:
        parse(text, FACTS)
    assert (caught.value.start, caught.value.code) == (start, code)
    assert caught.value.end <= max(len(text), 1)
    assert suggestion is None or caught.value.suggestions[0] == suggestion


FOREIGN = """a.b.c deal.__class__ deal.amount.real ().__class__ x.y() deal.amount[0] lambda:1 f'{deal.amount}' a:=1 1;2 deal.amount@2 ~deal.units
deal.units//2 deal.units**2 deal.units%2 deal.units<<2 deal.units|1 `deal` deal.units? $deal deal\\.amount 0x10 1_ 1__0 1.5. 1j {deal.units} [1] {1:2}[1] *deal
"""


@pytest.mark.parametrize("text", FOREIGN.split())
def test_what_is_not_of_the_language_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        parse(text, FACTS, expect=())
