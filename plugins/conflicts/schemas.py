"""What the records of a conflict hold, and for whom."""

from hansa import N_, EntitySchema, fields
from plugins.conflicts.states import CAUSES, KINDS, OUTCOMES, ROLES, STATES

SYSTEM = {"editable": "system"}
LOOKS = [(key, look.label) for key, look in STATES.items()]
DECISION, PARTIES = N_("Decision"), N_("Parties")


def _state() -> fields.Choice:
    return fields.Choice(choices=LOOKS, label=N_("State"), cell="state", order=0, metadata={**SYSTEM, "states": STATES, "state": True})


class DocketSchema(EntitySchema):
    subject = fields.String(required=True, label=N_("Subject"), help=N_("Both sides read this: name neither of them."), order=1)
    kind = fields.Choice(choices=KINDS, required=True, label=N_("Kind"), order=2, metadata={"figure": True})
    description = fields.LongText(label=N_("What happened"), help=N_("Only the program's people read this."), order=3)
    first_deal_id = fields.Ref(to="deals.deal", required=True, label=N_("Deal of the claimant (A)"), group=PARTIES, order=10)
    second_deal_id = fields.Ref(
        to="deals.deal",
        label=N_("Deal of the respondent (B)"),
        help=N_("Empty when our own sales are the other side."),
        group=PARTIES,
        order=11,
    )
    disclosed = fields.Boolean(
        load_default=False, label=N_("The parties may know each other's names"), help=N_("This cannot be unsaid."), group=PARTIES, order=12
    )
    state = _state()
    evidence_until = fields.Date(label=N_("Evidence until"), group=DECISION, order=20, metadata={**SYSTEM, "figure": True})
    mediation_until = fields.Date(label=N_("Agree until"), group=DECISION, order=20, metadata=SYSTEM)
    ruling_until = fields.Date(label=N_("Ruling by"), group=DECISION, order=20, metadata=SYSTEM)
    overdue_on = fields.Date(
        label=N_("Ruling overdue since"), help=N_("The time to rule has passed; both sides see this."), group=DECISION, order=20, metadata=SYSTEM
    )
    outcome = fields.Choice(choices=OUTCOMES, label=N_("Outcome"), group=DECISION, order=21, metadata={**SYSTEM, "figure": True})
    share = fields.Percent(label=N_("Share of A"), group=DECISION, order=22, metadata=SYSTEM)
    other_share = fields.Percent(label=N_("Share of B"), group=DECISION, order=23, metadata=SYSTEM)
    rule = fields.String(label=N_("Rule"), group=DECISION, order=24, metadata=SYSTEM)
    ruling = fields.LongText(label=N_("Reasons"), group=DECISION, order=25, metadata=SYSTEM)
    appeal_until = fields.Date(label=N_("Appeal until"), group=DECISION, order=26, metadata={**SYSTEM, "figure": True})
    appealed_by = fields.String(label=N_("Appealed by"), group=DECISION, order=27, metadata=SYSTEM)
    cause = fields.Choice(choices=CAUSES, label=N_("Root cause"), group=DECISION, order=28, metadata=SYSTEM)


class CaseSchema(EntitySchema):
    """Read by one party; everything follows from the docket."""

    subject = fields.String(label=N_("Subject"), order=1, metadata=SYSTEM)
    kind = fields.Choice(choices=KINDS, label=N_("Kind"), order=2, metadata={**SYSTEM, "figure": True})
    state = _state()
    side = fields.String(label=N_("Your side"), order=3, metadata={**SYSTEM, "figure": True})
    role = fields.Choice(choices=ROLES, label=N_("Role"), order=4, metadata=SYSTEM)
    deal_id = fields.Ref(to="deals.deal", label=N_("Your deal"), order=5, metadata=SYSTEM)
    others = fields.String(label=N_("Other party"), order=6, metadata=SYSTEM)
    evidence_until = fields.Date(label=N_("Evidence until"), order=7, metadata={**SYSTEM, "figure": True})
    mediation_until = fields.Date(label=N_("Agree until"), order=8, metadata=SYSTEM)
    ruling_until = fields.Date(label=N_("Ruling by"), order=9, metadata=SYSTEM)
    overdue_on = fields.Date(label=N_("Ruling overdue since"), order=9, metadata=SYSTEM)
    outcome = fields.Choice(choices=OUTCOMES, label=N_("Outcome"), group=DECISION, order=20, metadata={**SYSTEM, "figure": True})
    share = fields.Percent(label=N_("Your share"), group=DECISION, order=21, metadata=SYSTEM)
    rule = fields.String(label=N_("Rule"), group=DECISION, order=22, metadata=SYSTEM)
    ruling = fields.LongText(label=N_("Reasons"), group=DECISION, order=23, metadata=SYSTEM)
    appeal_until = fields.Date(label=N_("Appeal until"), group=DECISION, order=24, metadata={**SYSTEM, "figure": True})


class EvidenceSchema(EntitySchema):
    text = fields.LongText(required=True, label=N_("Evidence"), help=N_("Both sides read this."), order=1)


class PrecedentSchema(EntitySchema):
    title = fields.String(required=True, label=N_("Title"), order=1)
    kind = fields.Choice(choices=KINDS, required=True, label=N_("Kind"), order=2, metadata={"figure": True})
    outcome = fields.Choice(choices=OUTCOMES, required=True, label=N_("Outcome"), order=3, metadata={"figure": True})
    decided_on = fields.Date(required=True, label=N_("Decided"), order=4, metadata={"figure": True})
    rule = fields.String(required=True, label=N_("Rule"), order=5)
    cause = fields.Choice(choices=CAUSES, required=True, label=N_("Root cause"), order=6)
    summary = fields.LongText(required=True, label=N_("What was decided, and why"), order=7)
