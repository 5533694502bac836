"""Personal data in project teams: who sat where and did what."""

import sqlalchemy as sa

from hansa import N_, personal
from plugins.teams.models import Seat, Task, Team


def held(subject: personal.Subject) -> list[personal.Held]:
    """Return the seats and tasks that name these people; those of a partner are given out as records."""
    return [
        personal.read(N_("Seats in teams"), Seat, Seat.vendor.is_(True), Seat.name.in_(subject.names)),
        personal.read(N_("Tasks in teams"), Task, Task.done_by.in_(subject.names)),
    ]


def erase(subject: personal.Subject) -> None:
    """Put pseudonyms where people and the partner are named; empty the partner's own teams."""
    words = dict(subject.pseudonyms)
    if subject.partner_id:
        words[subject.name] = personal.pseudonym(subject.partner_id)
        teams = sa.select(Team.id).where(Team.partner_id == subject.partner_id)
        personal.blank(Seat, ("title", "message", "lead_name", "name"), Seat.partner_id == subject.partner_id)
        personal.blank(Seat, ("title", "message"), Seat.team_id.in_(teams))
        personal.blank(Task, ("title",), Task.partner_id == subject.partner_id)
        personal.blank(Team, ("title", "brief", "custom"), Team.partner_id == subject.partner_id)
    for column in ("name", "lead_name"):
        personal.reword(Seat, column, words)
    personal.reword(Task, "done_by", words)
