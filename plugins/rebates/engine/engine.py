"""The rebate engine: a program and the figures of one partner in, what is earned with every step out. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from hansa import N_
from plugins.policies.api import Compiled, Outcome, Reason, Step
from plugins.rebates.engine.calendar import DAY, closes
from plugins.rebates.engine.component import Component, Earned, calculate, due, settle, waits
from plugins.rebates.engine.presence import presence
from plugins.rebates.engine.ready import Ready, Target, ready
from plugins.rebates.engine.rounding import rounded
from plugins.rebates.engine.scale import ZERO

ENGINE_VERSION = 1
NOT_HERE, ASKS = N_("The program is not for this partner"), N_("It is not known whether the program is for this partner")
TEXTS: Mapping[str, str] = {
    "gate_not_met": N_("%(what)s: the condition is not met"), "gate_unknown": N_("%(what)s: a fact of the condition is missing; a person is asked"),
    "population_unknown": N_("%(what)s: it is not known whether it is for this partner"),
    "base_unknown": N_("%(what)s: the base is not known; a person is asked"), "qualifier_unknown": N_("%(what)s: what bands are reached by is not known"),
    "rate_unknown": N_("%(what)s: the rate is not known"), "no_rate": N_("%(what)s: there is no rate, so there is nothing"),
    "not_defined": N_("%(what)s: the policy does not define this size; a person is asked"), "below_first_band": N_("%(what)s: below the first band"),
    "factor_unknown": N_("%(what)s: a factor is not known"), "base_capped": N_("%(what)s: the base counts up to its limit"),
    "size_capped": N_("%(what)s: it counts up to the end of the last band"), "capped": N_("%(what)s: paid up to its limit"),
    "guaranteed": N_("%(what)s: topped up to the guarantee"), "below_minimum_forfeit": N_("%(what)s: below the smallest payout, forfeited"),
    "below_minimum_carry": N_("%(what)s: below the smallest payout, carried to the next period"),
    "below_minimum_form": N_("%(what)s: below the smallest payout, paid in another form"), "program_capped": N_("%(what)s: cut by the limit of the program"),
    "item_capped": N_("%(what)s: some items are paid up to their limit"),
    "item_unknown": N_("%(what)s: some lines name no item; a person is asked"),
    "items_unknown": N_("%(what)s: what was measured by item is not known; a person is asked"),
    "settled_later": N_("%(what)s: earned, and settled with a later period"),
   
}  # fmt: skip


def engine(policy: Compiled, facts: Mapping[str, Any]) -> Outcome:
    """Return what a partner earns. `facts`: `measure.<name>`, what formulas read, and what earlier periods left (`settled.<component>`,
    `carried.<component>`, `surplus.<component>`).

    The result is `earned`, `nothing`, `outside` or `ask`. `values`: of each component its payout by code, and under `<code>_…` the
    unrounded figure, what was earned to date, band, rate, what was carried and topped up; and the `total`.
    """
    made, known = ready(policy), {**policy.fixed, **facts}
    if made.waits and None not in (facts.get("period.starts_on"), facts.get("period.ends_on")):
        known.setdefault("closes", closes(policy, known["period.starts_on"], known["period.ends_on"] + DAY))
    within = policy["applies"](known) if policy["applies"] is not None else True
    if not within:
        code = "ask" if within is None else "outside"
        return Outcome(code, (Reason(code, "info", ASKS if within is None else NOT_HERE, rule="/applies"),), {"total": ZERO})
    found = evaluate(made, known)
    result = "ask" if any(one.asks for one in found) else "earned" if any(one.payable for one in found) else "nothing"
    return Outcome(result, tuple(_reasons(made, found)), _values(found), tuple(steps(made, found, known)))


def evaluate(made: Ready, known: dict[str, Any]) -> list[Earned]:
    """Return what each component of a program gives, of those whose population has the partner. `known` is filled with the targets."""
    share = presence(made, known)
    if share is None:
        return []
    known["presence"] = share
    for target in made.targets:
        known[f"target.{target.name}"] = aimed(target, known, share if "target" in made.policy["prorated"] else Fraction(1))
    found = [(one, earned) for one in made.components if (earned := _earned(one, known)) is not None]
    _whole(found)
    _capped(made, found, known)
    _too_small(made, found, known)
    for one, earned in found:
        settle(one, known, earned)
    return [earned for _one, earned in found]


def _earned(one: Component, known: Mapping[str, Any]) -> Earned | None:
    """Return what a component gives before it is settled: its part of what all earned together, or what its own figures give."""
    part: Earned | None = known.get(f"shared.{one.code}")
    if part is None:
        return calculate(one, known)
    return replace(part, reasons=[*part.reasons], notes=[*part.notes])


def aimed(target: Target, known: Mapping[str, Any], share: Fraction) -> Fraction | None:
    """Return a target of the period: formula, limits, its part of the year, in proportion to presence."""
    value = target.of(known)
    if value is None:
        return None
    value = value if target.floor is None else max(value, target.floor)
    value = value if target.cap is None else min(value, target.cap)
    if target.split:
        value = value * target.split[(int(known.get("period.number", 1)) - 1) % len(target.split)] / 100
    return value * share


def _whole(found: list[tuple[Component, Earned]]) -> None:
    """Round the sum of the components that are rounded together; what that leaves goes to the first of them."""
    together = [(one, earned) for one, earned in found if one.place == "partner"]
    if not together:
        return
    first, home = together[0]
    total = rounded(sum((earned.earned for _one, earned in together), ZERO), first.decimals, first.rounding)
    for one, earned in together:
        earned.earned = rounded(earned.earned, one.decimals, "down")
    home.earned += total - sum((earned.earned for _one, earned in together), ZERO)


def _capped(made: Ready, found: list[tuple[Component, Earned]], known: Mapping[str, Any]) -> None:
    """Cut the components, the last one first, to what they may pay together."""
    limits = [made.cap(known) if made.cap is not None else None, _left_ever(made, found, known)]
    most = min((one for one in limits if one is not None), default=None)
    if most is None:
        return
    over = sum((earned.earned for _one, earned in found), ZERO) - most
    for _one, earned in reversed(found):
        cut = min(over, earned.earned)
        if cut > 0:
            earned.earned, earned.unrounded, over = earned.earned - cut, min(earned.unrounded, earned.earned - cut), over - cut
            earned.reasons.append("program_capped")


def _too_small(made: Ready, found: list[tuple[Component, Earned]], known: Mapping[str, Any]) -> None:
    """Note that what all components pay now is too small together; `settle` does with each what is declared."""
    least = made.minimum(known) if made.minimum is not None else None
    if least is None:
        return
    paid = [(earned, due(one, known, earned)) for one, earned in found if not waits(one, known) and not _TOO_SMALL & {*earned.reasons}]
    total = sum((amount for _earned, amount in paid), ZERO)
    for earned, amount in paid if ZERO < total < least else ():
        if amount:
            earned.reasons.append(f"below_minimum_{made.policy['below_minimum']}")
            earned.notes.append(("minimum", [total, least]))


_TOO_SMALL = {f"below_minimum_{what}" for what in ("forfeit", "carry")}
"""Reasons for which a component pays nothing by itself already."""


def _left_ever(made: Ready, found: list[tuple[Component, Earned]], known: Mapping[str, Any]) -> Fraction | None:
    """Return what may be earned of the limit over all periods: what it leaves after what was paid, settled amounts of this stretch included."""
    most = made.cap_ever(known) if made.cap_ever is not None else None
    if most is None:
        return None
    settled = sum((known.get(f"settled.{one.code}", ZERO) for one, _earned in found), ZERO)
    return max(most - known.get("paid_before", ZERO) + settled, ZERO)


def _reasons(made: Ready, found: list[Earned]) -> Iterator[Reason]:
    labels = {one.code: (one.label, one.at) for one in made.components}
    for earned in found:
        label, place = labels[earned.component]
        for code in earned.reasons:
            yield Reason(code, "warn" if earned.asks else "info", TEXTS[code], {"what": label}, place)


def _values(found: list[Earned]) -> dict[str, Any]:
    values: dict[str, Any] = {"total": sum((one.payable for one in found), ZERO)}
    for one in found:
        told = {
            "unrounded": one.unrounded, "earned": one.earned, "settled": one.settled, "carried": one.carried, "guaranteed": one.guaranteed,
            "base": one.base, "qualified": one.qualified, "rate": one.rate, "band": one.band, "parts": one.parts,
        }  # fmt: skip
        values |= {one.component: one.payable, **{f"{one.component}_{name}": value for name, value in told.items()}}
    return values


def steps(made: Ready, found: list[Earned], known: Mapping[str, Any]) -> Iterator[Step]:
    """Yield every figure that was asked, and what came of it, component by component."""
    for at, measure in enumerate(made.measures):
        yield Step(f"/measures/{at}", known.get(f"measure.{measure.name}"), note=measure.label)
    for at, target in enumerate(made.targets):
        yield Step(f"/targets/{at}", known.get(f"target.{target.name}"), note=target.name)
    places = {one.code: one.at for one in made.components}
    for earned in found:
        place = places[earned.component]
        told = {
            "base": earned.base,
            "qualifier": earned.qualified,
            "rate": earned.rate,
            "unrounded": earned.unrounded,
            "earned": earned.earned,
        }
        yield from (Step(f"{place}/{name}", value, note=earned.band if name == "rate" else "") for name, value in told.items())
        yield from (Step(f"{place}/{name}", value) for name, value in earned.notes)
        yield Step(place, earned.payable, note=earned.component)
