"""Clauses: conditions with a result, a reason and values, and what several that match give together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from hansa import rules
from plugins.policies.document.condition import Test
from plugins.policies.document.outcome import Reason

if TYPE_CHECKING:
    from plugins.policies.document.compiled import Compiler
    from plugins.policies.document.parts import Clauses
    from plugins.policies.document.running import Run



@dataclass(frozen=True)
class Match:
    """A clause that matched (`asked`: a fact is missing, so a person must say whether it does), with its exact values."""

    code: str
    result: str
    kind: str
    message: str
    place: str
    values: Mapping[str, Any] = field(default_factory=dict)
    asked: bool = False

    @property
    def reason(self) -> Reason:
        return Reason(self.code, self.kind, self.message, self.values, self.place)  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class Clause:
    test: Test
    match: Match
    values: Mapping[str, rules.Expression]


@dataclass(frozen=True, eq=False)
class Ladder:
    """The clauses of a field. `choose`: one, first, highest (by a value), sum or all."""

    place: str
    choose: str
    by: str
    rows: Sequence[Clause]

    def find(self, run: "Run") -> Sequence[Match]:
        found: list[Match] = []
        for clause in self.rows:
            holds = clause.test.settled(run.explain(clause.test.rule, f"{clause.test.place}/when"))
            if holds is False:
                continue
            values = {name: run.explain(rule, f"{clause.test.place}/{name}") for name, rule in clause.values.items()}
            found.append(replace(clause.match, values=values, asked=holds is None))
            if self.choose == "first":
                break  # also when a person is asked: whether a later one counts depends on the answer
        return self._together(found)

    def _together(self, found: list[Match]) -> Sequence[Match]:
        sure = [match for match in found if not match.asked]
        asked = [match for match in found if match.asked]
        if len(sure) < 2 or self.choose in ("one", "first", "all"):
            return found
        if self.choose == "highest":
            known = [match for match in sure if match.values.get(self.by) is not None]
            return [max(known, key=lambda match: match.values[self.by]), *asked] if known else found
        return [replace(sure[0], values=_added(sure)), *sure[1:], *asked]


def _added(matches: Sequence[Match]) -> dict[str, Any]:
    """Return the sum of each figure over the clauses that give it; of a word, the first."""
    found: dict[str, Any] = {}
    for match in matches:
        for name, value in match.values.items():
            if value is None:
                continue
            known = found.get(name)
            found[name] = value if known is None else known if isinstance(known, str) else known + value
    return found


def build(compiler: "Compiler", name: str, declared: "Clauses", value: Mapping[str, Any]) -> Ladder:
    rows = []
    for i, row in enumerate(value["rows"]):
        place = f"/{name}/rows/{i}"
        test = compiler.expression(row["when"], declared.facts, f"{place}/when")
        formulas = {n: compiler.expression(row.get(n), declared.facts, f"{place}/{n}", kind) for n, kind in declared.values.items()}
        if test is not None:
            match = Match(row["code"], row["result"], row["kind"], row.get("message") or "", place)
            rows.append(Clause(Test(test, row["missing"], place), match, {n: rule for n, rule in formulas.items() if rule is not None}))
    return Ladder(f"/{name}", value["choose"], value.get("by") or "", rows)
