"""What a calculation found, as rows of results: one for each component, receiver and payout form, every figure exact."""

import hashlib
import uuid
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter
from typing import Any

from plugins.policies.api import plain
from plugins.rebates.engine.component import Component, Earned
from plugins.rebates.engine.people import receiver
from plugins.rebates.engine.scale import ZERO
from plugins.rebates.engine.together import Gift
from plugins.rebates.engine.work import Work

Row = dict[str, Any]
NOTHING = Decimal(0).scaleb(-4)
PLACES = 10**12
"""Figures that end within twelve decimals are written as decimals at once."""
_hashed = itemgetter(
    "program", "component", "receiver", "form", "measured", "qualified", "base", "rate", "band", "unrounded", "earned", "settled_before", "payable",
    "currency", "reasons", "told",
)  # fmt: skip
_TOLD = ("measure.", "target.", "settled.", "carried.", "surplus.", "paid_before")


def rows(
    work: Work, partner: uuid.UUID, gift: Gift, currency: str, above: uuid.UUID | None = None, person: uuid.UUID | None = None
) -> Iterator[Row]:
    """Yield the rows of one partner; where its distributor (`above`) receives it, they are the distributor's and name the partner;
    where a `person` does, they name the person.

    Who bought nothing and gets nothing has none; who stays below a bound has one that says why.
    """
    loud = [earned for earned in gift.earned if not silent(earned)]
    if not loud:
        return
    said = _once()
    told = figures(gift.facts, said)
    components = {one.code: one for one in work.made.components}
    own: Row = {} if above is None else {"partner_id": above, "receiver": str(partner)}
    own |= {} if person is None else {"receiver": receiver(person)}
    closed = pooled_figures(work) if work.made.pooled and not work.made.policy["open_pool"] else frozenset()
    for earned in loud:
        common = _common(work, partner, earned, told, currency, said) | own
        yield from _parts(components[earned.component], earned, gift.facts, kept_apart(common, closed) if closed else common)


def pooled_figures(work: Work) -> frozenset[str]:
    """Return the measures that count for all members of a pool."""
    return frozenset(f"measure.{one.name}" for one in work.made.measures if one.pooled)


def kept_apart(row: Row, closed: frozenset[str]) -> Row:
    """Return a row whose figures of the pool only the vendor's people read: what others bought is not told to its members."""
    told = row["told"]
    apart = {name: value for name, value in told["facts"].items() if name in closed} | {"qualified": row["qualified"]}
    known = {name: value for name, value in told["facts"].items() if name not in closed}
    shown = [note for note in told.get("notes", ()) if note[0] not in ("shared", "band", "cap", "item_cap", "items", "guarantee", "minimum")]
    return {**row, "qualified": "", "told": {**told, "facts": known, "notes": shown, "pool": {**apart, "notes": told.get("notes", [])}}}


def silent(earned: Earned) -> bool:
    """Tell whether there is nothing to say: nothing bought, earned, settled or asked; or no rate for anything."""
    moved = earned.payable or earned.settled or earned.carried or earned.earned or earned.asks
    return not moved and ((not earned.measured and not earned.base) or "no_rate" in earned.reasons)


Text = Callable[[Fraction], str]


def _once() -> Text:
    """Return what writes a figure as exact text, and the very same one again but once: much is measured, base and what bands are reached by."""
    known: dict[int, str] = {}

    def said(value: Fraction) -> str:
        found = known.get(id(value))
        if found is None:
            found = known[id(value)] = exact(value)
        return found

    return said


def figures(facts: Mapping[str, Any], said: Text) -> dict[str, Any]:
    """Return the figures a result follows from, as text; what a person or a partner is called stays out."""
    own = {name: said(value) if type(value) is Fraction else plain(value) for name, value in facts.items() if name.startswith(_TOLD)}
    return own if facts.get("presence", 1) == 1 else {**own, "presence": plain(facts["presence"])}


def exact(value: Fraction) -> str:
    """Return a figure as exact text: a decimal where it ends, else a fraction."""
    top, bottom = value.as_integer_ratio()
    if bottom == 1:
        return str(top)
    times, rest = divmod(PLACES, bottom)
    if rest:
        return str(plain(value))
    whole, part = divmod(abs(top) * times, PLACES)
    return f"{'-' if top < 0 else ''}{whole}.{part:012}".rstrip("0")


def _told(value: Any) -> Any:
    return exact(value) if type(value) is Fraction else plain(value)


def _common(work: Work, partner: uuid.UUID, earned: Earned, told: Mapping[str, Any], currency: str, said: Text) -> Row:
    left = {name: exact(value) for name in ("carried", "later", "catch_up", "surplus", "guaranteed") if (value := getattr(earned, name))}
    notes = {"notes": [[name, [_told(part) for part in parts]] for name, parts in earned.notes]} if earned.notes else {}
    return {
        "partner_id": partner, "program": work.slug, "component": earned.component, "receiver": "", "measured": said(earned.measured),
        "qualified": said(earned.qualified), "base": said(earned.base), "rate": "" if earned.rate is None else said(earned.rate), "band": earned.band,
        "unrounded": said(earned.unrounded), "currency": currency, "reasons": list(earned.reasons), "told": {"facts": told, **left, **notes},
    }  # fmt: skip


def _parts(one: Component, earned: Earned, facts: Mapping[str, Any], common: Row) -> Iterator[Row]:
    """Yield a row for each payout form; what was earned and settled to date adds up over them."""
    parts = earned.parts or {one.form: ZERO}
    rest_earned, rest_settled = earned.earned, earned.settled
    for form, payable in list(parts.items())[1:]:
        settled = facts.get(f"settled.{one.code}.{form}", ZERO)
        rest_earned, rest_settled = rest_earned - settled - payable, rest_settled - settled
        yield {**common, "form": form, "earned": money(settled + payable), "settled_before": money(settled), "payable": money(payable)}
    form, payable = next(iter(parts.items()))
    yield {**common, "form": form, "earned": money(rest_earned), "settled_before": money(rest_settled), "payable": money(payable)}


def money(value: Fraction) -> Decimal:
    """Return an amount to 1/10,000, cut: what is finer was rounded by the program already, or stays in the unrounded figure."""
    if value is ZERO:
        return NOTHING
    top, bottom = value.as_integer_ratio()
    whole = abs(top) * 10_000 // bottom
    return Decimal(-whole if top < 0 else whole).scaleb(-4)


def named(run: uuid.UUID, row: Mapping[str, Any]) -> uuid.UUID:
    """Return the id of a row: the same whenever the run writes it."""
    told = f"{row['component']}/{row['receiver']}/{row['form']}".encode()
    digest = hashlib.blake2b(run.bytes + row["partner_id"].bytes + told, digest_size=16).digest()
    return uuid.UUID(bytes=digest, version=5)


def chained(digest: str, found: list[Row]) -> str:
    """Return the hash of all rows so far."""
    told = "\n".join([f"{row['partner_id']} {_hashed(row)!r}" for row in found])
    return hashlib.sha256(f"{digest}\n{told}".encode()).hexdigest()
