"""What teams, seats and tasks hold, and for whom."""

from hansa import N_, EntitySchema, fields
from plugins.teams.states import ROLES, SEATS, STAGE_CHOICES, STAGES, TASKS

SYSTEM = {"editable": "system"}


class TeamSchema(EntitySchema):
    title = fields.String(
        required=True, label=N_("Project"), help=N_("Everybody you invite reads this: leave out what they should not know."), order=1
    )
    deal_id = fields.Ref(to="deals.deal", required=True, label=N_("Deal"), help=N_("Other companies never see the deal itself."), order=2)
    brief = fields.LongText(label=N_("What the team is for"), help=N_("The members of the team read this."), order=3)
    state = fields.Choice(
        choices=[(key, look.label) for key, look in STAGES.items()], label=N_("Stage"), cell="state", order=0,
        metadata={**SYSTEM, "states": STAGES, "state": True},
    )  # fmt: skip


class SeatSchema(EntitySchema):
    """An invitation; the partner it is for is chosen beside it."""

    team_id = fields.Ref(to="teams.team", required=True, label=N_("Team"), order=1)
    role = fields.Choice(choices=ROLES, required=True, label=N_("Role"), order=2, metadata={"figure": True})
    message = fields.LongText(label=N_("Message"), order=3)
    title = fields.String(label=N_("Project"), order=4, metadata=SYSTEM)
    lead_name = fields.String(label=N_("Lead partner"), order=5, metadata=SYSTEM)
    name = fields.String(label=N_("Name"), order=6, metadata=SYSTEM)
    state = fields.Choice(
        choices=[(key, look.label) for key, look in SEATS.items()], label=N_("State"), cell="state", order=0,
        metadata={**SYSTEM, "states": SEATS, "state": True},
    )  # fmt: skip


class TaskSchema(EntitySchema):
    title = fields.String(required=True, label=N_("Task"), order=1)
    stage = fields.Choice(choices=STAGE_CHOICES, required=True, label=N_("Stage"), order=2)
    role = fields.Choice(choices=ROLES, required=True, label=N_("Role"), order=3)
    due_on = fields.Date(label=N_("Due"), order=4)
    state = fields.Choice(choices=[(key, look.label) for key, look in TASKS.items()], label=N_("State"), metadata=SYSTEM)
