"""The room of a team, and the teams of a deal."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, redirect, request

from hansa import Conflict, Unprocessable, _, policy, records, render, url_of, with_toast
from plugins.deals.api import DEAL
from plugins.teams import services, views
from plugins.teams.entities import TEAM

pages = Blueprint("teams", __name__)


@pages.get("/team/<uuid:record_id>/room", endpoint="room")
@policy("teams.team.view")
def room(record_id: uuid.UUID) -> str:
    """Members and tasks, for who sees the team."""
    return _room(views.room(records.get(TEAM, record_id)))


@pages.post("/team/<uuid:record_id>/tasks", endpoint="add_task")
@policy("teams.team.lead")
def add_task(record_id: uuid.UUID) -> Any:
    """Add a task to a stage."""
    team = records.get(TEAM, record_id)
    return _done(team, lambda: services.add_task(team, _typed("title", "stage", "role", "due_on")))


@pages.post("/team/<uuid:record_id>/people", endpoint="add_person")
@policy("teams.seat.invite")
def add_person(record_id: uuid.UUID) -> Any:
    """Seat one of the vendor's own people."""
    team = records.get(TEAM, record_id)
    return _done(team, lambda: services.add_person(team, _typed("name", "role")))


@pages.post("/team/<uuid:record_id>/tasks/<uuid:task_id>/<any(done, open):turn>", endpoint="turn")
@policy("teams.task.work")
def turn(record_id: uuid.UUID, task_id: uuid.UUID, turn: str) -> Any:
    """Do a task, or open it again."""
    team = records.get(TEAM, record_id)
    return _done(team, lambda: services.turn(team, task_id, turn == "done"))


@pages.post("/team/<uuid:record_id>/seats/<uuid:seat_id>/remove", endpoint="remove")
@policy("teams.team.lead")
def remove(record_id: uuid.UUID, seat_id: uuid.UUID) -> Any:
    """Remove a company or a person from the team."""
    team = records.get(TEAM, record_id)
    return _done(team, lambda: services.remove(team, seat_id))


@pages.get("/deal/<uuid:deal_id>", endpoint="of_deal")
@policy("teams.team.view")
def of_deal(deal_id: uuid.UUID) -> str:
    """The teams of a deal, and the way to set one up."""
    return render("teams/deal.html", block="page", shown=views.of_deal(records.get(DEAL, deal_id)))


def _typed(*names: str) -> dict[str, str]:
    """Return what was typed; what was left empty is left out."""
    return {name: text for name in names if (text := request.form.get(name, "").strip())}


def _done(team: Any, act: Callable[[], Any]) -> Any:
    """Do it and go back to the team; what was refused is said beside what was typed."""
    record_id = team.id
    try:
        act()
    except (Unprocessable, Conflict) as error:
        wrong = {problem["pointer"].strip("/"): problem["message"] for problem in error.errors}
        return Response(_room(views.room(team, wrong or {"": _(error.message)}, dict(request.form))), error.status)
    return with_toast(redirect(url_of(TEAM, record_id), 303), _("Saved."))


def _room(shown: views.Room) -> str:
    return render("teams/room.html", block="page", room=shown)
