"""The tasks of a stage gate the next one; roles do their tasks; who is late is reminded."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

import plugins.teams
from core import clock
from core.entities import records
from core.entities.registry import registry
from core.errors import Conflict, Denied, Unprocessable
from core.jobs.outbox import Outbox
from core.workflow.diagram import mermaid
from core.workflow.perform import perform
from plugins.teams.workflow import SEAT, TEAM


@pytest.mark.parametrize("flow", [TEAM, SEAT])
def test_the_readme_shows_the_diagrams(flow):
    assert mermaid(flow) in (Path(plugins.teams.__file__).parent / "README.md").read_text()


def test_an_open_task_keeps_the_next_stage_closed(team, move):
    with pytest.raises(Conflict, match="decision maker"):
        move("team", team, "to_solution")


def test_a_done_task_opens_it(team, move, turn):
    turn("discovery")
    move("team", team, "to_solution")


def test_the_task_of_another_company_gates_too(team, move, turn, joined):
    turn("discovery")
    move("team", team, "to_solution")
    with pytest.raises(Conflict, match="technical solution"):
        move("team", team, "to_offer")
    turn("solution", by="b")
    move("team", team, "to_offer")


def test_a_deal_is_not_won_while_its_team_has_open_tasks(team, deal, act):
    kind = "deals.deal"
    with pytest.raises(Conflict, match="still open"):
        act("a", lambda: perform(registry()[kind], records.get(registry()[kind], deal), "win", {"evidence": "PO 1"}))


def test_a_member_does_the_tasks_of_its_own_role_only(joined, turn, tasks):
    turn("solution", by="b")
    with pytest.raises(Denied):
        turn("discovery", by="b")
    assert [tasks()[stage].state for stage in ("discovery", "solution")] == ["open", "done"]
    assert tasks()["solution"].done_by == "B"


def test_a_task_can_be_opened_again(turn, tasks):
    turn("discovery")
    turn("discovery", done=False)
    assert (tasks()["discovery"].state, tasks()["discovery"].done_by) == ("open", None)


def test_a_company_is_invited_once(invite):
    invite()
    with pytest.raises(Unprocessable, match="already"):
        invite()


def test_only_the_lead_leads(invite):
    with pytest.raises(Unprocessable):
        invite(role="lead")


def test_the_lead_does_not_leave(team, kit, move):
    table = kit.portal.registry["teams.seat"].table
    with kit.owner.connect() as connection:
        seat = connection.scalar(sa.select(table.c.id).where(table.c.team_id == team))
    with pytest.raises(Conflict, match="lead partner stays"):
        move("seat", seat, "leave")


def told(kit, kind):
    with kit.owner.connect() as connection:
        return set(connection.scalars(sa.select(Outbox.__table__.c.record_id).where(Outbox.__table__.c.type == kind)))


def test_the_company_of_the_role_is_reminded_before_its_task_is_due(joined, run_timers, deliver, kit):
    run_timers(clock.now() + timedelta(days=20))
    deliver()
    assert joined in told(kit, "teams.seat.task_due")


def test_a_task_that_is_done_reminds_nobody(joined, turn, run_timers, deliver, kit):
    turn("solution", by="b")
    run_timers(clock.now() + timedelta(days=20))
    deliver()
    assert joined not in told(kit, "teams.seat.task_due")


def test_a_task_is_late_when_its_day_is_over(team, run_timers, tasks):
    run_timers(clock.now() + timedelta(days=7))
    before = tasks()["discovery"].state
    run_timers(clock.now() + timedelta(days=9))
    assert (before, tasks()["discovery"].state) == ("open", "late")


def test_a_lost_deal_ends_its_team(team, joined, deal, act, deliver, kit, as_user):
    kind = "deals.deal"
    act("a", lambda: perform(registry()[kind], records.get(registry()[kind], deal), "lose", {"reason_code": "price"}))
    deliver()
    assert "Dissolved" in as_user("a").get(f"/alpha/teams/team/{team}").text
    assert as_user("b").get(f"/alpha/teams/team/{team}").status_code == 404


def test_wrong_input_is_kept_and_explained(team, as_user):
    answer = as_user("a").submit(f"/alpha/teams/team/{team}/tasks", {"title": "Kept words", "stage": "nowhere", "role": "sales"})
    assert answer.status_code == 422 and "Kept words" in answer.text


def test_the_lead_adds_a_task(team, as_user):
    data = {"title": "Ask for references", "stage": "offer", "role": "sales", "due_on": "2036-01-01"}
    assert as_user("a").submit(f"/alpha/teams/team/{team}/tasks", data).status_code == 303
    assert "Ask for references" in as_user("a").get(f"/alpha/teams/team/{team}/room").text


def test_staff_seats_one_of_its_own_people(team, as_user):
    assert as_user("manager").submit(f"/alpha/teams/team/{team}/people", {"name": "Ines Keller", "role": "channel"}).status_code == 303
    assert "Ines Keller" in as_user("a").get(f"/alpha/teams/team/{team}/room").text
