"""Bands: what applies by size, with the ends as declared and holes named, never bridged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from hansa import N_, rules
from plugins.policies.document.outcome import Undefined, plain

if TYPE_CHECKING:
    from plugins.policies.document.compiled import Compiler
    from plugins.policies.document.parts import Bands
    from plugins.policies.document.running import Run

BACKWARDS = N_("The band ends before it begins.")
MEASURES = (rules.INTEGER, rules.NUMBER, rules.PERCENT)
_FROM = {"steps": "at_least", "from": "at_least", "over": "more_than"}
_TO = {"steps": "up_to", "from": "below", "over": "up_to"}


@dataclass(frozen=True, eq=False)
class Band:
    """One band: its ends (None is open) and whether each belongs to it; `values` are its formulas."""

    place: str
    name: str
    low: Decimal | None
    low_in: bool
    high: Decimal | None
    high_in: bool
    values: Mapping[str, rules.Expression]
    got: Mapping[str, Any]

    def holds(self, size: Any) -> bool:
        above = self.low is None or size > self.low or (self.low_in and size == self.low)
        return above and (self.high is None or size < self.high or (self.high_in and size == self.high))

    def __str__(self) -> str:
        if self.low is not None and self.high is not None and self.low_in and self.high_in:
            ends = f"{_end(self.low)}–{_end(self.high)}"
        else:
            low = [f"{'≥' if self.low_in else '>'} {_end(self.low)}"] if self.low is not None else []
            ends = ", ".join([*low, *([f"{'≤' if self.high_in else '<'} {_end(self.high)}"] if self.high is not None else [])])
        return f"{self.name} {ends}".strip() or "…"

    def __getitem__(self, name: str) -> Any:
        return self.got[name]


def _end(value: Decimal | None) -> str:
    return "" if value is None else str(plain(value))


@dataclass(frozen=True, eq=False)
class Scale:
    """The bands of a field in the order of the document."""

    place: str
    measure: rules.Expression | None
    rows: Sequence[Band]
    below: str
    above: str
    step: Decimal

    def find(self, run: "Run", size: Any = None) -> "Band | Undefined | None":
        if size is None and self.measure is not None:
            size = run.explain(self.measure, f"{self.place}/measure")
        if size is None:
            return Undefined("", rule=self.place)
        found = next((band for band in self.rows if band.holds(size)), None)
        if found is None:
            return self._outside(run, size)
        run.note(found.place, size, str(found))
        got = {name: run.explain(rule, f"{found.place}/{name}") for name, rule in found.values.items()}
        return Band(**{**found.__dict__, "got": got})

    def _outside(self, run: "Run", size: Any) -> Undefined | None:
        below = [band for band in self.rows if band.high is not None and band.high <= size]
        above = [band for band in self.rows if band.low is not None and band.low >= size]
        silent = (not below and self.below == "nothing") or (not above and self.above == "nothing")
        before = max(below, key=lambda band: band.high or 0, default=None)
        after = min(above, key=lambda band: band.low or 0, default=None)
        found = Undefined(str(plain(size)), str(before or ""), str(after or ""), self.place)
        run.note(self.place, None if silent else found)
        return None if silent else found


def build(compiler: "Compiler", name: str, declared: "Bands", value: Mapping[str, Any]) -> Scale:
    place = f"/{name}"
    measure = compiler.expression(value.get("measure"), declared.facts, f"{place}/measure", ()) if declared.measured else None
    rows = [_row(compiler, declared, value["bounds"], row, f"{place}/rows/{i}") for i, row in enumerate(value["rows"])]
    return Scale(place, measure, rows, value["below"], value["above"], value["step"])


def _row(compiler: "Compiler", declared: "Bands", bounds: str, row: Mapping[str, Any], place: str) -> Band:
    low_in = (row.get("from_is") or _FROM[bounds]) == "at_least"
    high_in = (row.get("to_is") or _TO[bounds]) == "up_to"
    low, high = row.get("from"), row.get("to")
    if low is not None and high is not None and (high < low or (high == low and not (low_in and high_in))):
        compiler.refuse("backwards", BACKWARDS, place)
    formulas = {n: compiler.expression(row.get(n), declared.facts, f"{place}/{n}", kind) for n, kind in declared.values.items()}
    return Band(
        place, row.get("name") or "", low, low is None or low_in, high, high is None or high_in,
        {n: rule for n, rule in formulas.items() if rule is not None}, {},
    )  # fmt: skip
