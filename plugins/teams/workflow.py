"""The stages of a project, the life of a seat, and that of a task."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hansa import N_, State, Timer, Transition, Workflow, clock, current_scope
from plugins.teams.settings import settings
from plugins.teams.states import LEAD, LIVE_SEATS, SEATS, STAGES, TASKS, WORKING

DAY, MORNING = timedelta(days=1), time(8)
STAYS = N_("The lead partner stays: dissolve the team instead.")


def _stays(seat: Any) -> str | None:
    return STAYS if seat.role == LEAD else None


def _due(task: Any) -> datetime | None:
    return clock.midnight(task.due_on + DAY, current_scope().program.zone) if task.due_on else None


def _reminders(task: Any) -> Sequence[datetime]:
    return (datetime.combine(task.due_on - timedelta(days=settings()["reminder_days"]), MORNING, _zone()).astimezone(UTC),)


def _done(task: Any, values: Any) -> dict[str, str]:
    actor = current_scope().actor
    return {"done_by": actor.name if actor.staff else actor.partner_name}


def _zone() -> ZoneInfo:
    return ZoneInfo(current_scope().program.zone)


def _advance(name: str, label: str, source: str, target: str) -> Transition:
    return Transition(name, label, (source,), target, "anyone", "lead", kind="primary", icon="arrow-right")


TEAM = Workflow(
    states=(
        *(State(key, STAGES[key], partner_edits=("title", "brief"), staff_edits=("title", "brief")) for key in WORKING),
        State("delivered", STAGES["delivered"], "done"),
        State("dissolved", STAGES["dissolved"], "done"),
    ),
    transitions=(
        _advance("to_solution", N_("On to the solution"), "discovery", "solution"),
        _advance("to_offer", N_("On to the offer"), "solution", "offer"),
        _advance("to_closing", N_("On to closing"), "offer", "closing"),
        _advance("complete", N_("Complete"), "closing", "delivered"),
        Transition(
            "dissolve", N_("Dissolve"), WORKING, "dissolved", "anyone", "lead", kind="bad", icon="circle-x",
            confirm=N_("Dissolve this team? The other companies see nothing of it any more."),
        ),
        Transition("end", N_("The deal has ended"), WORKING, "dissolved", "system", icon="circle-x"),
    ),
)  # fmt: skip

SEAT = Workflow(
    states=(
        State("invited", SEATS["invited"], "waiting", staff_edits=("role", "message")),
        State("joined", SEATS["joined"], staff_edits=("role",)),
        *(State(key, SEATS[key], "done") for key in ("declined", "left", "removed")),
    ),
    transitions=(
        Transition(
            "accept", N_("Join the team"), ("invited",), "joined", "partner", "answer", kind="primary", icon="user-check",
            help=N_("The other members will read the name of your company."),
        ),
        Transition("decline", N_("Decline"), ("invited",), "declined", "partner", "answer", icon="thumb-down"),
        Transition(
            "leave", N_("Leave the team"), ("joined",), "left", "partner", "answer", guard=_stays, icon="logout",
            confirm=N_("Leave this team? You will see nothing of it any more."),
        ),
        Transition("remove", N_("Remove from the team"), LIVE_SEATS, "removed", "staff", "invite", guard=_stays, kind="bad", icon="user-x"),
    ),
)  # fmt: skip

TASK = Workflow(
    states=(State("open", TASKS["open"]), State("late", TASKS["late"]), State("done", TASKS["done"])),
    transitions=(
        Transition("finish", N_("Done"), ("open", "late"), "done", "anyone", "work", icon="check", effects=_done),
        Transition(
            "reopen",
            N_("Open again"),
            ("done",),
            "open",
            "anyone",
            "work",
            icon="arrow-back-up",
            effects=lambda task, values: {"done_by": None},
        ),
        Transition("lapse", N_("Late"), ("open",), "late", "system", icon="alert-circle"),
    ),
    timers=(Timer("due", ("open",), _due, "lapse", _reminders, "due_soon"),),
)
