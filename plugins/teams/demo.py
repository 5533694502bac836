"""Teams of the demo: around protected deals, at different stages, with a second company and one of the vendor's people."""

import uuid
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from hansa import clock, current_scope, db, perform, records
from hansa.demo import Scope, acting_as, at, people
from plugins.deals.api import PROTECTED, Deal
from plugins.teams import reading, services
from plugins.teams.entities import SEAT, TEAM

COUNT = 6
STAGES = ("to_solution", "to_offer", "to_closing")
LIVES = (("accept", 1), ("accept", 2), ("", 0), ("accept", 0), ("decline", 0), ("accept", 3))
"""What the invited company does, and how many stages the team has come."""
ENGLISH = (
    "%s: one project, several companies",
    "We sell and advise; a second partner brings service on site.",
    "We need your service team on site.",
)
CHINESE = ("%s：多方协作项目", "我们负责销售与咨询，另一家伙伴提供现场服务。", "项目需要贵司的现场服务团队。")


def load() -> None:
    """Set up teams for some protected deals of the active program, and let them work."""
    program, crowd = current_scope().program, people()
    texts = CHINESE if program.locale.startswith("zh") else ENGLISH
    manager = next(scope for scope in crowd[None] if "manager" in scope.actor.roles)
    partners = [partner for partner in crowd if partner is not None]
    newest = sa.select(Deal.id, Deal.partner_id, Deal.customer_name).where(Deal.state.in_(PROTECTED), Deal.frozen_on.is_(None))
    found = [row for row in db.session.execute(newest.order_by(Deal.created_at.desc())).all() if row.partner_id in partners]
    for number, row in enumerate(_one_each(found, partners)[:COUNT]):
        second = next(partner for partner in partners[number:] + partners if partner != row.partner_id)
        _team(row, crowd[row.partner_id][-1], crowd[second][-1], manager, texts, LIVES[number % len(LIVES)], number)


def _one_each(rows: Any, partners: list[uuid.UUID]) -> list[Any]:
    """Return the rows so that every partner has one before any has two, who signs in first."""
    turn: dict[uuid.UUID, int] = {}
    placed = []
    for row in rows:
        turn[row.partner_id] = turn.get(row.partner_id, 0) + 1
        placed.append((turn[row.partner_id], partners.index(row.partner_id), row))
    return [row for _turn, _place, row in sorted(placed, key=lambda one: one[:2])]


def _team(row: Any, lead: Scope, second: Scope, manager: Scope, texts: Any, life: Any, number: int) -> None:
    began = clock.now() - timedelta(days=3 * number + 2, hours=2)
    with at(began), acting_as(lead):
        raw = {"title": texts[0] % row.customer_name, "deal_id": str(row.id), "brief": texts[1]}
        team_id = records.create(TEAM, raw).id
    with at(began + timedelta(hours=3)), acting_as(manager):
        services.add_person(records.get(TEAM, team_id), {"name": manager.actor.name, "role": "channel"})
        invited = {"team_id": str(team_id), "role": "delivery", "message": texts[2]}
        seat_id = records.create(SEAT, invited, partner_id=second.actor.partner_id).id
    answer, stages = life
    if answer:
        with at(began + timedelta(hours=8)), acting_as(second):
            perform(SEAT, records.get(SEAT, seat_id), answer)
    for turn, name in enumerate(STAGES[:stages], 1):
        with at(began + timedelta(hours=8 + 9 * turn)), acting_as(lead):
            _on(team_id, name)


def _on(team_id: uuid.UUID, name: str) -> None:
    """Do what the stage waits for, then go on to the next."""
    team = records.get(TEAM, team_id)
    for task in [task.id for task in reading.tasks(team_id) if task.stage == team.state]:
        services.turn(team, task, True)
    perform(TEAM, records.get(TEAM, team_id), name)
