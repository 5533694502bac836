"""What the room of a team and the panel of a deal show."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from flask import url_for

from hansa import _, current_scope, shown, url_of
from plugins.deals.api import LIVE
from plugins.teams import reading, services
from plugins.teams.entities import SEAT, TASK, TEAM
from plugins.teams.follow import responsible
from plugins.teams.reading import READ, lifted
from plugins.teams.states import LEAD, OTHERS, ROLES, STAGE_CHOICES, WORKING

ROLE_WORDS = dict(ROLES)


@dataclass(frozen=True)
class Room:
    """Members and tasks; an empty URL is what the reader may not."""

    members: Sequence[Any]
    stages: Sequence[Any]
    invite: str = ""
    add_person: str = ""
    add_task: str = ""
    roles: Sequence[tuple[str, str]] = ROLES
    others: Sequence[tuple[str, str]] = OTHERS
    choices: Sequence[tuple[str, str]] = STAGE_CHOICES
    wrong: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    key: str = field(default_factory=lambda: uuid.uuid4().hex)


def room(team: Any, wrong: Mapping[str, str] | None = None, typed: Mapping[str, str] | None = None) -> Room:
    """A team for who sees it: who sits in it, and what every stage waits for."""
    actor = current_scope().actor
    busy = team.state in WORKING and not actor.read_only
    leads = busy and actor.may(TEAM.permission("lead")) and (actor.staff or actor.partner_id == team.partner_id)
    invites = busy and actor.may(SEAT.permission("invite"))
    with lifted(READ):
        seats, tasks = reading.seats(team.id), reading.tasks(team.id)
        members = [_member(team, seat, leads) for seat in seats]
        stages = [
            _stage(team, stage, label, [task for task in tasks if task.stage == stage], seats, busy) for stage, label in STAGE_CHOICES
        ]
    return Room(
        members, stages, invite=f"{url_of(SEAT)}new?team_id={team.id}" if invites else "", add_person=_url("add_person", team) if invites else "",
        add_task=_url("add_task", team) if leads else "", wrong=wrong or {}, typed=typed or {"stage": team.state},
    )  # fmt: skip


def of_deal(deal: Any) -> SimpleNamespace:
    """The teams of a deal, and the way to set one up."""
    actor = current_scope().actor
    state = TEAM.schema._declared_fields["state"]
    rows = [
        (url_of(TEAM, team.id), f"{team.title} · {team.number}", shown("state", team.state, state)) for team in reading.teams_of(deal.id)
    ]
    own = actor.reach == "all" or actor.partner_id == deal.partner_id
    may = own and deal.state in LIVE and actor.may(TEAM.permission("create")) and not actor.read_only
    partner = f"&partner_id={deal.partner_id}" if actor.staff else ""
    return SimpleNamespace(rows=rows, new=f"{url_of(TEAM)}new?deal_id={deal.id}{partner}" if may else "")


def _member(team: Any, seat: Any, leads: bool) -> SimpleNamespace:
    state = SEAT.schema._declared_fields["state"]
    return SimpleNamespace(
        name=seat.name,
        role=_(ROLE_WORDS.get(seat.role, seat.role)),
        state=shown("state", seat.state, state) if seat.state == "invited" else "",
        vendor=seat.vendor,
        remove=_url("remove", team, seat_id=seat.id) if leads and seat.role != LEAD else "",
    )


def _stage(team: Any, stage: str, label: str, tasks: Sequence[Any], seats: Sequence[Any], busy: bool) -> SimpleNamespace:
    place = WORKING.index(team.state) if team.state in WORKING else len(WORKING)
    return SimpleNamespace(
        label=_(label),
        current=team.state == stage,
        past=WORKING.index(stage) < place,
        tasks=[_task(team, task, seats, busy) for task in tasks],
    )


def _task(team: Any, task: Any, seats: Sequence[Any], busy: bool) -> SimpleNamespace:
    done = task.state == "done"
    may = busy and services.may_turn(team, task, seats)
    return SimpleNamespace(
        title=task.title,
        done=done,
        role=_(ROLE_WORDS.get(task.role, task.role)),
        who=task.done_by if done else ", ".join(seat.name for seat in responsible(seats, task.role)),
        due=shown("left", task.due_on, TASK.schema._declared_fields["due_on"]) if task.due_on and not done else "",
        turn=_url("turn", team, task_id=task.id, turn="open" if done else "done") if may else "",
    )


def _url(endpoint: str, team: Any, **more: Any) -> str:
    return url_for(f"teams.{endpoint}", program=current_scope().program.slug, record_id=team.id, **more)
