"""What follows in the same transaction: the first seat and tasks of a team, its share, who is told."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from hansa import Event, Unprocessable, _, clock, current_scope, db, directory, emit, perform, records, shares
from plugins.deals.api import DEAL, LIVE
from plugins.teams import reading
from plugins.teams.entities import SEAT, TASK, TEAM
from plugins.teams.models import Seat, Task, Team
from plugins.teams.reading import FOLLOW, lifted
from plugins.teams.settings import settings
from plugins.teams.states import LEAD, WORKING

Saved = Sequence[tuple[Any, Mapping[str, Any]]]
KEPT = (*LIVE, "won")
"""States of a deal in which its team goes on working."""


def before_team(team: Any) -> None:
    """Raise Unprocessable unless the deal is one of the team's own partner."""
    if records.get(DEAL, team.deal_id).partner_id != team.partner_id:
        raise _wrong("deal_id", "other-partner", _("This deal belongs to another partner."))


def before_seat(seat: Any) -> None:
    """Say what an invitation is to. Raises Unprocessable when the company sits there already, or the team has ended."""
    team = records.get(TEAM, seat.team_id)
    seat.title, seat.lead_name = team.title, _name_of(team.partner_id)
    seat.name = seat.name or _name_of(seat.partner_id)
    taken = {other.partner_id for other in reading.seats(team.id) if not other.vendor}
    if team.state not in WORKING:
        raise _wrong("team_id", "ended", _("This team has ended."))
    if seat.role == LEAD and seat.partner_id != team.partner_id:
        raise _wrong("role", "not-the-lead", _("The lead is the partner whose deal it is."))
    if seat.partner_id in taken and not seat.vendor:
        raise _wrong("partner_id", "already-there", _("This company is in the team already, or invited."))


def team_saved(saved: Saved, is_new: bool) -> None:
    for team, changes in saved:
        if is_new:
            _begin(team)
        elif "title" in changes or "state" in changes:
            with lifted(FOLLOW):
                _keep_up(team, changes)


def seats_saved(saved: Saved, is_new: bool) -> None:
    """Open the team to who joins, close it to who leaves; in the transaction in which it happens."""
    for seat, changes in saved:
        if is_new and seat.state == "invited":
            emit("teams.seat.invited", SEAT.key, [_told(seat)])
        if "state" in changes and not seat.vendor and seat.role != LEAD and not is_new:
            with lifted(FOLLOW):
                _let(records.get(TEAM, seat.team_id), seat)


def follow(event: Event) -> None:
    """Tell the companies of a role about its task; end teams of deals that are lost or gone to somebody else."""
    plugin, _dot, step = event.type.rpartition(".")
    if plugin == TASK.key and step in ("due_soon", "lapse"):
        _remind(event)
    if plugin == DEAL.key and step != "deleted" and event.record_id is not None and records.get(DEAL, event.record_id).state not in KEPT:
        for team in reading.teams_of(event.record_id):
            if team.state in WORKING:
                perform(TEAM, team, "end")


def responsible(seats: Iterable[Seat], role: str) -> list[Seat]:
    """Return the seats that have a role; the lead partner's when nobody else does."""
    there = [seat for seat in seats if seat.state == "joined"]
    return [seat for seat in there if seat.role == role] or [seat for seat in there if seat.role == LEAD]


def _begin(team: Team) -> None:
    today = clock.today(current_scope().program.zone)
    own = {"partner_id": team.partner_id, "team_id": team.id}
    with lifted(FOLLOW):
        records.create(SEAT, {"team_id": str(team.id), "role": LEAD}, partner_id=team.partner_id, state="joined")
        rows = [{"title": row["title"], "stage": row["stage"], "role": row["role"]} for row in settings()["tasks"]]
        due = [{**own, "due_on": today + timedelta(days=row["days"])} for row in settings()["tasks"]]
        if rows:
            records.create_many(TASK, rows, each=due)


def _keep_up(team: Team, changes: Mapping[str, Any]) -> None:
    seats = reading.seats(team.id)
    for seat in seats:
        if "title" in changes:
            records.apply(SEAT, seat, {"title": team.title})
    if "state" in changes and team.state == "dissolved":
        for seat in seats:
            records.apply(SEAT, seat, {"state": "left"}, act="end")
    elif "state" in changes:
        emit(
            "teams.seat.stage",
            SEAT.key,
            [_told(seat) for seat in seats if seat.state == "joined" and not seat.vendor and seat.role != LEAD],
        )


def _let(team: Team, seat: Seat) -> None:
    if seat.state == "joined":
        shares.grant(TEAM, team, [seat.partner_id], role=seat.role)
    else:
        shares.revoke(TEAM, team, [seat.partner_id])
    emit("teams.team.member", TEAM.key, [_told(team)])


def _remind(event: Event) -> None:
    task = db.session.scalars(sa.select(Task).where(Task.id == event.record_id)).one_or_none()
    if task is None or task.state == "done":
        return
    emit("teams.seat.task_due", SEAT.key, [_told(seat) for seat in responsible(reading.seats(task.team_id), task.role)])


def _told(record: Any) -> dict[str, Any]:
    return {"record_id": record.id, "record_version": record.version, "payload": {}}


def _name_of(partner_id: Any) -> str:
    company = directory.company(partner_id)
    return company.name if company else ""


def _wrong(field: str, code: str, message: str) -> Unprocessable:
    return Unprocessable(message, errors=[{"pointer": f"/{field}", "code": code, "message": message}])
