"""What the records of market funds hold, and for whom."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hansa import N_, EntitySchema, StateLook, fields
from plugins.mdf.states import ACTIVITY, ALLOCATION, BUDGET, CLAIM, EXTENSION, REQUEST
from plugins.mdf.words import COSTS, EVIDENCE, KINDS, LEVELS, MODES, ORIGINS, PAYMENTS

SYSTEM = {"editable": "system"}
OWN = {"currency": "currency"}
"""An amount in the currency that stands beside it, not in that of the program."""
STAFF = {"visible": "staff", "editable": "staff"}
FIGURE = {**SYSTEM, "figure": True}
CENT, MOST = Decimal("0.01"), Decimal("999999999")
ROWS = 30
MONEY, PROOF, DECISION = N_("Money"), N_("Proof"), N_("Decision")


def state_of(looks: Mapping[str, StateLook]) -> Any:
    """Return the field that holds the state of a record."""
    choices = [(key, look.label) for key, look in looks.items()]
    return fields.Choice(choices=choices, label=N_("State"), cell="state", order=0, metadata={**SYSTEM, "states": looks, "state": True})


class BudgetSchema(EntitySchema):
    title = fields.String(required=True, label=N_("Budget"), order=1)
    level = fields.Choice(choices=LEVELS, load_default="pool", label=N_("Kind"), order=2)
    parent_id = fields.Ref(to="mdf.budget", label=N_("Taken from"), help=N_("Empty: new money of the vendor."), order=3)
    fund = fields.String(label=N_("Fund"), help=N_("Short name of the fund policy. Empty: any."), order=4)
    region = fields.String(label=N_("Region"), order=5)
    amount = fields.Money(required=True, min=CENT, max=MOST, label=N_("Amount"), group=MONEY, order=10, metadata=OWN)
    currency = fields.String(max_length=3, example="EUR", label=N_("Currency"), help=N_("Empty: that of the program."), group=MONEY, order=10)
    starts = fields.Date(required=True, label=N_("From"), group=MONEY, order=11)
    ends = fields.Date(required=True, label=N_("Last day"), group=MONEY, order=12)
    description = fields.LongText(label=N_("Description"), order=20)
    state = state_of(BUDGET)


class AllocationSchema(EntitySchema):
    title = fields.String(required=True, label=N_("What for"), order=1)
    fund = fields.String(label=N_("Fund"), help=N_("Short name of the fund policy. Empty where there is only one."), order=2)
    budget_id = fields.Ref(to="mdf.budget", label=N_("Budget"), order=3, metadata=STAFF)
    amount = fields.Money(required=True, min=0, max=MOST, label=N_("Amount"), group=MONEY, order=10, metadata={"editable": "staff", **OWN})
    currency = fields.String(
        max_length=3, example="EUR", label=N_("Currency"), help=N_("Empty: that of its budget, else of the program."), group=MONEY, order=10,
        metadata={"editable": "staff"},
    )  # fmt: skip
    starts = fields.Date(required=True, label=N_("From"), group=MONEY, order=11)
    last_day = fields.Date(label=N_("Last day"), help=N_("What is not claimed by then expires."), group=MONEY, cell="left", order=12)
    origin = fields.Choice(choices=ORIGINS, load_default="granted", label=N_("Kind"), order=20, metadata=SYSTEM)
    component = fields.String(label=N_("Accrued by"), order=21, metadata=SYSTEM)
    period_start = fields.Date(label=N_("Accrued from"), order=22, metadata=SYSTEM)
    period_end = fields.Date(label=N_("Accrued to"), order=23, metadata=SYSTEM)
    state = state_of(ALLOCATION)


class ActivityRow(EntitySchema):
    """One activity of a request."""

    title = fields.String(required=True, label=N_("Activity"), order=1)
    kind = fields.Choice(choices=KINDS, required=True, label=N_("Kind"), order=2)
    mode = fields.Choice(choices=MODES, load_default="in_person", label=N_("How"), order=3)
    venue = fields.String(label=N_("Place"), order=4)
    starts_on = fields.Date(required=True, label=N_("First day"), order=5)
    ends_on = fields.Date(required=True, label=N_("Last day"), order=6)
    asked = fields.Money(required=True, min=CENT, max=MOST, label=N_("Amount asked"), order=7)


class CostRow(EntitySchema):
    """What an activity costs, by kind of cost."""

    activity = fields.Integer(load_default=1, min=1, max=ROWS, label=N_("Number of the activity"), order=1)
    kind = fields.Choice(choices=COSTS, required=True, label=N_("Kind of cost"), order=2)
    amount = fields.Money(required=True, min=CENT, max=MOST, label=N_("Cost"), order=3)


class GrantRow(EntitySchema):
    """What is granted for an activity; zero refuses it."""

    activity = fields.Integer(required=True, min=1, max=ROWS, label=N_("Number of the activity"), order=1)
    amount = fields.Money(required=True, min=0, max=MOST, label=N_("Granted"), order=2)


class RequestSchema(EntitySchema):
    title = fields.String(required=True, label=N_("Plan"), order=1)
    fund = fields.String(label=N_("Fund"), help=N_("Short name of the fund policy. Empty where there is only one."), order=2)
    purpose = fields.LongText(label=N_("Marketing purpose"), order=3)
    activities = fields.Lines(ActivityRow, required=True, max_rows=ROWS, label=N_("Activities"), group=N_("Activities"), order=10)
    costs = fields.Lines(CostRow, required=True, max_rows=200, label=N_("Costs"), group=N_("Activities"), order=11)
    industry = fields.String(label=N_("Industry"), group=N_("Expected"), order=20)
    region = fields.String(label=N_("Region"), group=N_("Expected"), order=21)
    goals = fields.LongText(label=N_("Goals"), group=N_("Expected"), order=22)
    target_contacts = fields.Integer(min=0, max=10_000_000, label=N_("People to reach"), group=N_("Expected"), order=23)
    expected_leads = fields.Integer(min=0, max=10_000_000, label=N_("Expected leads"), group=N_("Expected"), order=24)
    expected_pipeline = fields.Money(min=0, max=MOST, label=N_("Expected pipeline"), group=N_("Expected"), order=25)
    grants = fields.Lines(
        GrantRow, max_rows=ROWS, load_default=list, label=N_("To be granted"), group=DECISION, order=30, metadata=STAFF,
        help=N_("What is granted for each activity; less than is asked is a partial approval."),
    )  # fmt: skip
    state = state_of(REQUEST)
    total_cost = fields.Money(label=N_("Total cost"), order=40, metadata=FIGURE)
    own_money = fields.Money(label=N_("Partner's own money"), order=41, metadata=FIGURE)
    asked = fields.Money(label=N_("Amount asked"), order=42, metadata=FIGURE)
    approved = fields.Money(label=N_("Granted"), order=43, metadata=FIGURE)
    code = fields.String(label=N_("Pre-approval code"), help=N_("To be written on invoices."), order=44, metadata=SYSTEM)
    first_day = fields.Date(label=N_("First day"), order=45, metadata=SYSTEM)
    due_on = fields.Date(label=N_("Decision due"), order=46, cell="left", metadata=FIGURE)
    keep_until = fields.Date(label=N_("Complete it by"), order=47, cell="left", metadata=SYSTEM)
    reason = fields.LongText(label=N_("Message"), order=48, metadata=SYSTEM)


class ActivitySchema(EntitySchema):
    title = fields.String(label=N_("Activity"), order=1, metadata=SYSTEM)
    state = state_of(ACTIVITY)
    request_id = fields.Ref(to="mdf.request", label=N_("Plan"), order=2, metadata=SYSTEM)
    kind = fields.Choice(choices=KINDS, label=N_("Kind"), order=3, metadata=SYSTEM)
    mode = fields.Choice(choices=MODES, label=N_("How"), order=4, metadata=SYSTEM)
    venue = fields.String(label=N_("Place"), order=5, metadata=SYSTEM)
    region = fields.String(label=N_("Region"), order=6, metadata=SYSTEM)
    starts_on = fields.Date(label=N_("First day"), order=7, metadata=SYSTEM)
    ends_on = fields.Date(label=N_("Last day"), order=8, metadata=SYSTEM)
    cost = fields.Money(label=N_("Total cost"), group=MONEY, order=10, metadata=SYSTEM)
    approved = fields.Money(label=N_("Granted"), group=MONEY, order=11, metadata=FIGURE)
    claimed = fields.Money(label=N_("Claims granted"), group=MONEY, order=12, metadata=FIGURE)
    claim_by = fields.Date(label=N_("Claim by"), group=MONEY, order=13, cell="left", metadata=FIGURE)
    proof = fields.MultiChoice(
        choices=EVIDENCE, load_default=list, label=N_("Proof that is needed"), group=PROOF, order=20, metadata=SYSTEM
    )
    lacking = fields.MultiChoice(
        choices=EVIDENCE, load_default=list, label=N_("Proof that is missing"), group=PROOF, order=21, metadata=SYSTEM
    )
    keep_until = fields.Date(label=N_("Complete it by"), group=PROOF, order=22, cell="left", metadata=SYSTEM)
    held_on = fields.Date(label=N_("Held on"), group=PROOF, order=23, metadata=SYSTEM)
    attendees = fields.Integer(label=N_("People who came"), group=PROOF, order=24, metadata=SYSTEM)
    leads = fields.Integer(label=N_("Leads"), group=PROOF, order=25, metadata=SYSTEM)
    outcome = fields.LongText(label=N_("What came of it"), group=PROOF, order=26, metadata=SYSTEM)
    checked_in_at = fields.DateTime(label=N_("Checked in"), group=PROOF, order=27, metadata=SYSTEM)
    position = fields.String(label=N_("Where"), group=PROOF, order=28, metadata=SYSTEM)
    reason = fields.LongText(label=N_("Message"), order=40, metadata=SYSTEM)


class ReceiptRow(EntitySchema):
    """One receipt, in its own currency; what it says is in words of the receipt."""

    vendor = fields.String(required=True, label=N_("Supplier"), order=1)
    number = fields.String(required=True, label=N_("Number"), order=2)
    issued_on = fields.Date(required=True, label=N_("Date"), order=3)
    kind = fields.Choice(choices=COSTS, required=True, label=N_("Kind of cost"), order=4)
    net = fields.Money(required=True, min=CENT, max=MOST, label=N_("Net amount"), order=5)
    tax = fields.Money(load_default=Decimal(0), min=0, max=MOST, label=N_("Tax"), order=6)
    currency = fields.String(max_length=3, label=N_("Currency"), help=N_("Empty: that of the program."), order=7)


class ClaimSchema(EntitySchema):
    title = fields.String(required=True, label=N_("Subject"), order=1)
    activity_id = fields.Ref(to="mdf.activity", required=True, label=N_("Activity"), order=2)
    receipts = fields.Lines(ReceiptRow, required=True, max_rows=100, label=N_("Receipts"), group=N_("Receipts"), order=10)
    note = fields.LongText(label=N_("Note"), order=11)
    granted = fields.Money(
        min=0, max=MOST, label=N_("To be paid"), help=N_("Less than the policy pays is a partial approval."), group=DECISION, order=20,
        metadata={"editable": "staff"},
    )  # fmt: skip
    state = state_of(CLAIM)
    total = fields.Money(label=N_("Receipts in all"), order=30, metadata=FIGURE)
    eligible = fields.Money(label=N_("Of which counts"), order=31, metadata=FIGURE)
    due = fields.Money(label=N_("The policy pays"), order=32, metadata=FIGURE)
    late = fields.Boolean(load_default=False, label=N_("Late"), order=33, metadata=SYSTEM)
    lacking = fields.MultiChoice(choices=EVIDENCE, load_default=list, label=N_("Proof that is missing"), order=34, metadata=SYSTEM)
    keep_until = fields.Date(label=N_("Complete it by"), order=35, cell="left", metadata=SYSTEM)
    pay_by = fields.Date(label=N_("Paid by"), order=36, cell="left", metadata=SYSTEM)
    paid_on = fields.Date(label=N_("Paid on"), order=37, metadata=SYSTEM)
    days = fields.Integer(label=N_("Days from proof to payment"), order=38, metadata=SYSTEM)
    payment = fields.Choice(choices=PAYMENTS, label=N_("Form of payment"), order=39, metadata=SYSTEM)
    payment_ref = fields.String(label=N_("Payment reference"), order=40, metadata=SYSTEM)
    reason = fields.LongText(label=N_("Message"), order=41, metadata=SYSTEM)


class ExtensionSchema(EntitySchema):
    activity_id = fields.Ref(to="mdf.activity", required=True, label=N_("Activity"), order=1)
    until = fields.Date(required=True, label=N_("Claim by"), order=2)
    why = fields.LongText(required=True, label=N_("Why more time is needed"), order=3)
    state = state_of(EXTENSION)
    reason = fields.LongText(label=N_("Message"), order=4, metadata=SYSTEM)
