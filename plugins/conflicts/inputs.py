"""What people are asked when they move a conflict."""

from hansa import N_, EntitySchema, fields
from plugins.conflicts.states import CAUSES, KINDS, OUTCOMES

RULE_HELP = N_("Version and clause of the policy, like “Deal policy v3, 4.2”.")


class TriageInput(EntitySchema):
    kind = fields.Choice(choices=KINDS, required=True, label=N_("Kind"), order=1)


class EvidenceInput(EntitySchema):
    evidence_until = fields.Date(label=N_("Last day for evidence"), help=N_("Empty: the program's usual time."), order=1)


class DismissInput(EntitySchema):
    reason = fields.LongText(required=True, label=N_("Why is there no conflict?"), order=1)


class OutcomeInput(EntitySchema):
    """A way to settle it. The two shares add up to 100."""

    outcome = fields.Choice(choices=OUTCOMES, required=True, label=N_("Outcome"), order=1)
    share = fields.Percent(label=N_("Share of A"), help=N_("Only when the credit is split; both shares are 100 together."), order=2)
    other_share = fields.Percent(label=N_("Share of B"), order=3)
    ruling = fields.LongText(required=True, label=N_("Reasons"), help=N_("Both sides read this."), order=5)


class RulingInput(OutcomeInput):
    rule = fields.String(required=True, label=N_("Rule"), help=RULE_HELP, order=4)


class AppealInput(EntitySchema):
    reason = fields.LongText(required=True, label=N_("Why do you appeal?"), help=N_("Both sides read this."), order=1)


class ApplyInput(EntitySchema):
    cause = fields.Choice(choices=CAUSES, required=True, label=N_("Root cause"), order=1)


class PublishInput(EntitySchema):
    """Written anew, without names; what names a party is refused."""

    title = fields.String(required=True, label=N_("Title"), order=1)
    rule = fields.String(required=True, label=N_("Rule"), help=RULE_HELP, order=2)
    summary = fields.LongText(
        required=True, label=N_("What was decided, and why"), help=N_("All partners read this: no names, no numbers of deals."), order=3
    )
