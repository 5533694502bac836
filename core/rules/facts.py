"""The vocabulary of a rule: which names it may use, what type each has, what people call it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from core.rules.types import BOOL, Type

KEYWORDS = frozenset({"and", "or", "not", "in", "is", "if", "else", "for", "True", "False", "None"})
_NAME = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """One thing a rule may ask about.

    `choices`: the texts it can be, with labels; another text in a comparison is refused. `required`: the database never
    lacks it. `fixed`: the same for all records of a run (today, a calendar, a table), so SQL takes its value. `sql`: why
    it cannot be asked of the database ("" = it can). `most`: the largest amount a whole number can be. `to`: the entity a
    reference points to.
    """

    type: Type = BOOL
    label: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    required: bool = False
    fixed: bool = False
    sql: str = ""
    most: int | None = None
    help: str = ""
    to: str = ""

    @property
    def words(self) -> frozenset[str]:
        return frozenset(value for value, _ in self.choices)


class Facts(Mapping[str, Fact]):
    """Facts by dotted name, like `deal.amount`. Immutable; two vocabularies are joined with `|`."""

    def __init__(self, facts: Mapping[str, Fact]):
        for name in facts:
            if not _NAME.fullmatch(name) or KEYWORDS & set(name.split(".")):
                raise ValueError(f"{name!r} cannot be the name of a fact")
        self._facts = dict(facts)
        self.heads = frozenset(name.split(".")[0] for name in facts)

    def __getitem__(self, name: str) -> Fact:
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def __or__(self, other: "Facts") -> "Facts":
        return Facts({**self._facts, **other._facts})

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def under(self, prefix: str) -> "Facts":
        """Return the same facts as `<prefix>.<name>`."""
        return Facts({f"{prefix}.{name}": fact for name, fact in self._facts.items()})

    def label(self, name: str) -> str:
        """Return what people call a fact, in English; the name itself when it is not known any more."""
        fact = self._facts.get(name)
        return (fact.label if fact else "") or name


FactValues = Mapping[str, Any]
"""Values by name. A name that is missing or None is unknown; related rows are lists of such mappings."""
