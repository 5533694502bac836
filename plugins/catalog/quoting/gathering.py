"""The facts of a quote, gathered set by set: so many statements whatever the number of lines."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hansa import behind, records
from plugins.catalog.price.facts import Line, Promo, Row, Source, Special
from plugins.catalog.price.vocabulary import OF_REGISTRATION
from plugins.catalog.quoting import registrations, shelf
from plugins.catalog.quoting.asked import Ask
from plugins.catalog.quoting.buyers import Buyer
from plugins.catalog.quoting.products import Item, items, paths
from plugins.catalog.quoting.registrations import Registered
from plugins.catalog.selling.scopes import covers
from plugins.catalog.tasks import PRICE
from plugins.policies.api import Compiled

ZERO = Decimal(0)


@dataclass(frozen=True)
class Gathered:
    """Facts for the engine, and the product of each line."""

    facts: Mapping[str, Any]
    items: Sequence[Item | None]


@dataclass(frozen=True)
class Request:
    """Who asks whom for what, in which currency, when; `known` are products that were loaded."""

    buyer: Buyer
    seller: uuid.UUID | None
    asks: Sequence[Ask]
    currency: str
    at: datetime
    day: date
    known: Sequence[Item] = ()


def gather(request: Request, policy: Compiled) -> Gathered:
    """Return what the engine reads for a request."""
    known = _known(request)
    chosen = [known.get(ask.product) for ask in request.asks]
    ids = {item.id for item in chosen if item is not None}
    resale = request.seller is not None
    found = _shelf(request, ids)
    sources = [Source(held.key, held.rank) for held in found.held]
    promos = [] if resale else _promotions(request)
    specials = {} if resale else _specials(request, list({item.id: item for item in chosen if item is not None}.values()))
    reads = names_read(policy)
    registered = _registered(request) if not resale and any(name in OF_REGISTRATION for name in reads) else None
    lines = tuple(_line(ask, item, found, promos, specials, registered) for ask, item in zip(request.asks, chosen, strict=True))
    facts: dict[str, Any] = {
        "currency": request.currency, "resale": resale, "sources": tuple(sources), "promotions": tuple(promo for promo, _row in promos), "lines": lines,
        "price_date": request.day,
    }  # fmt: skip
    return Gathered({**facts, **{name: value for name, value in request.buyer.facts.items() if name in reads}}, chosen)


def names_read(policy: Compiled) -> frozenset[str]:
    """Return the names of the facts a price policy reads; only they are kept with a decision."""
    rules = [
        rule
        for name in ("levels", "families", "registrations", "by_hand")
        if policy[name]
        for row in policy[name].rows
        for rule in (row.test.rule, *row.values.values())
    ]
    bands = policy["quantities"]
    if bands is not None:
        rules += [rule for rule in (bands.measure, *(rule for row in bands.rows for rule in row.values.values())) if rule is not None]
    return frozenset(name for rule in rules for name in (*rule.names, *(name.rpartition(".")[0] for name in rule.names)))


def _known(request: Request) -> dict[str | uuid.UUID, Item]:
    known = _keyed(request.known)
    wanted = {ask.product for ask in request.asks} - known.keys()
    ids, skus = ([one for one in wanted if isinstance(one, kind)] for kind in (uuid.UUID, str))
    return known | _keyed(items(ids=ids, skus=skus)) if wanted else known


def _keyed(found: Sequence[Item]) -> dict[str | uuid.UUID, Item]:
    return {key: item for item in found for key in (item.id, item.sku)}


@dataclass(frozen=True)
class Shelved:
    """What stood on the shelf for a request: lists in its currency, rows and contracts by product."""

    held: Sequence[shelf.Held]
    keys: Mapping[uuid.UUID, str]
    rows: shelf.Rows
    contracts: shelf.Rows
    elsewhere: bool


def _shelf(request: Request, ids: set[uuid.UUID]) -> Shelved:
    buyer, day = request.buyer, request.day
    if request.seller is None:
        every = shelf.lists(buyer, request.at, day)
        held = [one for one in every if one.currency == request.currency]
        rows = shelf.prices(held, ids, request.at, day)
        agreed = shelf.contracts(buyer, ids, request.currency, day)
    else:
        every = shelf.dealer_lists(request.seller, buyer, day)
        held = [one for one in every if one.currency == request.currency]
        rows, agreed = shelf.dealer_prices(request.seller, held, ids, day), ()
    return Shelved(held, {one.id: one.key for one in held}, shelf.by_product(rows), shelf.by_product(agreed), bool(every) and not held)


def _line(
    ask: Ask,
    item: Item | None,
    found: Shelved,
    promos: Sequence[tuple[Promo, Any]],
    specials: Mapping[uuid.UUID, Sequence[tuple[Special, Any]]],
    registered: Registered | None,
) -> Line:
    if item is None:
        return Line(str(ask.product), ask.quantity, unknown="unknown_product")
    factor = item.factor(ask.unit)
    unknown = "bad_quantity" if ask.quantity <= 0 else "unknown_unit" if factor is None else "other_currency" if found.elsewhere else ""
    rows = sorted(_rows(item, found), key=lambda row: (row.source, row.factor, row.least, row.amount))
    agreed = [*_agreed(item, found), *(one for one, deal in specials.get(item.id, ()) if deal is None or deal == ask.deal_id)]
    facts = item.facts() | (registered.facts(ask, item) if registered else {})
    return Line(
        item.sku, ask.quantity, factor or Decimal(1), facts, tuple(rows), tuple(sorted(agreed, key=lambda one: (one.source, one.amount))),
        tuple(at for at, (_promo, applies) in enumerate(promos) if applies(item)), ask.manual, unknown,
    )  # fmt: skip


def _registered(request: Request) -> Registered:
    return registrations.gathered(request.buyer.id, {ask.deal_id for ask in request.asks if ask.deal_id}, request.day)


def _rows(item: Item, found: Shelved) -> list[Row]:
    read = [(row, item.factor(row.unit or "")) for row in found.rows.get(item.id, ())]
    return [Row(found.keys[row.list_id], row.amount, row.from_quantity * factor, factor) for row, factor in read if factor is not None]


def _agreed(item: Item, found: Shelved) -> list[Special]:
    read = [(row, item.factor(row.unit or "")) for row in found.contracts.get(item.id, ())]
    return [Special(row.reference, row.amount, row.from_quantity * factor, factor) for row, factor in read if factor is not None]


def _promotions(request: Request) -> list[tuple[Promo, Any]]:
    running = [row for row in shelf.running(request.buyer, request.at, request.day) if row.currency in (None, request.currency)]
    if not running:
        return []
    trees = paths() if any(row.family_id for row in running) else {}
    given = [row.free_product_id for row in running if row.free_product_id]
    frees = {item.id: item.sku for item in items(ids=given)} if given else {}
    return [(_promo(row, frees), lambda item, row=row: covers(row, item, trees)) for row in running]


def _promo(row: Any, frees: Mapping[uuid.UUID, str]) -> Promo:
    left = None if row.budget is None else max(row.budget - row.spent, ZERO)
    return Promo(
        row.code, row.kind, row.percent, row.amount, row.buy, row.free, frees.get(row.free_product_id), row.least, row.stack_group or None,
        row.exclusive, row.rank, left, row.label,
    )  # fmt: skip


def _specials(request: Request, chosen: Sequence[Item]) -> dict[uuid.UUID, list[tuple[Special, Any]]]:
    """Ask the plugins that know special prices, once."""
    named = {name.casefold(): item for item in chosen for name in (item.name, item.sku)}
    with behind(PRICE):
        answers = records.hooks("find_special_prices", partner_id=request.buyer.id, products=list(named), day=request.day)
    found: dict[uuid.UUID, list[tuple[Special, Any]]] = {}
    for one in (one for answer in answers for one in answer or ()):
        item = named.get(str(one["product"]).casefold())
        if item is not None and one["currency"] == request.currency:
            special = Special(one["reference"], one["price"], left=one.get("left"))
            found.setdefault(item.id, []).append((special, one.get("deal_id")))
    return found
