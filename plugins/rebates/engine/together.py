"""Several programs over the same cells: in their declared sequence, so that the order of processing never matters."""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any

from plugins.policies.api import HOLIDAYS, calendar
from plugins.rebates.engine.calendar import closes
from plugins.rebates.engine.cells import Cells
from plugins.rebates.engine.component import Earned
from plugins.rebates.engine.engine import evaluate
from plugins.rebates.engine.people import People, by_person
from plugins.rebates.engine.pools import Above, pools, put_together
from plugins.rebates.engine.scale import ZERO
from plugins.rebates.engine.tally import WHOLE, Left, Taken, items, reduce, spreads, tally
from plugins.rebates.engine.work import Work

Known = Mapping[uuid.UUID, Mapping[str, Any]]
"""Facts of partners by name, beside what lines give."""


@dataclass
class Gift:
    """What a program gives a partner: its components, and the facts it was calculated from."""

    facts: dict[str, Any]
    earned: list[Earned]


Gifts = dict[uuid.UUID, Gift]


def calculate(
    works: Iterable[Work],
    cells: Mapping[str, Cells],
    partners: Collection[uuid.UUID],
    known: Callable[[Work], Known],
    *,
    all_of: bool = False,
    people: Callable[[], People] | None = None,
    above: Callable[[], Above] | None = None,
) -> dict[Work, Gifts]:
    """Return what each work gives the partners it is for. `cells`: by the date of lines; `known`: facts of the partners for a work;
    `all_of`: also those that bought nothing and get nothing. `people` and `above` tell who works for partners and whom they stand under;
    asked only where a program is for people, or for partners measured together. What people get is under the ids of their memberships."""
    found: dict[Work, Gifts] = {}
    left: dict[str, Left] = {dated: {} for dated in cells}
    ordered = sorted(works, key=lambda work: work.sequence)
    last = max((work.sequence for work in ordered if work.reduced), default=-1)
    for sequence, group in groupby(ordered, key=lambda work: work.sequence):
        same = list(group)
        before = {dated: {key: dict(rest) for key, rest in one.items()} for dated, one in left.items()} if last > sequence else left
        for work in same:
            if work.made.personal:
                named = people() if people is not None else {}
                mine = by_person(cells[work.dated], work.made, named)
                found[work] = _given(work, mine, [one.id for one in named.values()], known(work), {}, all_of)
            else:
                tree = above if work.made.pooled else None
                found[work] = _given(work, cells[work.dated], partners, known(work), left[work.dated], all_of, tree() if tree else {})
        for work in same if last > sequence else ():
            if work.reduces:
                reduce(cells[work.dated], work, _reducing(work, found[work], known(work)), left[work.dated], before[work.dated])
    return found


def _reducing(work: Work, gifts: Gifts, known: Known) -> dict[uuid.UUID, Taken]:
    """Return what later programs take off: what is earned, or what was settled of it, as the program says it is looked at."""
    looks_at, found = work.made.policy["looks_at"], dict[uuid.UUID, Taken]()
    for one, gift in gifts.items():
        paid = known.get(one, {}) if looks_at != "earned" else {}
        so_far = {earned.component: ZERO if _not_yet(earned) or looks_at == "settled" else earned.earned for earned in gift.earned}
        found[one] = {
            earned.component: _by_item(earned, paid.get(f"paid.{earned.component}", so_far[earned.component])) for earned in gift.earned
        }
    return found


def _by_item(earned: Earned, amount: Fraction) -> dict[Any, Fraction]:
    """Divide an amount among the items that earned it."""
    total = sum(earned.items.values(), ZERO) if earned.items else ZERO
    return {item: amount * part / total for item, part in earned.items.items()} if earned.items and total else {WHOLE: amount}


def _not_yet(earned: Earned) -> bool:
    """Tell whether what is earned to date is settled, and takes off, with a later period only."""
    return bool(earned.later) and not earned.carried


def _given(work: Work, cells: Cells, partners: Collection[uuid.UUID], known: Known, left: Left, all_of: bool, above: Above | None = None) -> Gifts:
    figures, apart = tally(cells, work, left), {**spreads(cells, work, left), **items(cells, work, left)}
    fixed = {
        **work.made.policy.fixed, "period.starts_on": work.span.start, "period.ends_on": work.span.last, "period.number": work.span.number,
    }  # fmt: skip
    if work.made.working_days:
        fixed[HOLIDAYS] = calendar(work.made.policy.calendar)
    if work.made.waits:
        fixed["closes"] = closes(work.made.policy, work.span.start, work.span.end)
    before = {one: True for one, held in known.items() if any(name.startswith(("settled.", "carried.")) for name in held)}
    names = [(f"measure.{name}", held) for name, held in figures.items()]
    applies, eligible = work.made.policy["applies"], work.made.policy["people"] if work.made.personal else None
    ready: dict[uuid.UUID, dict[str, Any]] = {}
    for partner in partners:
        facts = {**fixed, **known.get(partner, {})}
        if (applies is not None and applies(facts) is not True) or (eligible is not None and eligible(facts) is not True):
            continue
        for name, held in names:
            facts[name] = held.get(partner, ZERO)
        if not all_of and work.made.still and not any(facts[name] for name, _held in names) and not before.get(partner):
            continue
        for name, lines in apart.items():
            facts[name] = lines.get(partner, {})
        ready[partner] = facts
    if work.made.pooled:
        put_together(work.made, ready, pools(work.made, ready, above or {}))
    return {partner: Gift(facts, earned) for partner, facts in ready.items() if (earned := evaluate(work.made, facts))}
