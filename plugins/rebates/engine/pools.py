"""Partners that are measured together: families of the tree, those alike by a formula, all of them; and how what they earn is divided."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from plugins.rebates.engine.component import Component, Earned, calculate
from plugins.rebates.engine.ready import Ready
from plugins.rebates.engine.rounding import rounded
from plugins.rebates.engine.scale import ZERO

Facts = dict[str, Any]
Above = Mapping[uuid.UUID, uuid.UUID | None]
"""By partner the one it stands under."""
OWN = "own"
"""What was counted for a partner alone, kept where a component is earned together: so that it can be divided anew."""
Pool = Sequence[uuid.UUID]
"""Partners that are measured together, the one at the head first."""


def pools(made: Ready, known: Mapping[uuid.UUID, Facts], above: Above) -> list[Pool]:
    """Return the pools of partners; who is alone is a pool of one."""
    found: dict[Any, list[uuid.UUID]] = {}
    for partner in sorted(known):
        found.setdefault(_key(made, partner, known[partner], above), []).append(partner)
    return [sorted(members, key=lambda one: (_depth(one, above), one)) for members in found.values()]


def _key(made: Ready, partner: uuid.UUID, facts: Facts, above: Above) -> Any:
    level = made.policy["level"]
    if level == "tree":
        return _top(partner, above)
    if level == "alike":
        found = made.alike.run(facts) if made.alike is not None else None
        return partner if found in (None, "") else ("", found)
    return ""


def _top(partner: uuid.UUID, above: Above) -> uuid.UUID:
    found = above.get(partner)
    return partner if found is None else _top(found, above)


def _depth(partner: uuid.UUID, above: Above) -> int:
    found = above.get(partner)
    return 0 if found is None else 1 + _depth(found, above)


def put_together(made: Ready, found: Mapping[uuid.UUID, Facts], groups: Iterable[Pool]) -> None:
    """Let members know what is counted for all of them, and what each gets of what they earn together."""
    for pool in groups:
        members = [one for one in pool if one in found]
        if members:
            _together(made, {one: found[one] for one in members}, members)


def put_together_anew(made: Ready, found: Mapping[uuid.UUID, Facts], above: Above) -> dict[uuid.UUID, Facts]:
    """Return facts of partners, each with what was counted for it alone, with what is counted for all of them and divided among them."""
    facts = {one: {name: value for name, value in held.items() if not name.startswith("shared.")} for one, held in found.items()}
    put_together(made, facts, pools(made, facts, above))
    return facts


def _together(made: Ready, facts: Mapping[uuid.UUID, Facts], members: Pool) -> None:
    names = [f"measure.{one.name}" for one in made.measures]
    own = {one: {name: facts[one].get(name) for name in names} for one in members}
    sums = {name: _sum([own[one][name] for one in members]) for name in names}
    for one in members if made.divided else ():
        facts[one][OWN] = own[one]
    for measure in made.measures:
        for one in members if measure.pooled else ():
            facts[one][f"measure.{measure.name}"] = sums[f"measure.{measure.name}"]
    for component in made.components:
        if component.shared != "own":
            _divide(component, facts, members, own, sums)


def _sum(values: Collection[Any]) -> Any:
    """Return a sum; unknown where one of the values is."""
    return None if any(one is None for one in values) else sum(values, ZERO)


def _divide(one: Component, facts: Mapping[uuid.UUID, Facts], members: Pool, own: Mapping[uuid.UUID, Facts], sums: Facts) -> None:
    head = members[0]
    left = {f"{name}.{one.code}" for name in ("settled", "carried", "surplus")}
    before = {name: sum((facts[member].get(name, ZERO) for member in members), ZERO) for name in left}
    whole = calculate(one, {**facts[head], **sums, **before})
    if whole is None:
        return
    keys = _keys(one, members, own)
    rest = whole.earned
    for member in members:
        share = keys[member]
        part = rounded(whole.earned * share, one.decimals, "down") if one.place != "partner" else whole.earned * share
        facts[member][f"shared.{one.code}"] = _part(whole, share, part)
        rest -= part
    facts[head][f"shared.{one.code}"].earned += rest


def _keys(one: Component, members: Pool, own: Mapping[uuid.UUID, Facts]) -> dict[uuid.UUID, Fraction]:
    """Return the part each member gets. Who gave back more than it bought has none; where nobody bought, the head has all."""
    if one.shared == "equal":
        return dict.fromkeys(members, Fraction(1, len(members)))
    bought = {member: max(own[member].get(one.measure) or ZERO, ZERO) for member in members} if one.shared == "measure" else {}
    total = sum(bought.values(), ZERO)
    return {member: bought[member] / total for member in members} if total else {m: Fraction(m == members[0]) for m in members}


def _part(whole: Earned, share: Fraction, earned: Fraction) -> Earned:
    scaled = {name: getattr(whole, name) * share for name in ("measured", "base", "unrounded", "surplus", "guaranteed")}
    return replace(whole, **scaled, earned=earned, reasons=[*whole.reasons], notes=[*whole.notes, ("shared", [whole.unrounded, share])])
