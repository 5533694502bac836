"""What people are asked when they move a lead or their copy of it."""

from hansa import N_, EntitySchema, fields
from plugins.leads.words import BASES, DECLINES, DISCARDS, LOSSES, MODES


class ConsentInput(EntitySchema):
    """A lead is distributed only once its legal basis is confirmed."""

    consent_basis = fields.Choice(choices=BASES, required=True, label=N_("Legal basis"), order=1)
    consent_text = fields.LongText(label=N_("What the person agreed to"), order=2)
    consent_expires = fields.Date(label=N_("Holds until"), help=N_("Empty means without an end."), order=3)


class AssignInput(EntitySchema):
    """By hand, past the rules: with the reason, which is kept with the decision."""

    partner_id = fields.Ref(to="core.partner", required=True, label=N_("Partner"), order=1)
    reason = fields.LongText(required=True, label=N_("Why this partner, and not the one of the rules?"), order=2)


class RecallInput(EntitySchema):
    reason = fields.LongText(required=True, label=N_("Why is it taken back?"), help=N_("The partner reads this."), order=1)


class DiscardInput(EntitySchema):
    reason_code = fields.Choice(choices=DISCARDS, required=True, label=N_("Why?"), order=1)
    reason = fields.LongText(label=N_("Note"), order=2)


class WithdrawInput(EntitySchema):
    reason = fields.LongText(required=True, label=N_("How was the consent withdrawn?"), help=N_("It is kept as proof."), order=1)


class AcceptInput(EntitySchema):
    """Which of these are required is a choice of the policy."""

    next_action = fields.String(label=N_("Next step"), order=1)
    next_action_on = fields.Date(label=N_("On"), order=2)
    expected_revenue = fields.Money(min=0, label=N_("Expected revenue"), order=3)
    contacted = fields.Boolean(label=N_("We have contacted the customer"), order=4)


class DeclineInput(EntitySchema):
    reason_code = fields.Choice(choices=DECLINES, required=True, label=N_("Why do you decline?"), order=1)
    reason = fields.LongText(label=N_("Anything we should know?"), order=2)


class GiveBackInput(EntitySchema):
    reason_code = fields.Choice(choices=DECLINES, required=True, label=N_("Why do you give it back?"), order=1)
    reason = fields.LongText(required=True, label=N_("What has happened so far?"), order=2)


class LogInput(EntitySchema):
    """What was done: keeps the lead with the partner."""

    reason = fields.LongText(required=True, label=N_("What have you done?"), order=1)
    contacted = fields.Boolean(label=N_("We have contacted the customer"), order=2)
    next_action = fields.String(label=N_("Next step"), order=3)
    next_action_on = fields.Date(label=N_("On"), order=4)
    expected_revenue = fields.Money(min=0, label=N_("Expected revenue"), order=5)


class ConvertInput(EntitySchema):
    """The lead becomes a deal: one that is still to be won, or one that is."""

    mode = fields.Choice(choices=MODES, load_default="deal", label=N_("How does it go on?"), order=1)
    amount = fields.Money(required=True, min="0.01", label=N_("Value of the deal"), order=2)
    close_date = fields.Date(required=True, label=N_("Expected close"), order=3)
    reason = fields.LongText(label=N_("How was it won?"), help=N_("The order number, the contract or the invoice."), order=4)


class WonInput(EntitySchema):
    """Won, and no deal is made of it."""

    amount = fields.Money(required=True, min="0.01", label=N_("Revenue"), order=1)
    reason = fields.LongText(label=N_("How was it won?"), help=N_("The order number, the contract or the invoice."), order=2)


class LostInput(EntitySchema):
    reason_code = fields.Choice(choices=LOSSES, required=True, label=N_("Why was it lost?"), order=1)
    reason = fields.LongText(label=N_("What happened?"), order=2)
