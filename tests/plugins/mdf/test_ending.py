from decimal import Decimal

import pytest

from core.entities import records
from core.entities.registry import registry
from core.jobs.worker import drain
from hansa.testing import ProgramOfTest

A = ProgramOfTest("alpha").partner("a")
M = Decimal


@pytest.fixture
def terminated(kit, act):
    def end():
        def work():
            entity = registry()["core.partner"]
            records.update(entity, records.get(entity, A), {"status": "terminated"})

        act("admin", work)
        drain(kit.app)

    return end


@pytest.mark.parametrize(
    ("word", "state", "left"), [("honour", "released", M(400)), ("forfeit", "expired", M(0)), ("expiry", "active", M(1000))]
)
def test_the_end_of_the_agreement_does_with_running_money_what_the_policy_says(
    word, state, left, configure_fund, layer, approved, terminated, read, funds, sound
):
    configure_fund(agreement_end=word)
    kept = layer("1000")
    approved(asked="400")
    terminated()
    assert (read("mdf.allocation", kept)["state"], funds(kept)[0], sound()) == (state, left, [])


def test_what_an_honoured_plan_lets_go_of_goes_back_to_the_budget(configure_fund, layer, approved, terminated, move, funds):
    configure_fund(agreement_end="honour")
    kept, made = layer("1000"), approved(asked="400")
    terminated()
    move("mdf.activity", made, "drop", by="manager")
    assert funds(kept) == (M(0), M(0))


def test_what_comes_back_to_a_closed_budget_goes_to_the_one_above(budget, layer, plan, move, sound, kit):
    whole = budget("1000")
    part = budget("500", parent_id=str(whole))
    kept = layer("300", budget_id=part)
    move("mdf.budget", part, "close", by="finance")
    move("mdf.allocation", kept, "release", by="finance")
    table = kit.portal.registry["ledger.account"].table
    with kit.owner.connect() as connection:
        left = {row.reference: row.balance for row in connection.execute(table.select().where(table.c.kind == "mdf.budget"))}
    assert (left[str(whole)], left[str(part)], sound()) == (M(1000), M(0), [])


def test_a_payment_reversed_after_the_layer_is_over_goes_back_to_the_budget(layer, verified, claim, move, funds, sound):
    kept, activity = layer("1000"), verified(asked="400")
    made = claim(activity, net="800")
    move("mdf.claim", made, "approve", "release", "pay")
    move("mdf.allocation", kept, "release", by="finance")
    move("mdf.claim", made, "reverse")
    assert (funds(kept), sound()) == ((M(0), M(0)), [])
