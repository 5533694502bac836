"""The values of the rule builder's rows: which input a fact takes, and what stands in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from core.entities.registry import registry
from core.i18n import N_, _
from core.rules.facts import Fact
from core.web.forms import typeahead
from core.web.forms.forms import OFFERED
from core.web.forms.reader import Reader
from core.web.rule_builder.rule_literals import visible
from core.web.values import format as fmt

WITHOUT = frozenset({"known", "unknown", "true", "false", ""})
"""Operators that compare with nothing."""

HIDDEN = N_("A record that is not shown to you")
SEVERAL = ("in", "not_in")
TYPES = {"date": "date", "moment": "datetime-local"}


@dataclass(frozen=True)
class Control:
    """What stands at the right of a row. `kind`: none, select, checks, lines, pick, input."""

    fact: Fact
    op: str
    value: Any
    reader: Reader

    @property
    def kind(self) -> str:
        if self.op in WITHOUT:
            return "none"
        if self.fact.choices:
            return "checks" if self.op in SEVERAL else "select"
        if self.op in SEVERAL:
            return "lines"
        return "pick" if self.fact.type.name == "id" and self.search_url else "input"

    @property
    def values(self) -> Sequence[str]:
        return self.value if isinstance(self.value, list) else [self.value] if self.value else []

    @property
    def options(self) -> list[SimpleNamespace]:
        """What can be chosen; a value that left the list is still shown."""
        known = [(value, _(label)) for value, label in self.fact.choices] if self.fact.choices else self._records
        lost = [(value, value if self.fact.choices else _(HIDDEN)) for value in self.values if value not in dict(known)]
        return [SimpleNamespace(value=value, label=label, on=value in self.values) for value, label in (*known, *lost)]

    @property
    def text(self) -> str:
        return "\n".join(visible(self.fact, value, self.reader) for value in self.values)

    @property
    def type(self) -> str:
        return TYPES.get(self.fact.type.name, "text")

    @property
    def numeric(self) -> bool:
        return self.fact.type.numeric

    @property
    def sign(self) -> str:
        if self.fact.type.name == "percent":
            return "%"
        if self.fact.type.name != "money":
            return ""
        currency = self.fact.type.currency or self.reader.currency
        return fmt.currency_symbol(currency, self.reader.locale) if currency else ""

    @property
    def search_url(self) -> str:
        return typeahead.search_urls().get(self.fact.to, "")

    @cached_property
    def _records(self) -> list[tuple[str, str]]:
        """The first records to choose from, the chosen one before them."""
        entity = registry()[self.fact.to]
        first = [(found["value"], found["label"]) for found in typeahead.options(entity, "", OFFERED)]
        chosen = [value for value in self.values if value not in dict(first)]
        return [*(pair for value in chosen for pair in typeahead.titles(entity, value)), *first]
