"""The checked rule: a tree in which every part has a type and every name is resolved. Both back ends and `explain` walk it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from core.rules.facts import Fact
from core.rules.types import Type
from schemas.errors import Message


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Node:
    """A part of a rule. `start`, `end`: where it stands. `fixed`: the same for every record of a run.

    `nullable`: it can be unknown. `reason`: why SQL cannot ask it, None when it can.
    """

    type: Type
    start: int = 0
    end: int = 0
    nullable: bool = True
    fixed: bool = False
    reason: Message | None = None

    @property
    def parts(self) -> tuple["Node", ...]:
        return ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Const(Node):
    """A value as written, or computed from written ones."""

    value: Any


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Name(Node):
    """A fact; `row` is the number of the enclosing fold it belongs to, None for the facts of the record itself."""

    name: str
    fact: Fact
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Compare(Node):
    """`op` is one of == != < <= > >=; unknown when a side is."""

    op: str
    left: Node
    right: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.left, self.right)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Among(Node):
    """`left` is (not) one of `values`."""

    left: Node
    values: tuple[Any, ...]
    negated: bool = False

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.left,)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Joined(Node):
    """`and` (op) or `or` of several, three-valued: one false (true) decides whatever is unknown."""

    op: str
    terms: tuple[Node, ...]

    @property
    def parts(self) -> tuple[Node, ...]:
        return self.terms


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Not(Node):
    term: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.term,)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Known(Node):
    """Whether the term is known (or, `negated`, unknown)."""

    term: Node
    negated: bool = False

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.term,)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Default(Node):
    """The term, or `instead` when it is unknown."""

    term: Node
    instead: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.term, self.instead)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class If(Node):
    """`then` or `other` by a condition; unknown when the condition is."""

    then: Node
    condition: Node
    other: Node

    @property
    def parts(self) -> tuple[Node, ...]:
        return (self.condition, self.then, self.other)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Call(Node):
    """A function or an arithmetic sign; unknown when an argument is."""

    name: str
    run: Callable[..., Any]
    args: tuple[Node, ...]
    sign: str = ""

    @property
    def parts(self) -> tuple[Node, ...]:
        return self.args


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fold(Node):
    """Something about related rows: any, all, count, sum, min, max, first, last, average, median or distinct.

    Of the rows for which `condition` holds, the `value`. One row whose condition or value is unknown makes it unknown
    (for any and all: unless another row decides). `order`: by which fact the rows are put, descending with `reverse`.
    """

    name: str
    rows: Name
    row: int
    var: str
    value: Node | None
    condition: Node | None
    weight: int
    order: str = ""
    reverse: bool = False

    @property
    def parts(self) -> tuple[Node, ...]:
        return tuple(part for part in (self.rows, self.condition, self.value) if part is not None)


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything below it."""
    yield node
    for part in node.parts:
        yield from walk(part)
