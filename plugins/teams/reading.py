"""Seats and tasks of a team, for who already sees the team: its share is what opens them."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from hansa import SystemTask, current_scope, db, system
from plugins.teams.models import Seat, Task, Team
from plugins.teams.states import LIVE_SEATS

READ, FOLLOW, WORK, REMOVE = "teams.read", "teams.follow", "teams.work", "teams.remove"
TASKS = [
    SystemTask(READ, "Who sees a team reads its seats and tasks, which belong to other companies."),
    SystemTask(FOLLOW, "A seat is taken or left: the team, which is another company's, is opened or closed to its company."),
    SystemTask(WORK, "A member does a task of its own role; the task belongs to the owner of the team."),
    SystemTask(REMOVE, "The lead partner removes another company from its own team."),
]


@contextmanager
def lifted(reason: str) -> Iterator[None]:
    """Lift the partner criterion, unless whoever calls did so already."""
    if current_scope().system:
        yield
        return
    with system(reason):
        yield


def seats(team_id: uuid.UUID, states: Collection[str] = LIVE_SEATS) -> Sequence[Seat]:
    wanted = sa.select(Seat).where(Seat.team_id == team_id, Seat.state.in_(states), Seat.archived_at.is_(None))
    return db.session.scalars(wanted.order_by(Seat.id)).all()


def tasks(team_id: uuid.UUID) -> Sequence[Task]:
    return db.session.scalars(sa.select(Task).where(Task.team_id == team_id).order_by(Task.due_on, Task.id)).all()


def teams_of(deal_id: uuid.UUID) -> Sequence[Team]:
    return db.session.scalars(sa.select(Team).where(Team.deal_id == deal_id).order_by(Team.id)).all()


def waiting(team_ids: Collection[uuid.UUID], stages: Collection[str]) -> Sequence[str]:
    """Return the titles of tasks of these stages that are not done."""
    wanted = sa.select(Task.title).where(Task.team_id.in_(team_ids), Task.stage.in_(stages), Task.state != "done")
    return db.session.scalars(wanted.order_by(Task.due_on, Task.id)).all()
