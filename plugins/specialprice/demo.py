"""Special prices of the demo: asked for protected deals, some granted, some used, some waiting."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import clock, current_scope, db, perform, records
from hansa.demo import Scope, acting_as, at, catalogue, people
from plugins.deals.api import PROTECTED, Deal
from plugins.specialprice import services
from plugins.specialprice.entities import COST, REQUEST

LIVES = (
    ("submit",),
    ("submit", "start_review"),
    ("submit", "approve"),
    ("submit", "counter"),
    ("submit", "approve", "use"),
    ("submit", "reject"),
    (),
)
COUNT = 28
CHINESE = (
    "批量采购特价申请",
    "客户已有竞争对手报价，差距约一成。",
    "另一品牌",
    "感谢申请，本次只能给到这一价格。",
    "价格低于底线，抱歉无法支持。",
)
ENGLISH = ("Special price for a bulk order", "The customer has a competing offer, about a tenth lower.", "another brand",
           "Thank you; this is as far as we can go this time.", "This is below our floor, sorry.")  # fmt: skip


def load() -> None:
    """Ask for special prices for the newest protected deals, and decide most of them."""
    program, crowd = current_scope().program, people()
    words = CHINESE if program.locale.startswith("zh") else ENGLISH
    rng = random.Random(program.slug)
    staff = tuple(next(scope for scope in crowd[None] if role in scope.actor.roles) for role in ("manager", "finance"))
    _costs(rng)
    newest = sa.select(Deal.id, Deal.partner_id).where(Deal.state.in_(PROTECTED), Deal.frozen_on.is_(None)).order_by(Deal.created_at.desc())
    partners = [partner for partner in crowd if partner is not None]
    found = [row for row in db.session.execute(newest).all() if row.partner_id in partners]
    for number, (deal_id, partner_id) in enumerate(_spread(found, partners)[:COUNT]):
        _one(rng, deal_id, crowd[partner_id][-1], staff, LIVES[number % len(LIVES)], words)


def _spread(rows: Sequence[Any], partners: Sequence[Any]) -> list[Any]:
    """Return the rows so that every partner has one before any has two, who signs in first."""
    turns: Counter[Any] = Counter()
    placed = []
    for row in rows:
        turns[row.partner_id] += 1
        placed.append((turns[row.partner_id], partners.index(row.partner_id), row))
    return [row for _turn, _place, row in sorted(placed, key=lambda one: one[:2])]


def _one(rng: random.Random, deal_id: Any, partner: Scope, staff: tuple[Scope, Scope], life: Sequence[str], words: Sequence[str]) -> None:
    moment = clock.now() - timedelta(hours=rng.randint(30, 120))
    raw = {"title": words[0], "deal_id": str(deal_id), "need": words[1], "lines": _lines(rng, words[2])}
    with at(moment), acting_as(partner):
        request_id = records.create(REQUEST, raw).id
    for turn, name in enumerate(life, 1):
        manager, colleague = staff
        if name == "counter":
            with at(moment + timedelta(hours=5 * turn - 1)), acting_as(colleague):
                _dearer(records.get(REQUEST, request_id))
        with at(moment + timedelta(hours=5 * turn)), acting_as(partner if name in ("submit", "use") else manager):
            _step(request_id, name, words)


def _dearer(request: Any) -> None:
    dearer = [{**row, "authorised": str((Decimal(row["authorised"]) + Decimal(row["list_price"])) / 2)} for row in request.offer]
    records.update(REQUEST, request, {"offer": dearer})


def _step(request_id: Any, name: str, words: Sequence[str]) -> None:
    request = records.get(REQUEST, request_id)
    if name == "use":
        line = services.allowances(request)[0]
        raw = {
            "quantity": max(line.quantity // 3, 1),
            "used_on": clock.today(current_scope().program.zone).isoformat(),
            "document": "PO-2041",
        }
        services.use(request_id, line.id, raw)
        return
    perform(REQUEST, request, name, {"counter": {"reason": words[3]}, "reject": {"reason": words[4]}}.get(name, {}))


def _lines(rng: random.Random, competitor: str) -> list[dict[str, Any]]:
    chosen = rng.sample(list(catalogue())[:40], rng.randint(1, 2))
    return [_line(product, rng, competitor) for product in chosen]


def _line(product: Any, rng: random.Random, competitor: str) -> dict[str, Any]:
    price = Decimal(product.price).quantize(Decimal("0.01"))
    asked = (price * (100 - rng.choice((8, 10, 12, 15, 18))) / 100).quantize(Decimal("0.01"))
    return {
        "product": product.name,
        "quantity": rng.choice((4, 6, 10, 12)),
        "list_price": str(price),
        "requested": str(asked),
        "competitor": competitor,
    }


def _costs(rng: random.Random) -> None:
    since = (clock.today(current_scope().program.zone) - timedelta(days=300)).isoformat()
    seen = {product.name: product for product in list(catalogue())[:40]}
    rows = [
        {"product": name, "unit_cost": str((Decimal(p.price) * rng.randint(62, 84) / 100).quantize(Decimal("0.01"))), "since": since}
        for name, p in seen.items()
    ]
    records.create_many(COST, rows)
