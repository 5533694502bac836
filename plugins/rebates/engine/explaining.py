"""Why a figure is what it is: from the payout down to the invoiced lines and the version of the policy."""

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cache
from itertools import islice
from typing import Any

import sqlalchemy as sa

from hansa import N_, NotFound, Unprocessable, behind, current_scope, db, directory, entity_of, select
from plugins.orders.api import LINE
from plugins.policies.api import Compiled, plain
from plugins.rebates.engine import cells
from plugins.rebates.engine.cells import Shape
from plugins.rebates.engine.firsts import Firsts
from plugins.rebates.engine.foreign import factor
from plugins.rebates.engine.people import person_of
from plugins.rebates.engine.plan import asked, work_of
from plugins.rebates.engine.pools import pools
from plugins.rebates.engine.reading import Reader, active
from plugins.rebates.engine.ready import Measure, ready
from plugins.rebates.engine.scale import ZERO
from plugins.rebates.engine.tally import weight
from plugins.rebates.engine.work import KIND, Work, counts
from plugins.rebates.models import Period, Run
from plugins.rebates.program.programs import Program, of_version
from plugins.rebates.tasks import READ

MOST = 500
"""So many lines are shown below a measure; there may be more."""
SHOWN = ("id", "partner_id", "source_id", "invoice_no", "kind", "sku", "product_line", "amount", "quantity", "currency")
PAYABLE, EARNED, SETTLED = N_("To be paid"), N_("Earned"), N_("Settled before")
UNROUNDED, BASE, RATE, REACHED = N_("Before rounding"), N_("Base"), N_("Rate"), N_("Bands are reached by")
MEASURE, TARGET, CARRIED, TOPPED = N_("Measure"), N_("Target"), N_("Carried from the period before"), N_("Added by the guarantee")
ITEM_CAP, ITEMS = N_("Pays for an item at most"), N_("Items in the band, with their number")
CATCH_UP = N_("Of which for earlier periods")
SPLIT = N_("Part that is paid in this form, in percent")
WAITS = N_("Waits for the period it is settled with")
VERSION, FACTOR, BAND, CAP, MINIMUM, GUARANTEE, SHARED = (
    N_("Version of the policy"), N_("Factor"), N_("Band"), N_("Pays at most"), N_("Smallest payout"), N_("Guarantee"), N_("Part of what all earned together"),
)  # fmt: skip


@dataclass(frozen=True)
class Node:
    """A figure with what it follows from. `label` is a message, `name` what the policy or a document calls it; `value` exact text.

    `place` points into the document of the policy; `record` to a record, as entity and id.
    """

    label: str
    value: str = ""
    name: str = ""
    rule: str = ""
    place: str = ""
    record: tuple[str, Any] | None = None
    below: tuple["Node", ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return the tree as plain data, the same bytes for the same result."""
        found = {"label": self.label, "value": self.value, "name": self.name, "rule": self.rule, "place": self.place}
        return {**found, "record": list(map(str, self.record or ())), "below": [one.as_json() for one in self.below]}


def explain(result: Any) -> Node:
    """Return why a result is what it is, down to the lines the reader may see and the version of the policy that was applied."""
    run, work, number, component = _applied(result)
    policy = work.made.policy
    told = opened(result.told, result.qualified)
    facts = told.get("facts", {})
    measures = [_measure(work, one, facts, result, run) for one in work.made.measures if _used(work, component.at, one.name, policy)]
    texts = _texts(policy, component.at)
    basis = Node(BASE, result.base, rule=texts.get("base", ""), place=f"{component.at}/base", below=tuple(measures))
    targets = [Node(TARGET, plain(value), name.removeprefix("target.")) for name, value in facts.items() if name.startswith("target.")]
    parts = [
        basis, *targets, Node(REACHED, told["qualified"], rule=texts.get("qualifier", ""), place=f"{component.at}/qualifier"),
        Node(RATE, result.rate, result.band, texts.get("rate", ""), f"{component.at}/rate"), *_notes(told.get("notes", ()), component.at),
    ]  # fmt: skip
    unrounded = Node(UNROUNDED, result.unrounded, below=tuple(parts))
    split = next((percent for form, percent, _leftover in component.splits if form == result.form and "below_minimum_form" not in result.reasons), None)
    parted = () if split is None else (Node(SPLIT, plain(split), place=f"{component.at}/splits"),)
    rows = [Node(EARNED, plain(result.earned), below=(*parted, unrounded)), Node(SETTLED, plain(result.settled_before))]
    rows += [Node(CARRIED, str(facts[f"carried.{component.code}"]))] if f"carried.{component.code}" in facts else []
    rows += [Node(CATCH_UP, str(told["catch_up"]))] if "catch_up" in told else []
    rows += [Node(WAITS, str(told["later"]))] if "later" in told else []
    rows += [Node(TOPPED, str(told["guaranteed"]))] if "guaranteed" in told else []
    rows.append(Node(VERSION, str(number), result.program, record=("policies.version", run.policy_version_id) if run is not None else None))
    return Node(PAYABLE, plain(result.payable), component.label, place=component.at, below=tuple(rows))


def counted(result: Any, line: uuid.UUID) -> Fraction | None:
    """Return what the measure a result is paid on counted of an invoiced line, 0 where it is not among its lines; None where goods that
    come back lower that measure by themselves."""
    run, work, _number, component = _applied(result)
    measure = next((one for one in work.made.measures if f"measure.{one.name}" == component.measure), None)
    if measure is None or measure.of == "metric" or "return" in measure.kinds:
        return None
    return sum((value for _row, value, _rate in _values(work, measure, result, run, LINE.table.c.id == line)), ZERO)


def _applied(result: Any) -> tuple[Any, Work, int, Any]:
    """Return the run of a result, the work it did, the number of the version it applied, and the component. Raises NotFound."""
    with behind(READ):
        run, period = db.session.get(Run, (result.program_id, result.run_id)), db.session.get(Period, (result.program_id, result.period_id))
        policy, number = _policy(run, result.program)
    work = work_of(Program(result.program, result.program, None, ready(policy)), asked(period))
    component = next((one for one in work.made.components if one.code == result.component), None)
    if component is None:
        raise NotFound()
    return run, work, number, component


def opened(told: Mapping[str, Any], qualified: str) -> dict[str, Any]:
    """Return what a result follows from, with the figures of its pool where the reader is of the vendor."""
    pool = dict(told.get("pool", {})) if current_scope().actor.staff else {}
    notes, size = pool.pop("notes", told.get("notes", [])), pool.pop("qualified", qualified)
    return {**told, "facts": {**told.get("facts", {}), **pool}, "notes": notes, "qualified": size}


def whose(result: Any) -> uuid.UUID:
    """Return the partner whose lines a result is about."""
    found: uuid.UUID = result.partner_id
    return uuid.UUID(result.receiver) if result.receiver and person_of(result.receiver) is None else found


def _policy(run: Any, slug: str) -> tuple[Compiled, int]:
    """Return the very version a run applied."""
    version = entity_of("policies.version").model
    found = db.session.scalars(sa.select(version).where(version.id == run.policy_version_id)).one_or_none()
    if found is None:
        raise NotFound()
    return of_version(found, slug), found.number


def _used(work: Work, place: str, name: str, policy: Compiled) -> bool:
    """Tell whether a component reads a measure, by its base or any of its formulas."""
    row = policy["components"][int(place.rpartition("/")[2])]
    named = {one for rule in row.formulas.values() for one in rule.names}
    component = next(one for one in work.made.components if one.at == place)
    return f"measure.{name}" in named or component.measure == f"measure.{name}"


def _texts(policy: Compiled, place: str) -> Mapping[str, str]:
    row = policy["components"][int(place.rpartition("/")[2])]
    return {name: rule.text for name, rule in row.formulas.items()}


def _measure(work: Work, measure: Measure, facts: Mapping[str, Any], result: Any, run: Any) -> Node:
    value, rule = str(facts.get(f"measure.{measure.name}", "")), measure.where.text if measure.where is not None else ""
    below = tuple(_lines(work, measure, result, run)) if measure.of != "metric" else ()
    return Node(MEASURE, value, measure.label, rule or measure.metric, below=below)


def _notes(notes: Any, place: str) -> Iterator[Node]:
    labels = {"factor": FACTOR, "band": BAND, "cap": CAP, "item_cap": ITEM_CAP, "items": ITEMS, "minimum": MINIMUM, "guarantee": GUARANTEE, "shared": SHARED}
    for name, (first, *rest) in notes:
        if name == "items":
            first, rest = f"{first} ({rest[-1]})", rest[:-1]
        yield Node(labels[name], " × ".join(str(one) for one in rest), str(first), place=f"{place}/{name}")


def _lines(work: Work, measure: Measure, result: Any, run: Any) -> Iterator[Node]:
    """Yield the lines a measure counted, as far as the reader sees them, each with what it counted."""
    for row, value, rate in islice(_values(work, measure, result, run), MOST):
        label, rule = f"{row.on.isoformat()} {row.invoice_no or row.source_id}", f"{row.currency} {plain(row.amount)} × {plain(rate)}" if rate != 1 else ""
        yield Node(label, plain(value), row.sku or "", rule, record=("orders.line", row.id))


def _values(work: Work, measure: Measure, result: Any, run: Any, *only: Any) -> Iterator[tuple[Any, Fraction, Fraction]]:
    """Yield the lines a measure counted, with what it counted of each and the rate of its currency. `only`: conditions beside."""
    if measure.least is None:
        yield from ((row, size * times, rate) for row, size, times, rate, _item in _sizes(work, measure, result, run, *only))
        return
    found, sums = list(_sizes(work, measure, result, run)), dict[tuple[Any, Any], Fraction]()
    for _row, size, _times, _rate, item in found:
        sums[item] = sums.get(item, ZERO) + size
    wanted = {row.id for row, *_rest in _sizes(work, measure, result, run, *only)} if only else None
    for row, size, times, rate, item in found:
        if item[1] not in (None, "") and sums[item] >= measure.least and (wanted is None or row.id in wanted):
            yield row, size * times, rate


def _sizes(work: Work, measure: Measure, result: Any, run: Any, *only: Any) -> Iterator[tuple[Any, Fraction, Any, Fraction, tuple[Any, Any]]]:
    """Yield the lines a measure may count: the size of each, what it counts times, the rate of its currency, and its partner and item."""
    shape = _shape(work, measure)
    table, columns = LINE.table.c, cells.columns_of(shape.attributes)
    day, owners = table[work.dated], _partners(work, measure, result)
    first, read = Firsts(shape.attributes).read(owners, run.known_at), [columns[name].label(f"at{n}") for n, name in enumerate(shape.attributes) if name in columns]
    inside = (
        table.partner_id.in_(owners), day >= shape.cuts[0], day < shape.cuts[-1], table.created_at <= run.known_at, table.archived_at.is_(None),
        table.kind.in_(sorted(measure.kinds)), *only,
    )  # fmt: skip
    wanted = select(*(table[name] for name in SHOWN), day.label("on"), table.created_at, *read, *first.columns).where(*inside)
    work = replace(work, since={}, spells={})
    Reader(owners, run.known_at, stored=False).start([work])
    person, receiver, ask = _address(result), person_of(result.receiver), cache(factor)
    for row in db.session.connection().execute(wanted.order_by(day, table.id)):
        known = {name: getattr(row, f"at{n}") for n, name in enumerate(shape.attributes) if name in columns} | first.facts(row)
        times = weight({**known, KIND: row.kind}, measure) if _counts(work, measure, shape, row) else None
        rate = _rate(row, measure, ask)
        days = row.on, measure.held_day(row.on, known)
        if times is not None and rate and work.takes(measure, receiver or row.partner_id, *days) and _is_of(work, person, known):
            size = Fraction({"amount": row.amount, "quantity": row.quantity or 0, "lines": 1}[measure.of]) * rate
            yield row, size, times, rate, (row.partner_id, measure.item.run(known) if measure.item is not None else None)


def _partners(work: Work, measure: Measure, result: Any) -> list[uuid.UUID]:
    """Return whose lines a measure counts: the partner's, or all of its pool's; the reader sees those it may see."""
    own = whose(result)
    if not measure.pooled and all(one.shared == "own" for one in work.made.components if one.code == result.component):
        return [own]
    known = Reader(active(), stored=False)
    with behind(READ):
        return list(next((pool for pool in pools(work.made, known(work), known.above()) if own in pool), [own]))


def _rate(row: Any, measure: Measure, ask: Callable[[str, date, str], Fraction]) -> Fraction:
    """Return what a line's amount counts times in the program's currency; 0 where it does not count."""
    own = current_scope().program.currency
    if row.currency in ("", own) or measure.of != "amount":
        return Fraction(row.currency in ("", own) or measure.foreign != "own")
    try:
        return ask(row.currency, row.on, measure.foreign) if measure.foreign != "own" else ZERO
    except Unprocessable:
        return ZERO


def _address(result: Any) -> str:
    """Return the address of whom a result is for; empty where a partner receives it, or the person is gone."""
    person = person_of(result.receiver)
    found = directory.members(ids=[person]) if person is not None else []
    return found[0].email.casefold() if found else ""


def _is_of(work: Work, person: str, known: Mapping[str, Any]) -> bool:
    """Tell whether a line names whom a result is for."""
    rule = work.made.person
    return not work.made.personal or (rule is not None and str(rule.run(known) or "").strip().casefold() == person)


def _shape(work: Work, measure: Measure) -> Shape:
    first, last = work.reach()
    received = tuple(sorted(set(work.cut_offs.values())))
    named = work.made.person.names if work.made.person is not None else frozenset()
    return Shape(work.dated, (first, last), received, tuple(sorted(measure.reads | named)), measure.kinds)


def _counts(work: Work, measure: Measure, shape: Shape, row: Any) -> bool:
    came = next((at for at, ends in enumerate(shape.received) if row.created_at < ends), len(shape.received))
    return counts(work, measure, row.on, came, shape.received)
