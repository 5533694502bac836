"""A compiled document as the engine calculates it, put together once for a version."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import Any

from hansa import rules
from plugins.policies.api import HOLIDAYS, Compiled
from plugins.rebates.engine.component import Component
from plugins.rebates.engine.foreign import way_of
from plugins.rebates.engine.scale import Band, Rate, Scale
from plugins.rebates.program.parts import Made, parts

Facts = Mapping[str, Any]
LINE = "line."
ROWS = ("targets", "components", "bands", "factors")
"""Parts of a document whose formulas are about a partner and a period."""


@dataclass(frozen=True, eq=False)
class Measure:
    """A figure to be counted: `where` and `weight` read attributes of lines, `reads` names them; `held` reads facts of the partner, on the
    day of each line, or the one `held_on` names. Of an
    `item` (an order) nothing counts unless it comes to `least`."""

    name: str
    label: str
    of: str
    metric: str
    where: rules.Expression | None
    weight: rules.Expression | None
    kinds: frozenset[str]
    span: str
    gross: bool
    spread: bool
    pooled: bool = False
    first: date | None = None
    last: date | None = None
    foreign: str = "own"
    held: rules.Expression | None = None
    held_on: rules.Expression | None = None
    item: rules.Expression | None = None
    least: Fraction | None = None

    def within(self, day: date) -> bool:
        """Tell whether a day is inside of the measure's own first and last one."""
        return (self.first is None or day >= self.first) and (self.last is None or day <= self.last)

    def held_day(self, day: date, known: Mapping[str, Any]) -> date | None:
        """Return the day on which the partner of a line has to have what is asked; None where it is not known."""
        return day if self.held_on is None else self.held_on.run(known)

    @property
    def reads(self) -> frozenset[str]:
        rules_ = [rule for rule in (self.where, self.weight, self.held_on, self.item) if rule is not None]
        return frozenset(name for rule in rules_ for name in rule.names if name.startswith(LINE))


@dataclass(frozen=True, eq=False)
class Target:
    """A target: its formula, its limits, and the percentages of the year's periods."""

    name: str
    of: Rate
    floor: Fraction | None
    cap: Fraction | None
    split: tuple[Fraction, ...]


@dataclass(frozen=True, eq=False)
class Ready:
    """A program made ready. `reads` are the facts about partners it asks for."""

    policy: Compiled
    measures: Sequence[Measure]
    targets: Sequence[Target]
    components: Sequence[Component]
    cap: Rate | None
    cap_ever: Rate | None
    minimum: Rate | None
    joined: Callable[[Facts], date | None] | None
    left: Callable[[Facts], date | None] | None
    reads: frozenset[str]
    person: rules.Expression | None
    alike: rules.Expression | None
    counted_from: Callable[[Facts], date | None] | None
    still: bool
    """Whether who bought nothing gets nothing, so that there is nothing to calculate."""
    working_days: bool
    """Whether a formula asks for working days."""

    @property
    def personal(self) -> bool:
        """Tell whether people receive it."""
        return bool(self.policy["receiver"] == "person")

    @property
    def pooled(self) -> bool:
        """Tell whether partners are measured together."""
        return bool(self.policy["level"] != "partner")

    @property
    def divided(self) -> bool:
        """Tell whether partners earn something together that is divided among them."""
        return any(one.shared != "own" for one in self.components)

    @property
    def waits(self) -> bool:
        """Tell whether a component is settled with later periods than its own."""
        return any(one.settled_with != "period" for one in self.components)

    @property
    def cumulative(self) -> bool:
        return bool(self.policy["settlement"] == "cumulative")

    @property
    def builds_on(self) -> bool:
        """Tell whether a period takes off, carries or limits by what the periods before it gave."""
        carried = self.minimum is not None and self.policy["below_minimum"] == "carry"
        left = carried or any((one.minimum and one.below_minimum == "carry") or (one.guarantee and one.guarantee_is == "carried") for one in self.components)
        return self.cumulative or self.waits or left or self.cap_ever is not None

    def span(self, measure: Measure) -> str:
        """Return which days a measure is about: those since the start, where the program settles so."""
        return "to_date" if measure.span == "period" and self.cumulative else measure.span


@lru_cache(maxsize=300)
def ready(policy: Compiled) -> Ready:
    """Return a compiled document ready to calculate."""
    rounded_lines = {_measured(one, policy) for one in policy["components"] or () if one["place"] == "line"}
    way = way_of(policy["currencies"], policy["year"])
    measures = tuple(_measure(one, one["name"] in rounded_lines, way) for one in policy["measures"] or ())
    targets = tuple(_target(one) for one in policy["targets"] or ())
    components = tuple(component(one, policy) for one in policy["components"] or ())
    dates = [policy[name].run if policy[name] is not None else None for name in ("joined", "left", "counted_from")]
    return Ready(
        policy, measures, targets, components, rate(policy["cap"]), rate(policy["cap_ever"]), rate(policy["minimum"]), dates[0], dates[1], _reads(policy),
        policy["person"], policy["alike"], dates[2], _still(policy),
        any(HOLIDAYS in rule.names for name in ROWS for row in policy[name] or () for rule in row.formulas.values()),
    )  # fmt: skip


def _measure(one: Made, spread: bool, foreign: str) -> Measure:
    where, weight = (one.formulas.get(name) for name in ("where", "weight"))
    return Measure(
        one["name"], one["label"] or one["name"], one["of"], one["metric"] or "", where, weight, frozenset(one["kinds"] or ()),
        one["span"], one["gross"], spread, one["level"] == "pool", one["first_on"], one["last_on"], foreign, one.formulas.get("held"), one.formulas.get("held_on"),
        one.formulas.get("item"), _number(one["least"]),
    )  # fmt: skip


def _target(one: Made) -> Target:
    of = rate(one.formulas["of"])
    assert of is not None
    split = tuple(Fraction(part) for part in parts(one["split"]) or ()) if one["split"] else ()
    return Target(one["name"], of, _number(one["floor"]), _number(one["cap"]), split)


def component(one: Made, policy: Mapping[str, Any]) -> Component:
    """Return a component with its bands, factors and split."""
    code = one["code"]
    own = {name: [row for row in policy[name] or () if row["component"] == code] for name in ("bands", "factors", "splits")}
    measure = _measured(one, policy)
    return Component(
        code=code, label=one["label"], applies=_test(one, "applies", "ask"), gate=_test(one, "gate", one["missing"]),
        base=rate(one.formulas.get("base")) or _first(measure), qualifier=rate(one.formulas.get("qualifier")),
        scale=_scale(one, own["bands"]), rate=rate(one.formulas.get("rate")), pays=one["pays"], per=_number(one["per"]),
        base_cap=rate(one.formulas.get("base_cap")), cap=rate(one.formulas.get("cap")), item=one.formulas.get("item"),
        item_cap=rate(one.formulas.get("item_cap")), by_item=bool(one["by_item"]), guarantee=rate(one.formulas.get("guarantee")),
        guarantee_is=one["guarantee_is"], minimum=rate(one.formulas.get("minimum")), below_minimum=one["below_minimum"], form=one["form"],
        small_form=one["small_form"], rounding=one["rounding"], decimals=one["decimals"], place=one["place"],
        steps=_steps(one, own["factors"]), factors=[(row["name"], _must(row, "of")) for row in own["factors"]],
        splits=[(row["form"], Fraction(row["percent"]), bool(row["leftover"])) for row in own["splits"]], prorated=tuple(policy["prorated"] or ()),
        shared=one["shared"], settled_with=one["settled_with"], to_date=_to_date(policy, measure),
        measure=f"measure.{measure}" if measure else "", unit=_unit(one, policy, measure), at=one.place,
    )  # fmt: skip


def _to_date(policy: Mapping[str, Any], measure: str) -> bool:
    """Tell whether a measure counts from before the period on."""
    span = next((row["span"] for row in policy["measures"] or () if row["name"] == measure), "period")
    return policy["settlement"] == "cumulative" or span in ("to_date", "quarter", "half", "year")


def _steps(one: Made, factors: Sequence[Made]) -> list[str]:
    """Return the declared steps in which something happens."""
    idle = {"cap", "guarantee", "minimum"} - one.formulas.keys() | (set() if factors else {"factor"})
    idle -= {"cap"} if "item_cap" in one.formulas else set()
    return [step.strip() for step in one["steps"].split(",") if step.strip() not in idle]


def _unit(one: Made, policy: Mapping[str, Any], measure: str) -> str:
    """Return the unit of the figure bands are reached by: that of what is measured, unless it is a formula of its own."""
    rule = one.formulas.get("qualifier")
    if rule is not None and rule.text.strip().startswith("measure.") and len(rule.names) == 1:
        measure = rule.text.strip().removeprefix("measure.")
    elif rule is not None:
        return "percent" if rule.type == rules.PERCENT or rule.text.strip().startswith("percent(") else "number"
    counted = next((row["of"] for row in policy["measures"] or () if row["name"] == measure), "")
    return "money" if counted == "amount" else "number"


def _measured(one: Made, policy: Mapping[str, Any]) -> str:
    """Return the measure a component is about: the first one its base names, else the first of the program."""
    base = one.formulas.get("base")
    named = sorted(name.removeprefix("measure.") for name in base.names if name.startswith("measure.")) if base is not None else []
    measures = policy["measures"] or ()
    first = [row["name"] for row in measures if row["name"] in named] if base is not None else [row["name"] for row in measures]
    return first[0] if first else ""


def _first(measure: str) -> Rate:
    name = f"measure.{measure}"
    return lambda facts: facts.get(name)


def _scale(one: Made, rows: Sequence[Made]) -> Scale | None:
    if not rows:
        return None
    low_in, high_in = _IN[one["bounds"]]
    bands = [_band(row, low_in, high_in) for row in rows]
    bands.sort(key=lambda band: (band.low is not None, band.low or 0))
    return Scale(tuple(_joined(bands)), one["method"], one["below"], one["above"])


_IN: Mapping[str, tuple[bool, bool]] = {"from": (True, False), "over": (False, True), "steps": (True, True)}


def _band(row: Made, low_in: bool, high_in: bool) -> Band:
    low_in = row["from_is"] == "at_least" if row["from_is"] else low_in
    high_in = row["to_is"] == "up_to" if row["to_is"] else high_in
    low, high = _number(row["from"]), _number(row["to"])
    return Band(row["name"] or "", low, low_in, high, high_in, _must(row, "rate"), row.place)


def _joined(bands: Sequence[Band]) -> list[Band]:
    """Fill in ends that are not written: a band begins where the one before ends, and ends where the next begins."""
    found: list[Band] = []
    for at, band in enumerate(bands):
        if band.low is None and at and found[-1].high is not None:
            before = found[-1]
            band = Band(band.name, before.high, not before.high_in, band.high, band.high_in, band.rate, band.place)
        if band.high is None and at + 1 < len(bands) and bands[at + 1].low is not None:
            after = bands[at + 1]
            band = Band(band.name, band.low, band.low_in, after.low, not after.low_in, band.rate, band.place)
        found.append(band)
    return found


def rate(rule: rules.Expression | None) -> Rate | None:
    """Return a formula as an exact figure of the facts; one that reads nothing is computed once."""
    if rule is None:
        return None
    run = rule.run
    if not rule.names:
        fixed = _exact(run({}))
        return lambda facts: fixed
    return lambda facts: _exact(run(facts))


def _must(row: Made, name: str) -> Rate:
    found = rate(row.formulas[name])
    assert found is not None
    return found


def _exact(value: Any) -> Fraction | None:
    return None if value is None else value if type(value) is Fraction else Fraction(value)


def _number(value: Any) -> Fraction | None:
    return None if value is None else Fraction(value)


def _test(one: Made, name: str, missing: str) -> Callable[[Facts], bool | None] | None:
    rule = one.formulas.get(name)
    if rule is None:
        return None
    run, given = rule.run, {"yes": True, "no": False, "ask": None}[missing]

    def test(facts: Facts) -> bool | None:
        found = run(facts)
        return given if found is None else bool(found)

    return test


def _reads(policy: Mapping[str, Any]) -> frozenset[str]:
    """Return the facts a program asks of partners."""
    rows = [row for name in ROWS for row in policy[name] or ()]
    named = [rule for row in rows for rule in row.formulas.values()]
    named += [policy[name] for name in ("joined", "left", "cap", "cap_ever", "minimum", "alike", "counted_from") if policy[name] is not None]
    named += [policy["applies"].rule] if policy["applies"] is not None else []
    return frozenset(name for rule in named for name in rule.names if name.startswith(("partner.", "metric.", "enrol", "given", "baseline.")))


def _still(policy: Mapping[str, Any]) -> bool:
    rows = policy["components"] or ()
    counted = all(row["of"] != "metric" for row in policy["measures"] or ())
    return counted and policy["level"] == "partner" and all(row["pays"] != "fixed" and not {"base", "guarantee"} & row.formulas.keys() for row in rows)
