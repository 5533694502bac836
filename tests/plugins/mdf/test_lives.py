"""The lives of the six kinds of records, as declared."""

from datetime import UTC, datetime, time

import pytest

from core.entities import records
from core.entities.registry import registry
from core.errors import Conflict
from hansa.testing import ProgramOfTest
from plugins.mdf import workflow
from plugins.policies.api import Window, value
from tests.plugins.mdf.conftest import day

TABLES = {
    "BUDGETS": {"draft": {"approve": "approved"}, "approved": {"activate": "active"}, "active": {"raise": "active", "close": "closed"}, "closed": {}},
    "REQUESTS": {
        "draft": {"submit": "submitted", "wait": "waiting"},
        "waiting": {"submit": "submitted", "offer": "submitted", "recall": "recalled"},
        "returned": {"submit": "submitted", "wait": "waiting", "expire": "expired"},
        "rejected": {"submit": "submitted", "wait": "waiting", "expire": "expired"},
        "recalled": {"submit": "submitted", "wait": "waiting"},
        "approved": {"cancel": "cancelled"},
        "declined": {}, "expired": {}, "cancelled": {},
    },
    "EXTENSIONS": {"asked": {"grant": "granted", "refuse": "refused"}, "granted": {}, "refused": {}},
}  # fmt: skip


@pytest.mark.parametrize("name", list(TABLES))
def test_the_declaration_is_the_table(name):
    flow = getattr(workflow, name)
    found = {state.key: {move.name: move.target for move in flow.leaving(state.key)} for state in flow.states}
    assert {state: found[state] for state in TABLES[name]} == TABLES[name]


@pytest.mark.parametrize(
    "flow", [workflow.BUDGETS, workflow.ALLOCATIONS, workflow.REQUESTS, workflow.ACTIVITIES, workflow.CLAIMS, workflow.EXTENSIONS]
)
def test_every_state_can_be_reached_and_none_traps(flow):
    reached = {flow.initial}
    while more := {move.target for state in reached for move in flow.leaving(state)} - reached:
        reached |= more
    assert reached == set(flow.by_key)
    assert all(flow.leaving(key) for key, state in flow.by_key.items() if state.kind != "done")


def test_a_budget_gives_no_more_than_it_has(budget, layer):
    pool = budget("500")
    layer("400", budget_id=pool)
    with pytest.raises(Conflict):
        layer("101", budget_id=pool)


def test_a_part_of_a_budget_is_taken_from_the_one_above(budget):
    whole = budget("1000")
    budget("600", parent_id=str(whole))
    with pytest.raises(Conflict):
        budget("401", parent_id=str(whole))


def test_large_plans_need_all_named_roles_side_by_side(configure_fund, layer, plan, move, read):
    configure_fund(approvals={"rows": [{"code": "large", "when": "asked > 300", "result": "all", "roles": '"manager, finance"'}]})
    layer("1000")
    made = plan(asked="400")
    move("mdf.request", made, "submit")
    move("mdf.request", made, "approve", by="finance")
    assert read("mdf.request", made)["state"] == "submitted"
    move("mdf.request", made, "approve", by="manager")
    assert read("mdf.request", made)["state"] == "approved"


def test_less_than_asked_can_be_granted(act, layer, plan, move, read, activity_of):
    layer("1000")
    made = plan(asked="400")
    move("mdf.request", made, "submit")
    entity = "mdf.request"
    act(
        "manager",
        lambda: records.update(registry()[entity], records.get(registry()[entity], made), {"grants": [{"activity": 1, "amount": "250"}]}),
    )
    move("mdf.request", made, "approve", by="finance")
    assert (read("mdf.request", made)["approved"], activity_of(made).approved) == (250, 250)


def test_the_same_event_planned_twice_is_pointed_out_to_staff(layer, plan, move, read):
    layer("1000")
    layer("1000", partner="b")
    one, other = plan(name="Spring fair 2026"), plan(by="b", name="Spring fair 2027", venue="Hall 4")
    move("mdf.request", one, "submit")
    move("mdf.request", other, "submit", by="b")
    (hit,) = read("mdf.request", other)["alike"]
    assert (hit["id"], hit["why"], hit["own"]) == (str(one), ["days", "name"], False)


def test_a_returned_plan_lapses_when_nobody_completes_it(layer, plan, move, read, run_timers, configure_fund):
    configure_fund(keep_days=5)
    layer("1000")
    made = plan()
    move("mdf.request", made, "submit", "return_it")
    run_timers(datetime.combine(day(6), time(1), UTC))
    assert read("mdf.request", made)["state"] == "expired"


def test_receipts_in_another_currency_count_at_the_rate_of_their_day(act, layer, verified, claim, read):
    rate = {"base": "EUR", "quote": "USD", "rate": "1.25", "since": day(-5).isoformat(), "kind": "mid"}
    act("admin", lambda: records.create(registry()["ledger.rate"], rate))
    layer("1000")
    found = read("mdf.claim", claim(verified(asked="400"), net="100", tax="20", currency="EUR"))
    assert (found["total"], found["eligible"], found["due"]) == (150, 125 + 25, 75)


def test_a_rejected_claim_can_be_disputed_and_is_checked_again(layer, verified, claim, move, read):
    layer("1000")
    made = claim(verified(asked="400"))
    move("mdf.claim", made, "reject", "dispute", "reopen", "approve")
    assert read("mdf.claim", made)["state"] == "approved"


def test_a_credited_claim_is_settled_without_a_transfer(layer, verified, claim, move, read, sound):
    layer("1000")
    made = claim(verified(asked="400"))
    move("mdf.claim", made, "approve", "release", "credit")
    assert (read("mdf.claim", made)["state"], sound()) == ("offset", [])


def test_paid_money_is_a_measure_of_the_partner(kit, act, layer, verified, claim, move):
    layer("1000")
    made = claim(verified(asked="400"))
    move("mdf.claim", made, "approve", "release", "pay")
    found = act("manager", lambda: value("mdf.spent", Window.parse("ever"), ProgramOfTest("alpha").partner("a"), day=day()))
    assert found == 400
