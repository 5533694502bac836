"""Finding products: words, product line, family, brand; a page of them with own prices."""

import uuid
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa

from hansa import _, behind, current_locale, current_scope, db, entity_of, select
from plugins.catalog.models import Product
from plugins.catalog.pages import why
from plugins.catalog.quoting import products
from plugins.catalog.quoting.asked import Ask
from plugins.catalog.quoting.buyers import Buyer, sellers
from plugins.catalog.quoting.products import Item
from plugins.catalog.quoting.service import own_prices
from plugins.catalog.selling.authorise import Judge
from plugins.catalog.tasks import SELL
from plugins.catalog.words import SOLD

PAGE = 24
BRANDS = 12
"""So many brands are offered to choose from."""


@dataclass(frozen=True)
class Wish:
    """What the reader looks for; `path` is that of a family."""

    q: str = ""
    path: str = "/"
    brand: str = ""
    page: int = 1
    seller: str = ""

    def url(self, base: str, **other: Any) -> str:
        """Return the address of the same search with some of it changed; another page only where it is asked for."""
        given = {"q": self.q, "in": self.path if self.path != "/" else "", "brand": self.brand, "from": self.seller, "page": "", **other}
        query = urlencode({name: value for name, value in given.items() if value})
        return f"{base}?{query}" if query else base


def conditions(wish: Wish, day: date) -> list[Any]:
    """Return what a product must meet to be found by anybody; in the order of what is cheapest to ask."""
    there = [
        Product.status.in_(SOLD), sa.or_(Product.on_shelf_from.is_(None), Product.on_shelf_from <= day),
        sa.or_(Product.off_shelf_from.is_(None), Product.off_shelf_from > day),
    ]  # fmt: skip
    words = [Product.words.contains(word, autoescape=True) for word in wish.q.casefold().split()[:8]]
    return [*there, *words]


@dataclass(frozen=True)
class Counted:
    """How many products the buyer finds in each family, those below included, and of each brand; how many in all.

    `hidden`: products that only those may see who may sell them, and this buyer may not. `brand`: the chosen one as it is written.
    """

    paths: Counter[str]
    brands: Counter[str]
    total: int
    hidden: Collection[uuid.UUID]
    brand: Sequence[str]


def narrowed(wish: Wish, counted: Counted) -> list[Any]:
    """Return what a product must meet to be of the chosen family and brand, and shown to the buyer."""
    below = [Product.family_path.startswith(wish.path, autoescape=True)] if wish.path != "/" else []
    kept = [Product.id.not_in(counted.hidden)] if counted.hidden else []
    return [*below, *kept, *([Product.brand.in_(counted.brand)] if wish.brand else [])]


@dataclass(frozen=True)
class Node:
    """A family as the reader meets it."""

    path: str
    name: str


def families() -> dict[str, Node]:
    """Return the families by path, by their name."""
    locale, rows = current_locale(), [row for row in products.families() if row.archived_at is None]
    return {
        row.path: Node(row.path, next((text["text"] for text in row.names or () if text["language"] == locale), row.name)) for row in rows
    }


def counts(there: Sequence[Any], wish: Wish, judge: Judge) -> Counted:
    """Count what the buyer finds; one statement, in which the products that are not open to all stand one by one."""
    closed = sa.case((Product.open_to_all, sa.null()), else_=Product.id).label("closed_id")
    columns = (Product.family_path, Product.brand, closed)
    with behind(SELL):
        counted = select(*columns, sa.func.count().label("n")).where(Product.archived_at.is_(None), *there).group_by(*columns)
        rows = db.session.execute(counted).all()
    hidden = {row.closed_id for row in rows if row.closed_id and not judge.of(_Closed(row.closed_id, row.family_path, row.brand)).visible}
    return _counted([row for row in rows if row.closed_id not in hidden], wish, hidden)


@dataclass(frozen=True)
class _Closed:
    """A product that is not open to all, as far as rules ask about it."""

    id: uuid.UUID
    family_path: str
    brand: str | None
    open_to_all: bool = False


def _counted(rows: Sequence[Any], wish: Wish, hidden: Collection[uuid.UUID]) -> Counted:
    paths: Counter[str] = Counter()
    brands: Counter[str] = Counter()
    wanted = {row.brand for row in rows if row.brand and row.brand.casefold() == wish.brand.casefold()}
    for row in (row for row in rows if not wish.brand or row.brand in wanted):
        for path in ("/", *above(row.family_path)):
            paths[path] += row.n
        if row.brand and row.family_path.startswith(wish.path):
            brands[row.brand] += row.n
    return Counted(paths, brands, paths[wish.path], hidden, sorted(wanted))


def facets(wish: Wish, base: str, tree: Mapping[str, Node], paths: Counter[str], brands: Counter[str]) -> SimpleNamespace:
    """Return product lines, the families below the chosen one, and brands, each with its count and address."""
    depth = wish.path.count("/")
    lines = [node for path, node in tree.items() if path.count("/") == 2 and paths[path]]
    below = (
        [node for path, node in tree.items() if path.startswith(wish.path) and path.count("/") == depth + 1 and paths[path]]
        if wish.path != "/"
        else []
    )
    return SimpleNamespace(
        lines=[SimpleNamespace(label=_("All"), url=wish.url(base, **{"in": ""}), count=paths["/"], current=wish.path == "/"),
               *(_facet(wish, base, node, paths) for node in lines)],
        below=[_facet(wish, base, node, paths) for node in below],
        brands=[SimpleNamespace(label=name, url=wish.url(base, brand="" if name == wish.brand else name), count=n, current=name == wish.brand)
                for name, n in brands.most_common(BRANDS)] if len(brands) > 1 or wish.brand else [],
        trail=[(tree[path].name, wish.url(base, **{"in": path})) for path in above(wish.path) if path in tree],
    )  # fmt: skip


def _facet(wish: Wish, base: str, node: Node, paths: Counter[str]) -> SimpleNamespace:
    return SimpleNamespace(
        label=node.name, url=wish.url(base, **{"in": node.path}), count=paths[node.path], current=wish.path.startswith(node.path)
    )


def above(path: str) -> list[str]:
    parts = path.strip("/").split("/") if path != "/" else []
    return ["/".join(["", *parts[: at + 1], ""]) for at in range(len(parts))]


def chosen_seller(wish: Wish, mine: Buyer) -> uuid.UUID | None:
    """Return the seller the reader looks at: the one asked for where it is one of its sellers, else the usual one."""
    known = sellers(mine)
    return next((one for one in known if str(one or "") == wish.seller), known[0]) if wish.seller else known[0]


def seller_links(wish: Wish, base: str, mine: Buyer) -> list[SimpleNamespace]:
    """Return of whom the reader may buy, where there is a choice."""
    known, program = sellers(mine), current_scope().program
    if len(known) < 2:
        return []
    names = _names([one for one in known if one])
    chosen = chosen_seller(wish, mine)
    return [
        SimpleNamespace(
            label=names[one] if one else program.name, url=wish.url(base, **{"from": str(one) if one else ""}), current=one == chosen
        )
        for one in known
    ]


def _names(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    model = entity_of("core.partner").model
    with behind(SELL):
        return {row.id: row.name for row in db.session.execute(select(model.id, model.name).where(model.id.in_(ids)))}


def cards(rows: Sequence[Item], mine: Buyer, judge: Judge, seller: uuid.UUID | None, tree: Mapping[str, Node]) -> list[SimpleNamespace]:
    """Return products with the price of the buyer; so many statements whatever their number."""
    quoted = own_prices(mine, rows, [Ask(item.id) for item in rows], seller)
    return [_card(item, why.line(line, quoted.currency), judge, tree) for item, line in zip(rows, quoted.lines, strict=True)]


def _card(item: Item, line: SimpleNamespace, judge: Judge, tree: Mapping[str, Node]) -> SimpleNamespace:
    verdict = judge.of(item)
    place = tree.get(item.family_path)
    return SimpleNamespace(
        id=item.id, sku=item.sku, name=item.called(current_locale()), family=place.name if place else "", brand=item.brand or "", line=line,
        unit=item.unit, may=verdict.allowed, warns=bool(verdict.warnings), phase_out=item.status == "phase_out",
    )  # fmt: skip
