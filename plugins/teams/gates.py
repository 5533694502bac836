"""Task gates: the next stage stays closed until the tasks of this one are done, whichever company has them."""

from collections.abc import Sequence
from typing import Any

from hansa import Conflict, Entity, _
from plugins.deals.api import DEAL
from plugins.teams import reading
from plugins.teams.entities import TEAM
from plugins.teams.states import WORKING

FORWARD = ("to_solution", "to_offer", "to_closing", "complete")


def before_transition(entity: Entity, record: Any, transition: str) -> None:
    """Raise Conflict (code `open-tasks`) while tasks are open: of the stage that would be left, for a deal that is won of all."""
    if entity is TEAM and transition in FORWARD:
        _refuse(reading.waiting([record.id], [record.state]))
    if entity is DEAL and transition == "win":
        at_work = [team.id for team in reading.teams_of(record.id) if team.state in WORKING]
        _refuse(reading.waiting(at_work, WORKING) if at_work else ())


def _refuse(waiting: Sequence[str]) -> None:
    if waiting:
        raise Conflict(_("These tasks of the team are still open: %(tasks)s.", tasks="; ".join(waiting)), code="open-tasks")
