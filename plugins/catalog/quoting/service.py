"""Quotes: what a buyer pays a seller for lines at a moment, each price explained."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hansa import N_, Entity, behind, clock, current_scope
from plugins.catalog.price.kind import KEY, PRICE
from plugins.catalog.price.outcome import PricedLine
from plugins.catalog.quoting.asked import Ask, Quote, QuoteLine, QuoteProblem
from plugins.catalog.quoting.buyers import Buyer, buyer, may_ask, sellers
from plugins.catalog.quoting.gathering import Gathered, Request, gather
from plugins.catalog.quoting.products import Item
from plugins.catalog.selling.days import day_of
from plugins.catalog.tasks import PRICE as LOOK
from plugins.policies.api import InForce, chosen, decide, try_out

LEAST = N_("At least %(least)s %(unit)s are ordered.")
MULTIPLE = N_("It is ordered in multiples of %(multiple)s %(unit)s.")
OFF_SHELF = N_("It is not sold at present.")


def quote(
    buyer_id: uuid.UUID, lines: Sequence[Ask], *, at: datetime | None = None, seller: uuid.UUID | None = None, currency: str = "",
    dates: Mapping[str, datetime] | None = None, store: bool = False, record: Any = None, entity: Entity | None = None,
) -> Quote:  # fmt: skip
    """Return the prices of lines for a buyer; the number of statements does not grow with the lines.

    `at`: the moment the prices are of (default: now). `dates` by event (`order`, `delivery`, `invoice`, `request`): the policy
    says which of them freezes the price; where it is not given, `at` counts. `seller`: the distributor it buys from, None for
    the vendor. `currency`: default the program's. `store` keeps the decision, about `record`. Prices that cannot be known are
    None with a reason, never zero. Raises NotFound where the actor may not know the prices of this buyer or seller.
    """
    moment = at or clock.now()
    with behind(LOOK):
        version = chosen(PRICE, moment)
        freeze = version.compiled["freeze"]
        moment = (dates or {}).get(freeze, moment)
        version = chosen(PRICE, moment)
    day = day_of(moment)
    found = buyer(buyer_id, day)
    may_ask(found, seller)
    request = Request(found, seller, lines, currency or current_scope().program.currency, moment, day)
    return _answered(request, version, store, record, entity)


def own_prices(found: Buyer, known: Sequence[Item], lines: Sequence[Ask], seller: uuid.UUID | None) -> Quote:
    """Return what `quote` says to a buyer of today that was loaded, about products that were; neither is read again."""
    moment = clock.now()
    may_ask(found, seller)
    with behind(LOOK):
        version = chosen(PRICE, moment)
    request = Request(found, seller, lines, current_scope().program.currency, moment, day_of(moment), known)
    return _answered(request, version)


def _answered(request: Request, version: InForce, store: bool = False, record: Any = None, entity: Entity | None = None) -> Quote:
    if request.seller is not None and request.seller not in sellers(request.buyer):
        return _quoted(request, version, *_strange(request, version))
    gathered = gather(request, version.compiled)
    return _quoted(request, version, gathered, *_ran(gathered, request.buyer, version, request.at, store, record, entity))


def _ran(
    gathered: Gathered, found: Buyer, version: InForce, moment: datetime, store: bool, record: Any, entity: Entity | None
) -> tuple[Any, uuid.UUID | None]:
    if not store:
        return try_out(KEY, version.compiled, gathered.facts, moment), None
    made = decide(KEY, gathered.facts, record=record, entity=entity, partner_id=found.id, at=moment, version=version)
    return made.outcome, made.id


def _strange(request: Request, version: InForce) -> tuple[Gathered, Any, None]:
    """Every price is unknown where nobody sells to the buyer."""
    lines = [PricedLine(str(ask.product), ask.quantity, None, None, None, None, None, (), unknown="unknown_seller") for ask in request.asks]
    return Gathered({}, [None] * len(lines)), _Nothing(lines), None


@dataclass(frozen=True)
class _Nothing:
    """The outcome of what was not decided."""

    lines: Sequence[PricedLine]


def _quoted(request: Request, version: InForce, gathered: Gathered, outcome: Any, decision: uuid.UUID | None) -> Quote:
    program = current_scope().program
    lines = [
        _quote_line(ask, item, priced, request, program.locale)
        for ask, item, priced in zip(request.asks, gathered.items, outcome.lines, strict=True)
    ]
    amount = sum((line.amount for line in lines if line.amount is not None), Decimal(0))
    freeze = version.compiled["freeze"]
    return Quote(
        request.buyer.id, request.seller, request.currency, request.at, request.day, freeze, version.number, lines, amount, decision, outcome,
        gathered.facts, request.buyer, gathered.items,
    )  # fmt: skip


def _quote_line(ask: Ask, item: Item | None, priced: PricedLine, request: Request, locale: str) -> QuoteLine:
    price, amount, listed = (_shown(value) for value in (priced.price, priced.amount, priced.list_price))
    if item is None:
        return QuoteLine(ask, None, str(ask.product), "", ask.unit, ask.quantity, price, amount, listed, priced)
    factor = item.factor(ask.unit) or Decimal(1)
    units = ask.quantity * factor
    return QuoteLine(
        ask, item.id, item.sku, item.called(locale), ask.unit or item.unit, units, price, amount, listed, priced, _problems(item, units, request)
    )  # fmt: skip


def _shown(value: Fraction | None) -> Decimal | None:
    """Return an amount in the 1/10,000 money has; the price of one that is not rounded by itself may need more and is cut for reading."""
    return None if value is None else Decimal(value.numerator * 10_000 // value.denominator).scaleb(-4)


def _problems(item: Item, units: Decimal, request: Request) -> list[QuoteProblem]:
    found = []
    if not item.on_shelf(request.day):
        found.append(QuoteProblem("off_shelf", OFF_SHELF))
    if item.moq is not None and units < item.moq:
        found.append(QuoteProblem("below_moq", LEAST, {"least": f"{item.moq.normalize():f}", "unit": item.unit}))
    if item.multiple and units % item.multiple:
        found.append(QuoteProblem("not_multiple", MULTIPLE, {"multiple": f"{item.multiple.normalize():f}", "unit": item.unit}))
    return found
