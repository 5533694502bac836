"""One component of a program, calculated for one partner and one period. Pure: facts in, what is earned out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from hansa import rules
from plugins.rebates.engine.rounding import rounded
from plugins.rebates.engine.scale import ZERO, Rate, Scale, reach

HUNDRED = Fraction(100)
Test = Callable[[Mapping[str, Any]], bool | None]


@dataclass(frozen=True, slots=True)
class Component:
    """A component of a document made ready. What the document leaves out is None. `unit`: of the figure its
    bands are reached by: money, percent or number. `to_date`: it counts over longer than a period, so that nothing adds up over periods."""

    code: str
    label: str
    applies: Test | None
    gate: Test | None
    base: Rate
    qualifier: Rate | None
    scale: Scale | None
    rate: Rate | None
    pays: str
    per: Fraction | None
    base_cap: Rate | None
    cap: Rate | None
    item: rules.Expression | None
    item_cap: Rate | None
    by_item: bool
    guarantee: Rate | None
    guarantee_is: str
    minimum: Rate | None
    below_minimum: str
    form: str
    small_form: str | None
    rounding: str
    decimals: int
    place: str
    steps: Sequence[str]
    factors: Sequence[tuple[str, Rate]]
    splits: Sequence[tuple[str, Fraction, bool]]
    prorated: Sequence[str]
    shared: str
    settled_with: str
    to_date: bool
    measure: str
    unit: str
    at: str

    @property
    def climbed(self) -> Scale | None:
        """The bands a partner reaches as a whole; None where there are none, or each item reaches its own."""
        return None if self.by_item else self.scale


@dataclass(slots=True)
class Earned:
    """What a component gives. `unrounded` and `earned` are to date where a program settles since its start; `payable` is what is
    due now. `carried` waits for the next period, `later` for the one it is settled with; `guaranteed` is what a guarantee added;
    `catch_up` is the part of `payable` for what earlier periods bought, where its rate has changed since. `parts` add up to `payable`;
    `items` is what each item gives before factors and limits, where items are paid each on its own."""

    component: str
    measured: Fraction = ZERO
    qualified: Fraction = ZERO
    base: Fraction = ZERO
    rate: Fraction | None = None
    band: str = ""
    unrounded: Fraction = ZERO
    earned: Fraction = ZERO
    settled: Fraction = ZERO
    payable: Fraction = ZERO
    carried: Fraction = ZERO
    later: Fraction = ZERO
    catch_up: Fraction = ZERO
    guaranteed: Fraction = ZERO
    surplus: Fraction = ZERO
    parts: dict[str, Fraction] = field(default_factory=dict)
    items: dict[Any, Fraction] | None = None
    reasons: list[str] = field(default_factory=list)
    notes: list[tuple[str, Any]] = field(default_factory=list)
    asks: bool = False

    @property
    def worth(self) -> Fraction:
        """What it is worth now: what is due, and what waits for the period it is settled with."""
        return self.payable + self.later

    def ask(self, code: str) -> "Earned":
        self.asks = True
        self.reasons.append(code)
        return self


def calculate(one: Component, facts: Mapping[str, Any]) -> Earned | None:
    """Return what a component gives, before it is settled; None where its population leaves the partner out.

    `facts` may hold, of the component, `settled.<code>` (paid so far), `carried.<code>` (too small until now), `surplus.<code>`
    (earned above the guarantee before), `items.<code>` (what was measured by item), and `presence` (the part of the period the partner
    was there).
    """
    found = Earned(one.code)
    if one.applies is not None:
        applies = one.applies(facts)
        if applies is None:
            return found.ask("population_unknown")
        if not applies:
            return None
    if not _sized(one, facts, found) or not _let(one, facts, found):
        return found
    amount = _paid(one, facts, found)
    if amount is not None:
        found.unrounded = found.earned = amount
        for step in one.steps:
            _STEPS[step](one, facts, found)
    return found


def _sized(one: Component, facts: Mapping[str, Any], found: Earned) -> bool:
    """Fill in base and qualifier; a partner asks where they are unknown."""
    base, presence = one.base(facts), facts.get("presence", 1)
    measured = facts.get(one.measure, base) if one.measure else base
    qualified = one.qualifier(facts) if one.qualifier is not None else base
    if base is None or qualified is None:
        found.ask("base_unknown" if base is None else "qualifier_unknown")
        return False
    if presence != 1 and "base" in one.prorated:
        base = base * presence
    most = one.base_cap(facts) if one.base_cap is not None else None
    if most is not None and base > most:
        found.reasons.append("base_capped")
        base, qualified = most, min(qualified, most) if one.qualifier is None else qualified
    found.measured, found.base, found.qualified = measured if type(measured) is Fraction else Fraction(measured or 0), base, qualified
    return True


def _let(one: Component, facts: Mapping[str, Any], found: Earned) -> bool:
    if one.gate is None:
        return True
    holds = one.gate(facts)
    if holds is None:
        found.ask("gate_unknown")
    elif not holds:
        found.reasons.append("gate_not_met")
    return bool(holds)


def _paid(one: Component, facts: Mapping[str, Any], found: Earned) -> Fraction | None:
    """Return base times rate, as bands and what is paid say; None where a person is asked."""
    if one.by_item:
        return _paid_by_item(one, facts, found)
    if one.scale is None:
        rate = one.rate(facts) if one.rate is not None else None
        if rate is None:
            found.reasons.append("no_rate")
            return ZERO
        found.rate = rate
        return _amount(one, rate, found.base)
    reached = reach(_stretched(one, one.scale, facts), found.qualified, found.base, facts)
    if reached.undefined or reached.unknown:
        found.ask("not_defined" if reached.undefined else "rate_unknown")
        return None
    if reached.band is None:
        found.reasons.append("below_first_band")
        return ZERO
    found.band, found.rate = reached.band.name, next(rate for band, rate, _on in reached.pays if band is reached.band)
    if reached.size is not found.qualified:
        found.reasons.append("size_capped")
    if len(reached.pays) > 1:
        found.notes = [("band", [str(band), rate, on]) for band, rate, on in reached.pays]
    capped = reached.size if one.qualifier is None and reached.size is not found.qualified else None
    amounts = [_amount(one, rate, on if capped is None else min(on, capped)) for _band, rate, on in reached.pays]
    return amounts[0] if len(amounts) == 1 else sum(amounts, ZERO)


def _stretched(one: Component, scale: Scale, facts: Mapping[str, Any]) -> Scale:
    presence = facts.get("presence", 1)
    return scale.stretched(Fraction(presence)) if presence != 1 and "threshold" in one.prorated else scale


def _paid_by_item(one: Component, facts: Mapping[str, Any], found: Earned) -> Fraction | None:
    """Return what items earn, each by the band it reaches itself. An item that is not known, or that no band defines, earns nothing and a
    person is asked; the others stand. What the base counts of the whole (a limit, a part of the period) it counts of each."""
    items = facts.get(f"items.{one.code}")
    if items is None:
        found.ask("items_unknown")
        return None
    total = sum(items.values(), ZERO)
    share = found.base / total if total else Fraction(1)
    scale = None if one.scale is None else _stretched(one, one.scale, facts)
    found.items, bands = {}, dict[tuple[str, Fraction], tuple[Fraction, int]]()
    for item, size in items.items():
        pays = _item_pays(one, scale, facts, found, item, size, size * share)
        found.items[item] = sum((_amount(one, rate, on) for _band, rate, on in pays), ZERO)
        for band, rate, on in pays:
            before, n = bands.get((band, rate), (ZERO, 0))
            bands[band, rate] = (before + on, n + 1)
    found.notes += [("items", [band, rate, on, n]) for (band, rate), (on, n) in sorted(bands.items())]
    found.band, found.rate = next(iter(bands)) if len(bands) == 1 else ("", None)
    if not bands and not found.asks:
        found.reasons.append("below_first_band" if scale is not None else "no_rate")
    return sum(found.items.values(), ZERO)


def _item_pays(
    one: Component, scale: Scale | None, facts: Mapping[str, Any], found: Earned, item: Any, size: Fraction, base: Fraction
) -> list[tuple[str, Fraction, Fraction]]:
    """Return the bands an item is paid by: their name, rate, and what of the item each is paid on."""
    if item is None or item == "":
        found.reasons += [] if "item_unknown" in found.reasons else ["item_unknown"]
        found.asks = True
        return []
    if scale is None:
        rate = one.rate(facts) if one.rate is not None and size > 0 else None
        return [] if rate is None else [("", rate, base)]
    reached = reach(scale, size, base, facts)
    if reached.undefined or reached.unknown:
        code = "not_defined" if reached.undefined else "rate_unknown"
        found.reasons += [] if code in found.reasons else [code]
        found.asks = True
    if reached.band is None or reached.unknown:
        return []
    capped = reached.size if reached.size is not size else None
    return [(str(band), rate, on if capped is None else min(on, capped)) for band, rate, on in reached.pays]


def _amount(one: Component, rate: Fraction, on: Fraction) -> Fraction:
    if one.pays == "percent":
        (top, bottom), (times, over) = rate.as_integer_ratio(), on.as_integer_ratio()
        return Fraction(top * times, bottom * over * 100)
    if one.pays == "per_unit":
        return rate * on
    if one.pays == "fixed":
        return rate
    return rate * (on // (one.per or 1))


def _factor(one: Component, facts: Mapping[str, Any], found: Earned) -> None:
    for name, of in one.factors:
        value = of(facts)
        if value is None:
            found.ask("factor_unknown")
            value = ZERO
        found.unrounded, found.earned = found.unrounded * value, found.earned * value
        found.notes.append(("factor", [name, value]))


def _cap_items(one: Component, facts: Mapping[str, Any], found: Earned) -> None:
    """Cut what each item earns, by itself or as its part of the whole by what was measured of it, to what an item may pay."""
    most = one.item_cap(facts) if one.item_cap is not None else None
    if most is None or not found.unrounded:
        return
    items = found.items if found.items is not None else facts.get(f"items.{one.code}")
    if items is None:
        found.ask("items_unknown")
        return
    total, whole = sum(items.values(), ZERO), found.unrounded
    found.unrounded, found.earned = (_up_to(most, amount, items, total) for amount in (found.unrounded, found.earned))
    if found.unrounded != whole:
        found.reasons.append("item_capped")
        found.notes.append(("item_cap", [whole, most, sum(whole * part / total > most for part in items.values())]))


def _up_to(most: Fraction, amount: Fraction, items: Mapping[Any, Fraction], total: Fraction) -> Fraction:
    return sum((min(amount * part / total, most) for part in items.values()), ZERO) if total else amount


def _cap(one: Component, facts: Mapping[str, Any], found: Earned) -> None:
    _cap_items(one, facts, found)
    most = one.cap(facts) if one.cap is not None else None
    if most is not None and found.unrounded > most:
        found.notes.append(("cap", [found.unrounded, most]))
        found.unrounded, found.earned = most, min(found.earned, most)
        found.reasons.append("capped")


def _guarantee(one: Component, facts: Mapping[str, Any], found: Earned) -> None:
    """Top up to the guarantee; a carried one is lowered by what earlier periods earned above it."""
    sure = one.guarantee(facts) if one.guarantee is not None else None
    if sure is None or (one.to_date and waits(one, facts)):
        return
    before = facts.get(f"surplus.{one.code}", ZERO) if one.guarantee_is == "carried" else ZERO
    floor = max(ZERO, sure - before)
    found.guaranteed = max(ZERO, floor - found.unrounded)
    found.surplus = max(ZERO, before + found.unrounded - sure)
    if found.guaranteed:
        found.unrounded, found.earned = found.unrounded + found.guaranteed, found.earned + found.guaranteed
        found.reasons.append("guaranteed")
        found.notes.append(("guarantee", [sure, floor]))


def _minimum(one: Component, facts: Mapping[str, Any], found: Earned) -> None:
    """Note a payout that is too small, tested unrounded; `settle` does what is declared."""
    least = one.minimum(facts) if one.minimum is not None else None
    if least is None or waits(one, facts):
        return
    if ZERO < (now := due(one, facts, found)) < least:
        found.reasons.append(f"below_minimum_{one.below_minimum}")
        found.notes.append(("minimum", [now, least]))


def due(one: Component, facts: Mapping[str, Any], found: Earned) -> Fraction:
    """Return what would be paid now, unrounded: less what was settled, with what was carried."""
    return found.unrounded - facts.get(f"settled.{one.code}", ZERO) + facts.get(f"carried.{one.code}", ZERO)


def _round(one: Component, facts: Mapping[str, Any], found: Earned) -> None:
    """Round the component, or each line's part of it; the partner's whole is rounded later."""
    spread = facts.get(f"spread.{one.measure}") if one.place == "line" else None
    if spread and found.base:
        share = found.earned / found.base
        found.earned = sum((n * rounded(share * part, one.decimals, one.rounding) for part, n in spread), ZERO)
    elif one.place != "partner":
        found.earned = rounded(found.earned, one.decimals, one.rounding)


_STEPS: Mapping[str, Callable[[Component, Mapping[str, Any], Earned], None]] = {
    "factor": _factor, "cap": _cap, "guarantee": _guarantee, "minimum": _minimum, "rounding": _round,
}  # fmt: skip


def waits(one: Component, facts: Mapping[str, Any]) -> bool:
    """Tell whether a component is settled with a later period than the one it is calculated for."""
    closes = facts.get("closes")
    return closes is not None and one.settled_with not in closes


def settle(one: Component, facts: Mapping[str, Any], found: Earned) -> None:
    """Take off what was settled, add what was carried; what is too small goes where the policy says."""
    found.settled, carried = facts.get(f"settled.{one.code}", ZERO), facts.get(f"carried.{one.code}")
    due = found.earned - found.settled if found.settled else found.earned
    due = due + carried if carried else due
    if due and waits(one, facts):
        found.reasons.append("settled_later")
        found.later, found.carried, due = due, ZERO if one.to_date else due, ZERO
    elif "below_minimum_carry" in found.reasons:
        found.carried, due = due, ZERO
    elif "below_minimum_forfeit" in found.reasons:
        due = ZERO
    found.payable = due
    found.catch_up = _catch_up(one, facts, found) if due else ZERO
    found.parts = _parts(one, due, "below_minimum_form" in found.reasons)


def _catch_up(one: Component, facts: Mapping[str, Any], found: Earned) -> Fraction:
    """Return what the base of earlier periods is worth at the rate of now, less what was settled for it; bands that pay only on their own
    part do not rate it anew."""
    earlier, even = facts.get(f"earlier.{one.code}"), one.scale is None or one.scale.method in ("whole", "total")
    if earlier is None or not found.base or not even or one.by_item or one.pays not in ("percent", "per_unit"):
        return ZERO
    return rounded(found.earned * earlier / found.base, one.decimals, one.rounding) - found.settled


def _parts(one: Component, due: Fraction, small: bool) -> dict[str, Fraction]:
    """Return the payout by form; each part is rounded, and what that leaves goes to the declared part, else to the first."""
    if not one.splits or small:
        return {(one.small_form or one.form) if small else one.form: due} if due else {}
    parts: dict[str, Fraction] = {}
    for form, percent, _leftover in one.splits:
        parts[form] = parts.get(form, ZERO) + rounded(due * percent / HUNDRED, one.decimals, one.rounding)
    home = next((form for form, _percent, leftover in one.splits if leftover), one.splits[0][0])
    parts[home] += due - sum(parts.values(), ZERO)
    return parts
