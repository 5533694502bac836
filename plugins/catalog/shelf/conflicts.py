"""What contradicts on the shelf: two prices for the same, lists that fight for a product, promotions that cannot both be meant."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any, Literal

import sqlalchemy as sa
import sqlalchemy.orm as so

from hansa import N_, Conflict, _, clock, current_scope, db, typed_list
from plugins.catalog.models import Family, Price, PriceList, Product, Promotion
from plugins.catalog.price.kind import PRICE
from plugins.policies.api import chosen

TWO_PRICES = N_("%(product)s has two prices in %(list)s, both from %(quantity)s on and valid on %(day)s.")
DEARER = N_("%(product)s costs more from %(quantity)s on than for less, in %(list)s.")
EMPTY_LIST = N_("%(list)s has no prices.")
NEVER = N_("%(product)s has a price in %(list)s that is valid on no day.")
FIGHT = N_(
    "%(list)s and %(other)s hold the same products for the same partners and have the same rank; the one that comes first by its code counts."
)
SAME_TERMS = N_("%(one)s and %(other)s are for the same and overlap; both are given, one after the other.")
CONTRADICT = N_(
    "%(one)s and %(other)s are for the same, overlap and have the same place in the order, so which one comes first is not declared."
)
BOTH_ALONE = N_("%(one)s and %(other)s are for the same and go with no other; the buyer gets the better one.")
NO_DAYS = N_("%(one)s is valid on no day.")
STANDS = N_("This contradicts: %(why)s")


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One thing found. Errors keep something off the shelf; warnings are shown. `about`: ids of what is concerned."""

    severity: Literal["error", "warning"]
    code: str
    message: str
    params: Mapping[str, str] = field(default_factory=dict)
    about: Sequence[uuid.UUID] = ()

    def words(self) -> str:
        """Return the message in the reader's language."""
        return _(self.message, **self.params)


def list_may_go(found: Any, values: Any) -> None:
    """Raise Conflict (code `contradiction`) when a list that shall go on the shelf contradicts itself."""
    _must_be_free(of_lists([found]))


def promotion_may_go(found: Any, values: Any) -> None:
    """Raise Conflict (code `contradiction`) when a promotion contradicts one that is on the shelf."""
    others = [one for one in db.session.scalars(sa.select(Promotion).where(Promotion.state == "published")) if one.id != found.id]
    _must_be_free(one for one in of_promotions([found, *others]) if found.id in one.about)


def _must_be_free(found: Iterable[Contradiction]) -> None:
    errors = [one for one in found if one.severity == "error"]
    if errors:
        raise Conflict(_(STANDS, why=" ".join(one.words() for one in errors[:5])), code="contradiction")


def everything() -> list[Contradiction]:
    """Return all that contradicts among what is on the shelf or drafted, the worst first."""
    lists = db.session.scalars(
        sa.select(PriceList).where(PriceList.state != "withdrawn", PriceList.archived_at.is_(None)).order_by(PriceList.key)
    ).all()
    promotions = db.session.scalars(sa.select(Promotion).where(Promotion.state != "withdrawn", Promotion.archived_at.is_(None))).all()
    found = [*of_lists(lists), *between(lists), *of_promotions(promotions)]
    return sorted(found, key=lambda one: one.severity)


def of_lists(lists: Sequence[Any]) -> Iterator[Contradiction]:
    """Find contradictions inside each of some lists; one statement."""
    product = sa.and_(Product.program_id == Price.program_id, Product.id == Price.product_id)
    wanted = (Price.list_id.in_([one.id for one in lists]), Price.archived_at.is_(None), Price.ended_at.is_(None))
    prices: dict[uuid.UUID, dict[tuple[Any, str], list[Any]]] = {one.id: {} for one in lists}
    for row, sku in db.session.execute(sa.select(Price, Product.sku).join(Product, product).where(*wanted)):
        prices[row.list_id].setdefault((row.product_id, row.unit or ""), []).append((row, sku))
    for one in lists:
        if not prices[one.id]:
            yield Contradiction("error", "empty-list", EMPTY_LIST, {"list": one.key}, (one.id,))
        for group in prices[one.id].values():
            yield from _of_product(one, group)


def _of_product(found: Any, group: Sequence[Any]) -> Iterator[Contradiction]:
    for row, sku in group:
        if row.valid_from is not None and row.valid_until is not None and row.valid_from >= row.valid_until:
            yield Contradiction("warning", "no-days", NEVER, {"product": sku, "list": found.key}, (found.id, row.id))
    for (one, sku), (other, _sku) in combinations(sorted(group, key=lambda pair: pair[0].from_quantity), 2):
        shared = overlap(one, other)
        if shared is None:
            continue
        params = {"product": sku, "list": found.key, "quantity": f"{other.from_quantity.normalize():f}"}
        if one.from_quantity == other.from_quantity:
            yield Contradiction("error", "two-prices", TWO_PRICES, {**params, "day": shared.isoformat()}, (found.id, one.id, other.id))
        elif other.amount > one.amount:
            yield Contradiction("warning", "dearer", DEARER, params, (found.id, one.id, other.id))


def overlap(one: Any, other: Any) -> date | None:
    """Return the first day on which both are valid, None when there is none; the last day of validity does not count."""
    starts = max((row.valid_from for row in (one, other) if row.valid_from is not None), default=None)
    ends = min((row.valid_until for row in (one, other) if row.valid_until is not None), default=None)
    if starts is not None and ends is not None and starts >= ends:
        return None
    return starts or clock.today(current_scope().program.zone)


def between(lists: Sequence[Any]) -> Iterator[Contradiction]:
    """Find lists of different codes that hold the same products for the same partners with the same rank."""
    shared = _shared([one.id for one in lists]) if lists else set()
    for one, other in combinations(lists, 2):
        if one.code == other.code or one.currency != other.currency or one.rank != other.rank or apart(one, other):
            continue
        if frozenset((one.id, other.id)) in shared:
            yield Contradiction("warning", "same-rank", FIGHT, {"list": one.key, "other": other.key}, (one.id, other.id))


def _shared(ids: Sequence[uuid.UUID]) -> set[frozenset[uuid.UUID]]:
    """Return the pairs of lists that hold a product in common."""
    one, other = so.aliased(Price), so.aliased(Price)
    same = sa.and_(one.program_id == other.program_id, one.product_id == other.product_id, one.list_id < other.list_id)
    pairs = sa.select(one.list_id, other.list_id).join(other, same).where(one.list_id.in_(ids), other.list_id.in_(ids)).distinct()
    return {frozenset(pair) for pair in db.session.execute(pairs)}


def apart(one: Any, other: Any) -> bool:
    """Tell whether no partner can be meant by both; a further condition is not judged."""
    if one.for_partner_id is not None and other.for_partner_id is not None and one.for_partner_id != other.for_partner_id:
        return True
    pairs = [(set(one.kinds or ()), set(other.kinds or ()))]
    pairs += [(_words(getattr(one, name)), _words(getattr(other, name))) for name in ("tiers", "regions", "countries")]
    return any(left and right and not left & right for left, right in pairs)


def _words(text: str | None) -> set[str]:
    return {word.casefold() for word in typed_list(text)}


def of_promotions(promotions: Sequence[Any]) -> Iterator[Contradiction]:
    """Find promotions for the same that overlap, as the policy in force lets promotions meet."""
    together = chosen(PRICE, clock.now()).compiled["together"]
    paths = {row.id: row.path for row in db.session.execute(sa.select(Family.id, Family.path))}
    named = sa.select(Product.id, Product.family_path).where(Product.id.in_([row.product_id for row in promotions if row.product_id]))
    products = {row.id: row for row in db.session.execute(named)}
    for one in promotions:
        if one.valid_from >= one.valid_until:
            yield Contradiction("warning", "no-days", NO_DAYS, {"one": one.code}, (one.id,))
    for one, other in combinations(sorted(promotions, key=lambda row: row.code), 2):
        if overlap(one, other) is None or apart(one, other) or _asunder(one, other, paths, products):
            continue
        yield from _meet(one, other, together)


def _meet(one: Any, other: Any, together: str) -> Iterator[Contradiction]:
    params, about = {"one": one.code, "other": other.code}, (one.id, other.id)
    if one.exclusive and other.exclusive:
        yield Contradiction("warning", "both-alone", BOTH_ALONE, params, about)
    elif (
        one.exclusive
        or other.exclusive
        or together == "best"
        or (together == "groups" and one.stack_group and one.stack_group == other.stack_group)
    ):
        return
    elif one.rank == other.rank and {one.kind, other.kind} != {"free_goods"} and one.kind != other.kind:
        yield Contradiction("error", "no-order", CONTRADICT, params, about)
    else:
        yield Contradiction("warning", "same-scope", SAME_TERMS, params, about)


def _asunder(one: Any, other: Any, paths: Mapping[Any, str], products: Mapping[Any, Any]) -> bool:
    """Tell whether no product can be meant by both."""
    if one.product_id and other.product_id and one.product_id != other.product_id:
        return True
    if one.brand and other.brand and one.brand.casefold() != other.brand.casefold():
        return True
    left, right = (_below(row, paths, products) for row in (one, other))
    return not (left.startswith(right) or right.startswith(left))


def _below(row: Any, paths: Mapping[Any, str], products: Mapping[Any, Any]) -> str:
    if row.product_id in products:
        return str(products[row.product_id].family_path)
    return paths.get(row.family_id, "/") if row.family_id else "/"
