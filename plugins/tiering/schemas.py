"""What the records of this plugin ask for."""

from hansa import N_, EntitySchema, fields
from plugins.policies.api import Code
from plugins.tiering.states import MEMBER_STATES, STATES

SYSTEM = {"editable": "system"}
INNER = {"editable": "system", "visible": "staff"}
DIRECTIONS = (("up", N_("Up")), ("down", N_("Down")), ("stay", N_("Stays")))
TRACK = N_("Track")


class StandingSchema(EntitySchema):
    track = fields.String(label=TRACK, order=1, metadata=SYSTEM)
    level = fields.String(label=N_("Level"), order=2, metadata={**SYSTEM, "figure": True})
    rank = fields.Integer(label=N_("Rank"), order=3, metadata=SYSTEM)
    since = fields.Date(label=N_("Since"), order=4, metadata=SYSTEM)
    until = fields.Date(label=N_("Until"), help=N_("First day it no longer holds."), order=5, metadata=SYSTEM)


class ChangeSchema(EntitySchema):
    track = fields.String(required=True, label=TRACK, order=1, metadata={"editable": "staff"})
    to_level = fields.String(
        label=N_("New level"), help=N_("Empty means no level."), order=2, metadata={"editable": "staff", "figure": True}
    )
    reason = fields.LongText(label=N_("Reason"), help=N_("The partner reads this."), order=3, metadata={"editable": "staff"})
    state = fields.Choice(
        choices=[(key, look.label) for key, look in STATES.items()], label=N_("State"), cell="state", order=0,
        metadata={**SYSTEM, "states": STATES, "state": True},
    )  # fmt: skip
    direction = fields.Choice(choices=DIRECTIONS, label=N_("Direction"), order=4, metadata=SYSTEM)
    from_level = fields.String(label=N_("Level before"), order=5, metadata=SYSTEM)
    found_on = fields.Date(label=N_("Found on"), order=6, metadata=SYSTEM)
    notice_until = fields.Date(label=N_("Notice until"), order=7, metadata=SYSTEM)
    cure_until = fields.Date(label=N_("To be made up by"), order=8, metadata={**SYSTEM, "phone": True})
    effective_on = fields.Date(label=N_("In force from"), order=9, metadata={**SYSTEM, "phone": True})
    decided_on = fields.Date(label=N_("Decided on"), order=10, metadata=SYSTEM)
    waived_until = fields.Date(label=N_("Waived until"), order=11, metadata=SYSTEM)
    waived_by = fields.String(label=N_("Waived by"), order=12, metadata=INNER)
    proposed_by = fields.String(label=N_("Proposed by"), order=13, metadata=INNER)
    decided_by = fields.String(label=N_("Agreed to by"), order=14, metadata=INNER)


class AwardSchema(EntitySchema):
    kind = Code(
        load_default="points", example="points", label=N_("Kind of event"), help=N_("points: the amount is points already."), order=1
    )
    category = Code(example="projects", label=N_("Category"), help=N_("Of points by hand."), order=2)
    amount = fields.Decimal(required=True, label=N_("Amount"), order=3, metadata={"figure": True})
    earned_on = fields.Date(required=True, label=N_("Earned on"), order=4)
    begun_on = fields.Date(label=N_("Begun on"), help=N_("Another day that rates may go by: of the order, the registration."), order=4)
    until = fields.Date(label=N_("Counts until"), help=N_("First day it no longer counts. Empty: as the program says."), order=5)
    label = fields.String(label=N_("What for"), max_length=200, order=6)
    attribute = fields.String(label=N_("Attribute"), max_length=120, order=7)
    ref = fields.String(label=N_("Id in its source"), max_length=120, order=8)
    evidence = fields.LongText(label=N_("Evidence"), help=N_("Needed for points by hand."), order=9)
    document = fields.File(label=N_("Document"), order=10)


class EnrolmentSchema(EntitySchema):
    track = fields.String(required=True, label=TRACK, max_length=60, order=1)
    note = fields.LongText(label=N_("Why do you want to join?"), order=2)
    state = fields.Choice(
        choices=[(key, look.label) for key, look in MEMBER_STATES.items()], label=N_("State"), cell="state", order=0,
        metadata={**SYSTEM, "states": MEMBER_STATES, "state": True},
    )  # fmt: skip
    starts_on = fields.Date(label=N_("Member from"), order=3, metadata={**SYSTEM, "phone": True})
    ends_on = fields.Date(label=N_("Last day"), order=4, metadata={**SYSTEM, "phone": True, "figure": True})
    renewed = fields.Integer(label=N_("Times renewed"), order=5, metadata=SYSTEM)
    reason = fields.LongText(label=N_("Answer"), order=6, metadata=SYSTEM)
    decided_on = fields.Date(label=N_("Decided on"), order=7, metadata=SYSTEM)
    decided_by = fields.String(label=N_("Decided by"), order=8, metadata=INNER)


class InvitationSchema(EntitySchema):
    track = fields.String(required=True, label=TRACK, max_length=60, order=1)
    level = Code(required=True, example="gold", label=N_("Level"), order=2)
    until = fields.Date(label=N_("Until"), help=N_("Last day it holds."), order=3)
    note = fields.LongText(label=N_("Note"), order=4)


class AdmitInput(EntitySchema):
    """A partner joins from a day to a day."""

    starts_on = fields.Date(label=N_("Member from"), help=N_("Empty: from today."), order=1)
    ends_on = fields.Date(label=N_("Last day"), help=N_("Empty: as the program says."), order=2)


class RenewInput(EntitySchema):
    ends_on = fields.Date(label=N_("New last day"), help=N_("Empty: as the program says."), order=1)


class WaiveInput(EntitySchema):
    """A loss is waived until a day, for a reason."""

    waived_until = fields.Date(required=True, label=N_("Last day of the waiver"), order=1)
    reason = fields.LongText(required=True, label=N_("Why?"), help=N_("The partner reads this."), order=2)


class ReasonInput(EntitySchema):
    reason = fields.LongText(required=True, label=N_("Why?"), order=1)


class AgreeInput(EntitySchema):
    effective_on = fields.Date(label=N_("In force from"), help=N_("Empty: as the program says."), order=1)
