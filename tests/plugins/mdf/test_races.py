"""Many ask for one fund at one moment: exactly what is there is given, nothing twice, nothing below zero."""

import threading
from collections import Counter
from decimal import Decimal

import pytest

from core.entities import records
from core.entities.registry import registry
from core.entities.unit import unit
from core.errors import Conflict
from core.workflow.perform import perform
from hansa.testing import Person
from plugins.ledger.models import Account

CLAIMS = 32
ROUNDS = 20


@pytest.fixture
def rush(kit):
    """`rush([work, ...])`: run all in units of their own at one moment; return how often each result or refusal came."""

    def run(works, by="a"):
        gate, results = threading.Barrier(len(works)), []

        def one(work):
            gate.wait()
            try:
                with kit.acting(Person(by)):
                    results.append(unit(work))
            except Conflict as refused:
                results.append(refused.code)

        threads = [threading.Thread(target=one, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return Counter(results)

    return run


def moving(key, record_id, name):
    def work():
        entity = registry()[key]
        perform(entity, records.get(entity, record_id), name)
        return "given"

    return work


def test_32_plans_of_1_share_a_fund_of_10_exactly(layer, plan, rush, funds, sound):
    kept = layer("10")
    made = [plan(asked="1", cost="2", name=f"Event {n}") for n in range(CLAIMS)]
    assert rush([moving("mdf.request", one, "submit") for one in made]) == {"given": 10, "no-money": CLAIMS - 10}
    assert (funds(kept), sound()) == ((Decimal(10), Decimal(10)), [])


def test_32_claims_of_1_at_once_are_granted_10_of_an_activity_of_10(layer, verified, claim, rush, funds, configure_fund, sound):
    configure_fund(most_claims=99)
    kept, activity = layer("10"), verified(asked="10", cost="20")
    made = [claim(activity, net="2") for _n in range(CLAIMS)]
    assert rush([moving("mdf.claim", one, "approve") for one in made], by="manager") == {"given": 10, "no-money": CLAIMS - 10}
    assert (funds(kept), sound()) == ((Decimal(0), Decimal(0)), [])


def test_20_rounds_of_32_take_exactly_10_each(layer, plan, rush, act, funds, sound, kit):
    kept = layer("10")
    made = [plan(asked="1", cost="2", name=f"Event {n}") for n in range(CLAIMS)]
    for _round in range(ROUNDS):
        assert rush([moving("mdf.request", one, "submit") for one in made])["given"] == 10
        assert funds(kept) == (Decimal(10), Decimal(10))
        for one in made:
            act("a", lambda one=one: recalled(one))
    assert (funds(kept), sound()) == ((Decimal(10), Decimal(0)), [])


def recalled(request_id):
    entity = registry()["mdf.request"]
    found = records.get(entity, request_id)
    if found.state == "submitted":
        perform(entity, found, "recall")


def test_32_plans_share_a_fund_of_10_in_another_currency_exactly_in_it(rated, budget, layer_in, plan, rush, funds, sound):
    rated("1.25")
    kept = layer_in("10", budget("10", currency="EUR"))
    made = [plan(asked="1.25", cost="2.5", name=f"Event {n}") for n in range(CLAIMS)]
    assert rush([moving("mdf.request", one, "submit") for one in made]) == {"given": 10, "no-money": CLAIMS - 10}
    assert (funds(kept), sound()) == ((Decimal(10), Decimal(10)), [])


def test_32_claims_at_once_take_all_of_an_activity_paid_in_another_currency(rated, budget, layer_in, verified, claim, rush, funds, configure_fund, sound):
    configure_fund(most_claims=99)
    rated("1.25")
    kept, activity = layer_in("10", budget("10", currency="EUR")), verified(asked="12.50", cost="25")
    made = [claim(activity, net="2.5") for _n in range(CLAIMS)]
    assert rush([moving("mdf.claim", one, "approve") for one in made], by="manager") == {"given": 10, "no-money": CLAIMS - 10}
    assert (funds(kept), sound()) == ((Decimal(0), Decimal(0)), [])


def test_allocations_taken_and_given_back_at_once_bring_all_home_that_a_part_in_another_currency_cost(rated, budget, layer_in, rush, move, kit, sound):
    rated("1.2345")
    pool = budget("10", parent_id=str(budget("12.35")), currency="EUR")
    made = [layer_in("1", pool, allocate=False) for _n in range(16)]
    assert rush([moving("mdf.allocation", one, "allocate") for one in made], by="finance") == {"given": 10, "insufficient-balance": 6}
    rated("3")
    move("mdf.budget", pool, "close", by="finance")
    active = [one for one in made if _state(kit, one) == "active"]
    assert rush([moving("mdf.allocation", one, "release") for one in active], by="finance") == {"given": 10}
    with kit.owner.connect() as connection:
        left = {(row.kind, row.currency): row.balance for row in connection.execute(Account.__table__.select()) if row.balance}
    assert left == {("mdf.source", "USD"): Decimal("12.35"), ("mdf.budget", "USD"): Decimal("12.35")}
    assert sound() == []


def _state(kit, layer_id):
    table = kit.portal.registry["mdf.allocation"].table
    with kit.owner.connect() as connection:
        return connection.execute(table.select().where(table.c.id == layer_id)).one().state
