"""The field for a rule: text of the rule language over the facts of a vocabulary."""

from collections.abc import Callable
from typing import Any, ClassVar, Unpack

from schemas.errors import SchemaError
from schemas.field import Options
from schemas.texts import LongText

EXPECTED = frozenset({"bool", "integer", "number", "percent", "money", "date", "moment", "duration", "text", "any"})
"""Words for what a rule may give; `any` is whatever comes out."""


class Rule(LongText):
    """A rule over a vocabulary (an entity like `deals.deal`, or what a plugin registers), kept as it is written.

    `expect` says what comes out of it, a condition (`bool`) unless said otherwise. With `in_sql` a rule that the database
    cannot answer is refused. The judge is bound by the layer that knows the vocabularies; see docs/rules.md.
    """

    max_length = 2_000
    judge: ClassVar[Callable[["Rule", str], None] | None] = None

    def __init__(self, vocabulary: str, *, expect: str = "bool", in_sql: bool = False, **options: Unpack[Options]):
        if expect not in EXPECTED:
            raise SchemaError(f"a rule is expected to give one of {', '.join(sorted(EXPECTED))}, not {expect!r}")
        given: Any = {"widget": "rule", **({"example": "True"} if expect == "bool" else {}), **options}
        super().__init__(**given)
        self.vocabulary, self.expect, self.in_sql = vocabulary, expect, in_sql

    def parse(self, text: str) -> str:
        if self.judge is None:
            raise SchemaError("nobody judges rules: `core.entities.vocabularies` has not been imported")
        self.judge(text)
        return text
