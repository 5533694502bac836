"""The orders of the last weeks, placed and moved by the people of the demo; carts somebody is at; balances to pay from."""

import random
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import behind, clock, current_scope, db, entity_of, perform, records
from hansa.demo import Product, Scope, acting_as, at, catalogue
from plugins.ledger.api import ADJUSTMENTS, account, credit, debit, post
from plugins.orders.demo.words import Words
from plugins.orders.entities import ORDER, QUOTE, RETURN
from plugins.orders.paying.accounts import REBATE
from plugins.orders.placing import carts
from plugins.orders.placing.wanted import read
from plugins.orders.tasks import SELL

COUNT = 30
WAYS: tuple[tuple[str, ...], ...] = (
    (), ("confirm",), ("confirm", "ship_part"), ("confirm", "ship"), ("confirm", "ship", "invoice"), ("confirm", "ship_part", "invoice_part", "drop_rest", "invoice"),
    ("confirm", "ship", "invoice", "close"), ("withdraw",),
)  # fmt: skip
"""How far orders have come; the oldest the furthest."""
SHOWN = 3
"""The partners one can sign in as: their people come first."""
People = Mapping[uuid.UUID | None, Sequence[Scope]]


def load(words: Words, crowd: People) -> None:
    """Let partners buy of the vendor, dealers of their distributor, and leave carts behind."""
    rng, goods = (
        random.Random(f"{current_scope().program.slug} orders"),
        [one for one in catalogue() if one.category == "Components" and one.price < 120],
    )
    buyers = [partner for partner in crowd if partner is not None and not crowd[partner][0].actor.read_only][:12]
    manager = next(scope for scope in crowd[None] if "manager" in scope.actor.roles)
    _grant(words, buyers[:6], manager)
    for number in range(COUNT):
        way, partner = WAYS[(COUNT - 1 - number) * len(WAYS) // COUNT % len(WAYS)], buyers[number % len(buyers)]
        moment = clock.now() - timedelta(days=40 - number * 38 // COUNT, hours=rng.randint(1, 8))
        _order(rng, words, goods, number, (partner, crowd[partner][0]), manager, moment, way)
    _of_distributor(rng, words, crowd, manager)
    people = [crowd[partner][0] for partner in buyers[:3]]
    _carts(rng, words, goods, people)
    _quotes(rng, words, goods, people)


def _grant(words: Words, partners: Sequence[uuid.UUID], manager: Scope) -> None:
    with at(clock.now() - timedelta(days=45)), acting_as(manager):
        for number, partner in enumerate(partners):
            amount = Decimal(600 + 150 * number)
            legs = [debit(account(ADJUSTMENTS), amount), credit(account(REBATE, partner), amount)]
            post("ledger.adjustment", legs, key=f"orders.demo:rebate:{partner}", memo=words.granted)


def _rows(rng: random.Random, goods: Sequence[Product], most: int = 4) -> list[dict[str, str]]:
    return [{"sku": one.number, "quantity": str(rng.randint(2, 6))} for one in rng.sample(goods, rng.randint(1, most))]


def _order(
    rng: random.Random, words: Words, goods: Sequence[Product], number: int, buyer: tuple[uuid.UUID, Scope], manager: Scope, moment: Any, way: Sequence[str]
) -> None:  # fmt: skip
    partner, who = buyer
    with at(moment), acting_as(who):
        rebate = Decimal(20) if number % 5 == 0 and number % 12 < 6 else None
        order = carts.place(
            partner, _rows(rng, goods), key=f"demo-{number}", reference=f"PO-{7100 + number}", ship_to=rng.choice(words.ship_to),
            note=words.note if number % 4 == 0 else None, from_rebate=rebate,
        )  # fmt: skip
        order_id = order.id
    for at_, name in enumerate(way, 1):
        with at(min(moment + timedelta(days=at_ * 2, hours=at_), clock.now())), acting_as(who if name == "withdraw" else manager):
            found = records.get(ORDER, order_id)
            perform(ORDER, found, name, _given(rng, words, name, found))
    if way[-1:] == ("invoice",) and (number % 3 == 0 or number % 12 < SHOWN):
        _give_back(words, order_id, who, moment + timedelta(days=8))


def _given(rng: random.Random, words: Words, name: str, order: Any) -> dict[str, Any]:
    if name == "ship_part":
        return {
            "rows": [{"sku": order.wanted[0]["sku"], "quantity": "1"}],
            "carrier": words.carrier[0],
            "tracking": f"T{rng.randint(10**7, 10**8)}",
        }
    if name == "ship":
        return {"carrier": rng.choice(words.carrier), "tracking": f"T{rng.randint(10**7, 10**8)}"}
    if name == "confirm":
        return {"promised_on": (clock.today(current_scope().program.zone) + timedelta(days=5)).isoformat()}
    return {"reason": words.withdrawn if name == "withdraw" else words.dropped} if name in ("withdraw", "drop_rest") else {}


def _give_back(words: Words, order_id: uuid.UUID, who: Scope, moment: Any) -> None:
    with at(min(moment, clock.now())), acting_as(who):
        order = records.get(ORDER, order_id)
        records.create(RETURN, {"order_id": str(order.id), "rows": [{"sku": order.wanted[0]["sku"], "quantity": "1"}], "why": words.why})


def _of_distributor(rng: random.Random, words: Words, crowd: People, manager: Scope) -> None:
    """Two dealers order of their distributor; it confirms one, and supplies the other by an order of its own."""
    seller = next(scopes[0] for partner, scopes in crowd.items() if partner and "distributor" in scopes[0].actor.roles)
    mine = seller.actor.partner_id
    assert mine is not None
    goods = [one for one in [one for one in catalogue() if one.category in ("Bikes", "Accessories")][:80] if one.category == "Accessories"]
    model = entity_of("core.partner").model
    below = db.session.scalars(sa.select(model.id).where(model.parent_id == mine).order_by(model.id).limit(2)).all()
    for number, dealer in enumerate(below):
        rows = [{"sku": one.number, "quantity": str(2 * rng.randint(1, 4))} for one in rng.sample(goods, 2)]
        with at(clock.now() - timedelta(days=3 + number)), acting_as(crowd[dealer][0]):
            order_id = carts.place(
                dealer, rows, seller=mine, key=f"demo-{number}", reference=f"D-{310 + number}", ship_to=words.ship_to[1]
            ).id
        with at(clock.now() - timedelta(days=2 + number)), acting_as(seller):
            with behind(SELL):
                perform(ORDER, records.get(ORDER, order_id), "confirm", {})
            if number:
                carts.place(mine, rows, key="demo-supply", reference="SUP-310", ship_to=words.ship_to[1], sells_on=order_id)


def _carts(rng: random.Random, words: Words, goods: Sequence[Product], people: Sequence[Scope]) -> None:
    for number, who in enumerate(people):
        with at(clock.now() - timedelta(hours=5 + number)), acting_as(who):
            found = read(words.unread if number == 1 else "")
            assert who.actor.partner_id is not None
            carts.put_in(carts.opened(who.actor.partner_id, None), _rows(rng, goods, 3), found.unread)


def _quotes(rng: random.Random, words: Words, goods: Sequence[Product], people: Sequence[Scope]) -> None:
    """Each of some people has a quote with a customer by mail, one that is being written, one that was declined, one the customer accepted."""
    today = clock.today(current_scope().program.zone)
    ways: Sequence[Sequence[str]] = (("mail",), (), ("send", "decline"), ("mail", "customer_accepts"))
    for number, (who, way) in enumerate((who, way) for who in people for way in ways):
        if not who.actor.may("orders.quote.edit"):
            continue
        given_by = {"mail": {"to": f"purchase{number}@customer.example"}, "decline": {"reason": words.declined}}
        with at(clock.now() - timedelta(days=number, hours=3)), acting_as(who):
            rows = [{**row, "quantity": str(10 * int(row["quantity"]))} for row in _rows(rng, goods, 3)]
            given = {
                "customer": words.customers[number % 3],
                "rows": rows,
                "valid_until": (today + timedelta(days=12 + number)).isoformat(),
                "note": words.terms,
            }
            made = records.create(QUOTE, given, partner_id=who.actor.partner_id)
            for name in (name for name in way if name != "customer_accepts"):
                perform(QUOTE, made, name, given_by.get(name, {}))
            quote_id = made.id
        if "customer_accepts" in way:
            perform(QUOTE, records.get(QUOTE, quote_id), "customer_accepts", {"name": words.buyer})
