"""The API of a team beyond its record: who sits in it, its tasks, and what its members do with them."""

import uuid
from typing import Any

from flask import Blueprint

from hansa import json_object, policy, records
from plugins.teams import reading, services
from plugins.teams.entities import TEAM
from plugins.teams.reading import READ, lifted
from plugins.teams.states import LIVE_SEATS

api = Blueprint("teams_api", __name__)
CREATED = 201


@api.get("/team/<uuid:record_id>/seats", endpoint="seats")
@policy("teams.team.view")
def seats(record_id: uuid.UUID) -> Any:
    """The companies and people in a team, for who sees it."""
    team = records.get(TEAM, record_id)
    with lifted(READ):
        return {"items": [_seat(seat) for seat in reading.seats(team.id, LIVE_SEATS)]}


@api.post("/team/<uuid:record_id>/seats", endpoint="add_person")
@policy("teams.seat.invite")
def add_person(record_id: uuid.UUID) -> Any:
    """Seat one of the vendor's own people: `name`, `role`. Companies are invited by a seat record."""
    return _seat(services.add_person(records.get(TEAM, record_id), _given("name", "role"))), CREATED


@api.delete("/team/<uuid:record_id>/seats/<uuid:seat_id>", endpoint="remove")
@policy("teams.team.lead")
def remove(record_id: uuid.UUID, seat_id: uuid.UUID) -> Any:
    """Remove a company or a person from the team."""
    services.remove(records.get(TEAM, record_id), seat_id)
    return "", 204


@api.get("/team/<uuid:record_id>/tasks", endpoint="tasks")
@policy("teams.team.view")
def tasks(record_id: uuid.UUID) -> Any:
    """The tasks of a team, for who sees it."""
    team = records.get(TEAM, record_id)
    with lifted(READ):
        return {"items": [_task(task) for task in reading.tasks(team.id)]}


@api.post("/team/<uuid:record_id>/tasks", endpoint="add_task")
@policy("teams.team.lead")
def add_task(record_id: uuid.UUID) -> Any:
    """Add a task to a stage: `title`, `stage`, `role`, perhaps `due_on`."""
    return _task(services.add_task(records.get(TEAM, record_id), _given("title", "stage", "role", "due_on"))), CREATED


@api.post("/team/<uuid:record_id>/tasks/<uuid:task_id>/<any(done, open):turn>", endpoint="turn")
@policy("teams.task.work")
def turn(record_id: uuid.UUID, task_id: uuid.UUID, turn: str) -> Any:
    """Do a task, or open it again."""
    team = records.get(TEAM, record_id)
    services.turn(team, task_id, turn == "done")
    with lifted(READ):
        return next(_task(task) for task in reading.tasks(team.id) if task.id == task_id)


def _given(*names: str) -> dict[str, Any]:
    given = json_object()
    return {name: given[name] for name in names if given.get(name) not in (None, "")}


def _seat(seat: Any) -> dict[str, Any]:
    return {"id": str(seat.id), "name": seat.name, "role": seat.role, "state": seat.state, "vendor": seat.vendor}


def _task(task: Any) -> dict[str, Any]:
    due = task.due_on.isoformat() if task.due_on else None
    return {"id": str(task.id), "title": task.title, "stage": task.stage, "role": task.role, "state": task.state, "due_on": due, "done_by": task.done_by}
