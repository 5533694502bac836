"""The protections stand still while a conflict is open, and what the outcome does to the deals."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from core import clock
from core.entities import records
from core.entities.registry import registry
from core.errors import Conflict, Unprocessable
from core.workflow.perform import perform


@pytest.fixture
def of_a(read, docket):
    """A's deal as it is stored."""
    return lambda: read("deals.deal", read("conflicts.docket", docket)["first_deal_id"])


def test_an_opened_conflict_stops_no_clock(of_a):
    assert of_a()["frozen_on"] is None


def test_a_protection_does_not_expire_while_a_conflict_is_open(move, docket, of_a, run_timers):
    move(docket, "triage")
    run_timers(clock.now() + timedelta(days=60))
    assert of_a()["state"] == "approved"


def test_an_extension_is_refused_meanwhile(move, docket, of_a, act):
    move(docket, "triage")
    entity = "deals.deal"
    with pytest.raises(Conflict):
        act(
            "a",
            lambda: perform(
                registry()[entity], records.get(registry()[entity], of_a()["id"]), "request_extension", {"reason": "More time."}
            ),
        )


def test_the_days_are_given_back(move, docket, of_a, run_timers):
    before = of_a()["protected_until"]
    move(docket, "triage")
    with clock.moved(clock.now() + timedelta(days=12)):
        move(docket, "dismiss")
    assert of_a()["protected_until"] == before + timedelta(days=12)
    run_timers(clock.now() + timedelta(days=35))
    assert of_a()["state"] == "approved"
    run_timers(clock.now() + timedelta(days=44))
    assert of_a()["state"] == "expired"


def test_a_deal_in_two_conflicts_waits_for_both(move, docket, of_a, deal, act):
    raw = {"subject": "Second", "kind": "horizontal", "first_deal_id": str(of_a()["id"]), "second_deal_id": str(deal("a2", "submitted"))}
    second = act("manager", lambda: records.create(registry()["conflicts.docket"], raw).id)
    move(docket, "triage")
    move(second, "triage")
    move(docket, "dismiss")
    assert of_a()["frozen_on"] is not None
    move(second, "dismiss")
    assert of_a()["frozen_on"] is None


@pytest.mark.parametrize(("who", "name", "raw"), [("a", "win", {"evidence": "Order 7"}), ("manager", "dissolve", {"reason": "It left."})])
def test_nobody_forestalls_the_outcome_by_ending_the_deal(docket, move, of_a, act, who, name, raw):
    move(docket, "triage")
    deal_id, entity = of_a()["id"], "deals.deal"
    with pytest.raises(Conflict, match="until it is settled"):
        act(who, lambda: perform(registry()[entity], records.get(registry()[entity], deal_id), name, raw))


def test_a_transfer_goes_on_with_the_winners_registration(settled, move, docket, of_a, read):
    until = of_a()["protected_until"]
    settled(docket, outcome="to-b", ruling="B was invited.")
    move(docket, "apply")
    winner = read("deals.deal", read("conflicts.docket", docket)["second_deal_id"])
    assert (of_a()["state"], winner["state"], winner["protected_until"]) == ("transferred", "approved", until)
    assert of_a()["successor_id"] == winner["id"]


def test_whoever_gets_a_deal_holds_it_like_one_that_was_approved(settled, move, docket, read):
    settled(docket, outcome="to-b", ruling="B was invited.")
    move(docket, "apply")
    winner = read("deals.deal", read("conflicts.docket", docket)["second_deal_id"])
    assert (winner["answer"], winner["waits"], winner["place"], winner["verdict"]) == (None, False, 1, "approve")
    assert winner["grant_key"] == winner["unique_key"] is not None


def test_a_transfer_makes_a_successor_where_the_winner_has_none(settled, move, docket, of_a, read, act, program):
    settled(docket, outcome="to-b", ruling="B was invited.")
    second = read("conflicts.docket", docket)["second_deal_id"]
    entity = "deals.deal"
    act("b", lambda: perform(registry()[entity], records.get(registry()[entity], second), "withdraw"))
    move(docket, "apply")
    made = read("deals.deal", of_a()["successor_id"])
    assert (made["partner_id"], made["state"], made["customer_name"]) == (program.partner("b"), "approved", of_a()["customer_name"])
    assert made["id"] != second


@pytest.mark.parametrize(
    ("customer", "text"),
    [("Contoso Pharmaceuticals GmbH & Co. KG", "the tender of Contoso Pharmaceuticals"), ("深圳市华为技术有限公司", "客户华为选择了另一方")],
)
def test_nor_does_a_precedent_name_somebody_as_people_say_it(settled, move, docket, kit, read, customer, text):
    table, deal = kit.portal.registry["deals.deal"].table, read("conflicts.docket", docket)["first_deal_id"]
    with kit.owner.begin() as connection:
        connection.execute(table.update().where(table.c.id == deal).values(customer_name=customer))
    settled(docket)
    move(docket, "apply")
    with pytest.raises(Unprocessable, match="names one of the parties"):
        move(docket, "publish", title="One tender", rule="v1", summary=text)


def test_a_split_moves_no_deal(settled, move, docket, of_a, case):
    settled(docket)
    move(docket, "apply")
    assert of_a()["state"] == "approved"
    assert [str(case(docket, who).share) for who in "ab"] == ["60.0000", "40.0000"]


def test_a_precedent_is_read_by_everybody_and_names_nobody(settled, move, docket, as_user, kit):
    settled(docket)
    move(docket, "apply", "publish")
    table = kit.portal.registry["conflicts.precedent"].table
    with kit.owner.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 1
    assert "One tender" in as_user("a2").get("/alpha/conflicts/precedent/").text


@pytest.mark.parametrize("text", ["Ashford Systems was first", "deal of BELLWEATHER networks", "Sample bought it"])
def test_a_precedent_that_names_somebody_is_refused(settled, move, docket, text):
    settled(docket)
    move(docket, "apply")
    with pytest.raises(Exception, match="names one of the parties"):
        move(docket, "publish", title="One tender", rule="v1", summary=text)
