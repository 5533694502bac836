"""The last look at a statement, as the database will read it: every protected table in it carries its criterion.

Whatever made the SQL (mapped classes, tables, text in a corner of an expression), a table whose criterion is missing is
found by its name. A statement is looked at once, when it is compiled first.
"""

import re
from collections import Counter
from typing import Any
from weakref import WeakKeyDictionary

PROGRAM_BIND = "hansa_program"
"""The bind parameter that `access.readable` compares the `program_id` of every table with."""

_PLACEHOLDER = re.compile(r"\?|__\[POSTCOMPILE_[^\]]*\]")


class Proof:
    """Looks for protected tables (by name) in compiled statements."""

    def __init__(self, tables: frozenset[str]):
        names = "|".join(sorted(map(re.escape, tables), key=len, reverse=True)) or r"(?!)"
        self._source = re.compile(rf'(?<![\w.])"?({names})"?(?![\w.])(?: AS (\w+))?', re.IGNORECASE)
        self._known: WeakKeyDictionary[Any, frozenset[str]] = WeakKeyDictionary()

    def unproven(self, compiled: Any) -> frozenset[str]:
        """Return the names of protected tables (or their aliases) that are read or written without their criterion."""
        if compiled not in self._known:
            self._known[compiled] = self._look(_named(compiled))
        return self._known[compiled]

    def _look(self, sql: str) -> frozenset[str]:
        sources = Counter(alias or table for table, alias in self._source.findall(sql))
        proven = Counter(re.findall(rf"(?<![\w.])(\w+)\.program_id = [%:]\(?{PROGRAM_BIND}\b", sql))
        return frozenset(sources - proven)


def _named(compiled: Any) -> str:
    """Return the SQL with names for its parameters, where the driver counts them."""
    order = iter(getattr(compiled, "positiontup", None) or ())
    return _PLACEHOLDER.sub(lambda found: f":{next(order, '')}", str(compiled.string))
