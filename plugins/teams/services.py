"""What people do in the room of a team: add tasks and people, do tasks, remove a company."""

import uuid
from collections.abc import Mapping
from typing import Any

from hansa import Conflict, Denied, NotFound, Unprocessable, _, current_scope, perform, records
from plugins.teams import reading
from plugins.teams.entities import SEAT, TASK, TEAM
from plugins.teams.follow import responsible
from plugins.teams.reading import REMOVE, WORK, lifted
from plugins.teams.states import LEAD, WORKING

NAME = 120
"""Letters of a name that are kept."""


def add_task(team: Any, raw: Mapping[str, Any]) -> Any:
    """Add a task to a stage, as lead or as the vendor."""
    records.require(TEAM, "lead", team)
    _at_work(team)
    with lifted(WORK):
        return records.create(TASK, raw, partner_id=team.partner_id, team_id=team.id)


def add_person(team: Any, raw: Mapping[str, Any]) -> Any:
    """Seat one of the vendor's own people. For staff."""
    records.require(SEAT, "invite")
    _at_work(team)
    if not raw.get("name"):
        raise Unprocessable(errors=[{"pointer": "/name", "code": "required", "message": _("Say who it is.")}])
    own = {"name": raw["name"][:NAME], "vendor": True, "state": "joined"}
    return records.create(SEAT, {"team_id": str(team.id), "role": raw.get("role")}, partner_id=team.partner_id, **own)


def turn(team: Any, task_id: uuid.UUID, done: bool) -> None:
    """Do a task, or open it again. Raises Denied unless the task is of a role the actor's company has, or the actor leads."""
    _at_work(team)
    with lifted(WORK):
        task, seats = _task(team, task_id), reading.seats(team.id)
        if not may_turn(team, task, seats):
            raise Denied(_("This task is of another role in the team."))
        perform(TASK, task, "finish" if done else "reopen")


def may_turn(team: Any, task: Any, seats: Any) -> bool:
    """Tell whether the actor may do a task: the vendor and the lead any, others those of their roles."""
    actor = current_scope().actor
    if actor.read_only or not actor.may(TASK.permission("work")):
        return False
    mine = responsible(seats, task.role)
    return actor.staff or actor.partner_id == team.partner_id or actor.partner_id in [seat.partner_id for seat in mine]


def remove(team: Any, seat_id: uuid.UUID) -> None:
    """Remove a company or a person from one's own team."""
    records.require(TEAM, "lead", team)
    with lifted(REMOVE):
        seat = next((seat for seat in reading.seats(team.id) if seat.id == seat_id), None)
        if seat is None or seat.role == LEAD:
            raise NotFound()
        records.apply(SEAT, seat, {"state": "removed"}, act="remove")


def _task(team: Any, task_id: uuid.UUID) -> Any:
    found = next((task for task in reading.tasks(team.id) if task.id == task_id), None)
    if found is None:
        raise NotFound()
    return found


def _at_work(team: Any) -> None:
    if team.state not in WORKING:
        raise Conflict(_("This team has ended."), code="ended")
