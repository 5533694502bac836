"""All inputs that can matter, as cells: between the values a document names nothing changes, so one cell stands for many inputs.

A condition becomes a set of cells, kept as the bits of a whole number; and, or, not are then arithmetic. What is
proved so holds for every input. Variables that depend on each other in ways not seen here are marked `loose`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import Any

MOST = 1 << 21
"""So many cells at most; what would need more is not judged."""

UNKNOWN = "unknown"


@dataclass
class Variable:
    """Something conditions ask about: a fact, or a term computed from facts. `points` are the values they name.

    `step` is the distance of two neighbouring values (None: there is always one between), `least`/`most` its ends.
    `words`: it is one of these texts (None: any text). `facts` are those it is computed from.
    """

    key: str
    ordered: bool
    facts: frozenset[str]
    plain: bool
    step: Any = None
    nullable: bool = True
    least: Any = None
    most: Any = None
    words: frozenset[Any] | None = None
    points: set[Any] = field(default_factory=set)
    shown: str = ""

    @cached_property
    def cells(self) -> tuple[Any, ...]:
        """The cells: `UNKNOWN`, single values `(v, v)`, open intervals `(low, high)` with None for no end."""
        unknown = (UNKNOWN,) if self.nullable else ()
        return (*unknown, *(self._intervals() if self.ordered else self._singles()))

    def _singles(self) -> Iterator[tuple[Any, Any]]:
        named = sorted(self.points, key=str)
        yield from ((point, point) for point in named)
        if self.words is None or self.words - self.points:
            yield (None, None)

    def _intervals(self) -> Iterator[tuple[Any, Any]]:
        ends = [None, *sorted(self.points), None]
        for low, high in pairwise(ends):
            if self._between(low, high):
                yield (low, high)
            if high is not None and self._possible(high):
                yield (high, high)

    def _possible(self, value: Any) -> bool:
        fits = self.step is None or not isinstance(value, Decimal | int) or isinstance(value, bool) or value % self.step == 0
        return fits and (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def _between(self, low: Any, high: Any) -> bool:
        """Tell whether a value lies strictly between two named ones."""
        if self.least is not None and high is not None and high <= self.least:
            return False
        if self.most is not None and low is not None and low >= self.most:
            return False
        if low is None or high is None or self.step is None:
            return True
        return bool(self._after(low) < high)

    def _after(self, value: Any) -> Any:
        if isinstance(value, date):
            return value + timedelta(days=1)
        return value + self.step if value % self.step == 0 else value - value % self.step + self.step


class Space:
    """The product of the cells of some variables. Sets of cells are bits: `full` is every input."""

    def __init__(self, variables: Sequence[Variable]):
        self.variables = tuple(variables)
        self.strides: dict[str, int] = {}
        size = 1
        for variable in self.variables:
            self.strides[variable.key] = size
            size *= max(len(variable.cells), 1)
        self.size = size

    @property
    def too_large(self) -> bool:
        return self.size > MOST

    @cached_property
    def full(self) -> int:
        return (1 << self.size) - 1

    @cached_property
    def known(self) -> int:
        """The inputs of which nothing is unknown."""
        found = self.full
        for variable in self.variables:
            if variable.cells and variable.cells[0] == UNKNOWN:
                found &= ~self.where(variable, [0])
        return found

    def where(self, variable: Variable, cells: Sequence[int]) -> int:
        """Return the inputs in which a variable is in one of the cells (by number)."""
        stride, count = self.strides[variable.key], len(variable.cells)
        period = stride * count
        block = sum(((1 << stride) - 1) << (cell * stride) for cell in cells)
        return block * (self.full // ((1 << period) - 1))

    def always(self, mask: int, variable: Variable) -> int:
        """Return the inputs that are in a set whatever the variable is, at the place of its first known cell."""
        stride = self.strides[variable.key]
        first = 1 if variable.cells[0] == UNKNOWN and len(variable.cells) > 1 else 0
        found = mask
        for cell in range(first, len(variable.cells)):
            found &= (mask >> ((cell - first) * stride)) if cell > first else mask
        return found & self.where(variable, [first])

    def witness(self, mask: int) -> dict[str, Any]:
        """Return one input of a set: the cell of each variable."""
        index = (mask & -mask).bit_length() - 1
        return {v.key: v.cells[index // self.strides[v.key] % len(v.cells)] for v in self.variables}


def independent(variables: Sequence[Variable]) -> set[str]:
    """Return the keys of variables that are loose: computed from facts that all stand in other variables too."""
    loose: set[str] = set()
    for variable in variables:
        others = [other.facts for other in variables if other.key != variable.key]
        shared = frozenset().union(*others) if others else frozenset()
        if not variable.plain and variable.facts and variable.facts <= shared:
            loose.add(variable.key)
    return loose
