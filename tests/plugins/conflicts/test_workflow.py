from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

import plugins.conflicts
from core import clock
from core.entities import records
from core.entities.registry import registry
from core.errors import Conflict, Denied, NotFound, Unprocessable
from core.jobs.outbox import Outbox
from core.workflow.diagram import mermaid
from plugins.conflicts import services
from plugins.conflicts.workflow import WORKFLOW

TABLE = {
    "opened": {"triage": "triaged", "dismiss": "dismissed"},
    "triaged": {"ask_evidence": "evidence", "dismiss": "dismissed"},
    "evidence": {"close_evidence": "mediation", "evidence_over": "mediation", "dismiss": "dismissed"},
    "mediation": {"propose": "mediation", "settle": "agreed", "arbitrate": "arbitration", "mediation_over": "arbitration", "dismiss": "dismissed"},
    "agreed": {"apply": "applied"},
    "arbitration": {"rule": "ruling", "ruling_overdue": "arbitration"},
    "ruling": {"appeal": "appeal", "finalise": "final"},
    "appeal": {"decide_appeal": "final", "appeal_overdue": "appeal"},
    "final": {"apply": "applied"},
    "applied": {"publish": "published"},
    "published": {}, "dismissed": {},
}  # fmt: skip
RULED = ("triage", "ask_evidence", "close_evidence", "arbitrate", "rule")


def test_the_declaration_is_the_table():
    assert {state.key: {move.name: move.target for move in WORKFLOW.leaving(state.key)} for state in WORKFLOW.states} == TABLE


def test_the_readme_shows_the_diagram():
    assert mermaid(WORKFLOW) in (Path(plugins.conflicts.__file__).parent / "README.md").read_text()


@pytest.mark.parametrize("by", ["a", "b", "lesser", "above"])
@pytest.mark.parametrize("name", [move.name for move in WORKFLOW.transitions])
def test_a_partner_neither_sees_nor_moves_a_docket(move, docket, by, name):
    with pytest.raises(NotFound):
        move(docket, name, by=by)


@pytest.mark.parametrize("by", ["finance", "west"])
def test_staff_without_the_right_or_the_reach_moves_nothing(move, docket, by):
    with pytest.raises((Denied, NotFound)):
        move(docket, "triage", by=by)


def test_a_ruling_becomes_final_when_the_time_to_appeal_is_over(move, docket, read, run_timers):
    move(docket, *RULED)
    run_timers(clock.now() + timedelta(days=5))
    before = read("conflicts.docket", docket)["state"]
    run_timers(clock.now() + timedelta(days=12))
    assert (before, read("conflicts.docket", docket)["state"]) == ("ruling", "final")


def test_a_party_reads_in_the_head_of_its_case_where_it_stands(move, docket, case, as_user):
    move(docket, "triage", "ask_evidence")
    page = as_user("b").get(f"/alpha/conflicts/case/{case(docket, 'b').id}").text
    assert "Your turn: bring evidence" in page.partition('id="hs-record-head"')[2].partition("</header>")[0]
    assert page.count("Your turn: bring evidence") == 1


def test_the_time_for_evidence_runs_out(move, docket, read, run_timers):
    move(docket, "triage", "ask_evidence")
    run_timers(clock.now() + timedelta(days=16))
    assert read("conflicts.docket", docket)["state"] == "mediation"


def test_a_mediation_without_an_agreement_goes_to_arbitration(move, docket, read, run_timers):
    move(docket, "triage", "ask_evidence", "close_evidence", "propose")
    run_timers(clock.now() + timedelta(days=13))
    before = read("conflicts.docket", docket)["state"]
    run_timers(clock.now() + timedelta(days=16))
    after = read("conflicts.docket", docket)
    assert (before, after["state"], after["outcome"]) == ("mediation", "arbitration", None)


@pytest.mark.parametrize(
    ("steps", "told"), [(("triage", "ask_evidence"), "evidence_due"), (("triage", "ask_evidence", "close_evidence"), "mediation_due")]
)
def test_both_parties_are_reminded_before_the_time_runs_out(move, docket, run_timers, deliver, kit, steps, told):
    move(docket, *steps)
    run_timers(clock.now() + timedelta(days=12))
    deliver()
    table = Outbox.__table__
    with kit.owner.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).where(table.c.type == f"conflicts.case.{told}")) == 2


def appeal(act, case, docket, by="b"):
    act(by, lambda: services.appeal(records.get(registry()["conflicts.case"], case(docket, by).id), {"reason": "We were first."}))


def test_a_party_appeals_once_and_the_other_sees_why(move, docket, act, case, read):
    move(docket, *RULED)
    appeal(act, case, docket)
    assert (case(docket, "a").state, read("conflicts.docket", docket)["appealed_by"]) == ("appeal", "B")
    with pytest.raises(Conflict):
        appeal(act, case, docket, "a")


def test_who_ruled_does_not_decide_the_appeal(move, docket, act, case, read):
    move(docket, *RULED)
    appeal(act, case, docket)
    with pytest.raises(Denied):
        move(docket, "decide_appeal")
    move(docket, "decide_appeal", by="admin")
    assert read("conflicts.docket", docket)["state"] == "final"


def test_an_agreement_needs_every_party(move, docket, act, case):
    move(docket, "triage", "ask_evidence", "close_evidence", "propose")
    act("a", lambda: services.accept(records.get(registry()["conflicts.case"], case(docket, "a").id)))
    with pytest.raises(Conflict):
        move(docket, "settle")


def test_a_new_proposal_has_to_be_accepted_anew(move, docket, act, case):
    move(docket, "triage", "ask_evidence", "close_evidence", "propose")
    act("a", lambda: services.accept(records.get(registry()["conflicts.case"], case(docket, "a").id)))
    move(docket, "propose", outcome="none", ruling="As it is.")
    assert case(docket, "a").accepted_at is None


@pytest.mark.parametrize(
    "outcome",
    [
        {"outcome": "split", "share": "60", "other_share": "39.99"}, {"outcome": "split"}, {"outcome": "split", "share": "100"},
        {"outcome": "none", "share": "50", "other_share": "50"},
    ],
)  # fmt: skip
def test_shares_add_up_to_100_or_there_are_none(move, docket, outcome):
    move(docket, "triage", "ask_evidence", "close_evidence", "arbitrate")
    with pytest.raises(Unprocessable):
        move(docket, "rule", rule="v1", ruling="So.", **outcome)


def test_a_ruling_without_its_rule_is_refused(move, docket):
    move(docket, "triage", "ask_evidence", "close_evidence", "arbitrate")
    with pytest.raises(Unprocessable):
        move(docket, "rule", outcome="none", ruling="So.")


def test_two_deals_of_one_partner_are_no_conflict(deal, act):
    raw = {"subject": "X", "kind": "horizontal", "first_deal_id": str(deal("a")), "second_deal_id": str(deal("a", customer_name="Other"))}
    with pytest.raises(Unprocessable):
        act("manager", lambda: records.create(registry()["conflicts.docket"], raw))
