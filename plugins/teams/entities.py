"""Teams and seats with pages; tasks are read and done with their team."""

from hansa import N_, Entity, SavedView
from plugins.teams import workflow
from plugins.teams.models import Seat, Task, Team
from plugins.teams.schemas import SeatSchema, TaskSchema, TeamSchema
from plugins.teams.states import WORKING

TEAM = Entity(
    "team", N_("Project team"), Team, TeamSchema, plural=N_("Project teams"), audience="owner", shared=True, title="title", number="T",
    icon="users", menu=N_("Sales"), list_columns=("title", "partner_id", "state", "created_at"), search=("title",), sort="-id",
    create_label=N_("Set up a team"), workflow=workflow.TEAM,
    views=(SavedView("working", N_("At work"), tuple(("f.state.in", stage) for stage in WORKING)),),
)  # fmt: skip
SEAT = Entity(
    "seat", N_("Seat in a team"), Seat, SeatSchema, plural=N_("Seats in teams"), audience="owner", title="title", icon="user-check",
    list_columns=("title", "partner_id", "role", "state", "created_at"), search=("title",), sort="-id", workflow=workflow.SEAT,
    create_label=N_("Invite a partner"), views=(SavedView("invited", N_("Invitations"), (("f.state.in", "invited"),)),),
)  # fmt: skip
TASK = Entity("task", N_("Task"), Task, TaskSchema, audience="owner", pages=False, api=False, searchable=False, workflow=workflow.TASK)
ENTITIES = [TEAM, SEAT, TASK]
