"""A small catalogue in the program `alpha`: bikes and helmets, a list for everybody; A buys of the vendor, and A2 below it."""

import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest

from core.entities import records
from core.entities.registry import registry
from core.entities.unit import unit
from core.jobs.relay import relay
from core.jobs.run import run_next
from core.programs.settings import save_settings
from core.workflow.perform import perform
from hansa.testing import Kit, Person
from plugins.catalog.api import Ask, Quote, quote
from plugins.policies.versions import lifecycle
from plugins.policies.versions.kinds import kind_of
from plugins.policies.versions.publishing import publish as publish_version

BARE: Mapping[str, Mapping[str, Any]] = {
    "audience": {"kinds": [], "tiers": None, "regions": None, "countries": None, "condition": None},
    "dates": {"valid_from": None, "valid_until": None},
}


@pytest.fixture
def act(kit: Kit) -> Callable[..., Any]:
    """`act("admin", work)`: do something in a unit as a person."""

    def run(by: str, work: Callable[[], Any]) -> Any:
        with kit.acting(Person(by)):
            return unit(work)

    return run


@pytest.fixture
def make(make_record) -> Callable[..., uuid.UUID]:
    """`make("product", sku="A")`: a record of the catalogue that limits nothing it is not told to limit."""
    more: Mapping[str, Mapping[str, Any]] = {
        "family": {"names": []},
        "product": {"names": [], "packs": [], "moq": None, "multiple": None, "on_shelf_from": None, "off_shelf_from": None, "unit": "pc", "brand": None},
        "price_list": {**BARE["audience"], "starts_at": None, "valid_until": None, "currency": "USD", "rank": 10, "note": None},
        "price": {**BARE["dates"], "unit": None, "from_quantity": "0"},
        "dealer_list": {**BARE["dates"], "currency": "USD", "rank": 10},
        "dealer_price": {**BARE["dates"], "unit": None, "from_quantity": "0"},
        "contract": {**BARE["dates"], "unit": None, "from_quantity": "0", "currency": "USD"},
        "notice": {**BARE["audience"], "questions": []},
        "promotion": {
            **BARE["audience"], "names": [], "valid_from": "2020-01-01", "valid_until": "2100-01-01", "brand": None, "amount": None, "currency": None, "buy": None,
            "free": None, "least": None, "stack_group": None, "exclusive": False, "rank": 10, "budget": None, "kind": "percent", "percent": "10",
        },
        "authorisation": {**BARE["audience"], **BARE["dates"], "brand": None, "certificate": None, "certified": 1, "message": None, "messages": []},
        "allocation": {"kinds": [], "tiers": None, "each": None, "valid_from": "2020-01-01", "valid_until": "2100-01-01"},
    }  # fmt: skip

    def create(name: str, /, by: str = "admin", **values: Any) -> uuid.UUID:
        plain = {key: str(value) if isinstance(value, uuid.UUID) and key != "owner" else value for key, value in values.items()}
        return make_record(f"catalog.{name}", by=by, **{**more[name], **plain})

    return create


@pytest.fixture
def move(act) -> Callable[..., None]:
    """`move("price_list", id, "publish")`: make a transition as staff."""

    def make_move(name: str, record_id: uuid.UUID, transition: str, by: str = "admin") -> None:
        def work() -> None:
            entity = registry()[f"catalog.{name}"]
            perform(entity, records.get(entity, record_id), transition, {})

        act(by, work)

    return make_move


@pytest.fixture
def shop(make, move) -> Mapping[str, uuid.UUID]:
    """Bikes (BIKE 1,000.00, from 10 on 900.00) and helmets (HELMET 50.00), on the shelf for everybody."""
    found = {"bikes": make("family", code="bikes", name="Bikes"), "road": None, "helmets": make("family", code="helmets", name="Helmets")}
    found["road"] = make("family", code="road", name="Road bikes", parent_id=found["bikes"])
    found["BIKE"] = make("product", sku="BIKE", name="Road bike", family_id=found["road"], brand="Acme")
    found["HELMET"] = make("product", sku="HELMET", name="Helmet", family_id=found["helmets"], packs=[{"unit": "box", "factor": "6"}])
    found["list"] = make("price_list", code="BASE", label="Base list")
    for product, amount, quantity in (("BIKE", "1000", "0"), ("BIKE", "900", "10"), ("HELMET", "50", "0")):
        row = make("price", list_id=found["list"], product_id=found[product], amount=amount, from_quantity=quantity)
        found[f"{product.lower()} price"] = row
    move("price_list", found["list"], "publish")
    return found  # type: ignore[return-value]


@pytest.fixture
def ask(kit: Kit, program, act) -> Callable[..., Quote]:
    """`ask("BIKE", by="a", buyer="a")`: a quote for lines given as number or (number, quantity[, unit])."""

    def get(*lines: Any, by: str = "a", buyer: str = "a", seller: str | None = None, **more: Any) -> Quote:
        asks = [
            line if isinstance(line, Ask) else Ask(line) if isinstance(line, str) else Ask(line[0], Decimal(line[1]), *line[2:])
            for line in lines
        ]
        given = {"currency": "USD", "seller": program.partner(seller) if seller else None, **more}
        return act(by, lambda: quote(program.partner(buyer), asks, **given))  # type: ignore[no-any-return]

    return get


@pytest.fixture
def publish(act) -> Callable[..., None]:
    """`publish(levels={...})`: put a price policy in force."""

    def put(**document: Any) -> None:
        def work() -> None:
            kind = kind_of("catalog.price")
            publish_version(lifecycle.draft(lifecycle.make_policy(kind), document))

        act("admin", work)

    return put


@pytest.fixture
def configure(kit: Kit, act) -> Callable[..., None]:
    def change(**values: Any) -> None:
        act("admin", lambda: save_settings("catalog", values))
        kit.portal.programs.forget()

    return change


@pytest.fixture
def work(kit: Kit) -> Callable[[], int]:
    """Deliver all events and run all background work that is due."""

    def run() -> int:
        count = 0
        for _round in range(4):
            with kit.app.app_context():
                relay()
            while run_next(kit.app):
                count += 1
        return count

    return run
