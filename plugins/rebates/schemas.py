"""What periods, statements, payouts, claims and all that belongs to them hold, and for whom. Amounts stand beside their currency."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from hansa import N_, EntitySchema, StateLook, fields
from plugins.rebates import states

SYSTEM = {"editable": "system"}
STAFF = {"editable": "staff"}
INTERNAL = {"visible": "staff", "editable": "staff"}
KEPT = {"visible": "staff", "editable": "system"}
LEAST, MOST = Decimal("0.0001"), Decimal("999999999")
RICHEST = Decimal("999999999999")
MOST_ROWS = 500
PROGRAM, DAYS = N_("Rebate program"), N_("Days")


def _state(looks: Mapping[str, StateLook]) -> Any:
    choices = [(key, look.label) for key, look in looks.items()]
    return fields.Choice(choices=choices, label=N_("State"), cell="state", order=0, metadata={**SYSTEM, "states": looks, "state": True})


def _program(order: int = 1, metadata: Mapping[str, Any] | None = None, **options: Any) -> Any:
    """The short name of a rebate program; the form offers those there are, each with its title."""
    offered = {"suggest": "rebates.known_programs", "suggest_all": True}
    return fields.String(max_length=80, label=PROGRAM, order=order, metadata={**offered, **(metadata or {})}, **options)


def _currency(order: int, **options: Any) -> Any:
    return fields.String(max_length=3, label=N_("Currency"), order=order, **options)


def _choice(choices: Sequence[tuple[str, str]], label: str, order: int, **options: Any) -> Any:
    return fields.Choice(choices=choices, label=label, order=order, **options)


def _amount(label: str, order: int, **options: Any) -> Any:
    """An amount in the currency beside it."""
    return fields.Decimal(label=label, order=order, **{"min": -RICHEST, "max": RICHEST, "cell": "amount", **options})


class PeriodSchema(EntitySchema):
    state = _state(states.PERIOD)
    program = _program(required=True)
    name = fields.String(required=True, max_length=120, label=N_("Name"), order=2)
    starts_on = fields.Date(required=True, label=N_("First day"), group=DAYS, order=3)
    ends_on = fields.Date(required=True, label=N_("Last day"), group=DAYS, order=4)
    cut_off_on = fields.Date(
        required=True,
        label=N_("Cut-off"),
        help=N_("The last day of grace. Rows received later count in the next period."),
        group=DAYS,
        order=5,
    )
    calculate_on = fields.Date(required=True, label=N_("Calculated on"), group=DAYS, order=6)
    closed_at = fields.DateTime(label=N_("Closed at"), order=7, metadata=SYSTEM)


class NoFields(EntitySchema):
    """Rows an engine writes and pages of this plugin show."""


class ResultSchema(EntitySchema):
    program = _program(metadata=SYSTEM)
    component = fields.String(label=N_("Component"), order=2, metadata=SYSTEM)
    receiver = fields.String(label=N_("Receiver"), order=3, metadata=SYSTEM)
    form = fields.String(label=N_("Form of payout"), order=4, metadata=SYSTEM)
    measured = fields.String(label=N_("Measured"), order=5, metadata=SYSTEM)
    qualified = fields.String(label=N_("Qualified"), order=6, metadata=SYSTEM)
    base = fields.String(label=N_("Base"), order=7, metadata=SYSTEM)
    rate = fields.String(label=N_("Rate"), order=8, metadata=SYSTEM)
    band = fields.String(label=N_("Step"), order=9, metadata=SYSTEM)
    unrounded = fields.String(label=N_("Before rounding"), order=10, metadata=SYSTEM)
    earned = _amount(label=N_("Earned"), order=11, metadata={**SYSTEM, "figure": True})
    settled_before = _amount(label=N_("Settled before"), order=12, metadata=SYSTEM)
    payable = _amount(label=N_("Payable"), order=13, metadata={**SYSTEM, "figure": True})
    currency = _currency(14, metadata=SYSTEM)


class EnrolmentSchema(EntitySchema):
    program = _program(required=True, metadata=STAFF)
    joined_on = fields.Date(required=True, label=N_("Joined on"), order=2, metadata=STAFF)
    left_on = fields.Date(label=N_("Left on"), help=N_("The last day; it still counts."), order=3, metadata=STAFF)
    accepted_on = fields.Date(label=N_("Terms accepted on"), order=4, metadata=STAFF)
    accepted_by = fields.String(label=N_("Signed by"), order=4, metadata={**SYSTEM, "personal": True})
    accepted_version = fields.Integer(label=N_("Version that was signed"), order=4, metadata=SYSTEM)
    clawback = _choice(states.CLAWBACKS, N_("What was paid is taken back"), 4, load_default="", metadata=STAFF)
    note = fields.LongText(max_length=2000, label=N_("Note"), order=5, metadata=INTERNAL)


class TargetSchema(EntitySchema):
    program = _program(required=True, metadata=STAFF)
    component = fields.String(
        load_default="", max_length=80, label=N_("Component"), help=N_("Empty: all of them."), order=2, metadata=STAFF
    )
    starts_on = fields.Date(required=True, label=N_("First day"), order=3, metadata=STAFF)
    ends_on = fields.Date(required=True, label=N_("Last day"), order=4, metadata=STAFF)
    amount = fields.Decimal(required=True, min=0, max=RICHEST, label=N_("Target"), order=5, metadata={**STAFF, "figure": True})
    origin = _choice(states.ORIGINS, N_("Origin"), 6, load_default="given", metadata=STAFF)
    accepted_on = fields.Date(label=N_("Accepted on"), order=7, metadata=STAFF)
    note = fields.LongText(max_length=2000, label=N_("Note"), order=8, metadata=STAFF)


class CorrectionSchema(EntitySchema):
    state = _state(states.CORRECTION)
    title = fields.String(required=True, max_length=200, label=N_("Subject"), help=N_("The partner reads it."), order=1, metadata=STAFF)
    program = _program(2, required=True, metadata=STAFF)
    cause = _choice(states.CAUSES, N_("Cause"), 3, load_default="other", metadata=STAFF)
    amount = _amount(N_("Correction"), 4, required=True, help=N_("Added to the baseline; negative: taken off."), metadata={**STAFF, "figure": True})
    starts_on = fields.Date(required=True, label=N_("First day"), group=DAYS, order=5, metadata=STAFF)
    ends_on = fields.Date(required=True, label=N_("Last day"), help=N_("It holds for the periods these days touch."), group=DAYS, order=6, metadata=STAFF)
    reason = fields.LongText(required=True, max_length=2000, label=N_("Reason"), order=7, metadata=STAFF)
    said = fields.LongText(label=N_("Message"), order=8, metadata=SYSTEM)


class ForecastSchema(EntitySchema):
    program = _program(required=True)
    about_id = fields.Ref(to="core.partner", required=True, label=N_("Partner"), order=2)
    measure = fields.String(load_default="", max_length=80, label=N_("Measure"), help=N_("Its name in the program. Empty: the first one."), order=3)
    day = fields.Date(required=True, label=N_("For the period with this day"), order=4)
    amount = fields.Decimal(required=True, min=0, max=RICHEST, label=N_("Expected at its end"), order=5, metadata={"figure": True})
    note = fields.LongText(max_length=2000, label=N_("Note"), order=6)
    author = fields.String(label=N_("Stated by"), order=7, metadata={**SYSTEM, "personal": True})
    told_on = fields.Date(label=N_("Stated on"), order=8, metadata=SYSTEM)


class StatementSchema(EntitySchema):
    state = _state(states.STATEMENT)
    title = fields.String(label=N_("Statement"), order=1, metadata=SYSTEM)
    addressee = fields.String(label=N_("For"), order=2, metadata={**SYSTEM, "personal": True})
    program = _program(3, metadata=SYSTEM)
    starts_on = fields.Date(label=N_("First day"), order=4, metadata=SYSTEM)
    ends_on = fields.Date(label=N_("Last day"), order=5, metadata=SYSTEM)
    dispute_by = fields.Date(label=N_("Disputed by"), cell="left", order=5, metadata={**SYSTEM, "figure": True})
    amount = _amount(label=N_("Payable"), order=6, metadata={**SYSTEM, "figure": True})
    currency = _currency(7, metadata=SYSTEM)
    content_hash = fields.String(label=N_("Fingerprint"), help=N_("SHA-256 of what is stated. It never changes."), order=8, metadata=SYSTEM)
    confirmed_at = fields.DateTime(label=N_("Signed at"), order=9, metadata=SYSTEM)
    confirmed_by = fields.String(label=N_("Signed by"), order=10, metadata={**SYSTEM, "personal": True})
    reason = fields.LongText(label=N_("Message"), order=11, metadata=SYSTEM)


class PayoutSchema(EntitySchema):
    state = _state(states.PAYOUT)
    title = fields.String(label=N_("What for"), order=1, metadata=SYSTEM)
    statement_id = fields.Ref(to="rebates.statement", label=N_("Statement"), order=2, metadata=SYSTEM)
    claim_id = fields.Ref(to="rebates.claim", label=N_("Claim"), order=3, metadata=SYSTEM)
    form = _choice(states.FORMS, N_("Form of payout"), 4, metadata=SYSTEM)
    amount = _amount(label=N_("Amount"), order=5, metadata={**SYSTEM, "figure": True})
    currency = _currency(6, metadata=SYSTEM)
    taken_back = _amount(label=N_("Clawed back"), order=7, metadata=SYSTEM)
    sent_at = fields.DateTime(label=N_("Sent at"), order=8, metadata=SYSTEM)
    receipt = fields.String(label=N_("Paid under"), order=9, metadata=SYSTEM)
    pay_on = fields.Date(label=N_("To be paid on"), order=10, metadata={**SYSTEM, "figure": True})
    paid_on = fields.Date(label=N_("Paid on"), order=10, metadata={**SYSTEM, "figure": True})
    key = fields.String(label=N_("Idempotency key"), order=11, metadata=KEPT)
    reason = fields.LongText(label=N_("Message"), order=12, metadata=SYSTEM)


class AdjustmentSchema(EntitySchema):
    state = _state(states.ADJUSTMENT)
    title = fields.String(
        required=True, max_length=200, label=N_("Subject"), help=N_("The partner reads it on its statement."), order=1, metadata=STAFF
    )
    kind = _choice(states.ADJUSTMENTS, N_("Kind"), 2, load_default="correction", metadata=STAFF)
    program = _program(3, required=True, metadata=STAFF)
    amount = _amount(N_("Amount"), 4, required=True, help=N_("Negative: it is taken off."), metadata={**STAFF, "figure": True})
    currency = _currency(5, metadata=STAFF)
    settled = _amount(N_("Stated so far"), 5, metadata=SYSTEM)
    counts_from = fields.Date(label=N_("Counts from"), order=5, metadata=SYSTEM)
    payout_id = fields.Ref(to="rebates.payout", label=N_("Corrects the payout"), order=6, metadata=STAFF)
    reason = fields.LongText(required=True, max_length=2000, label=N_("Reason"), order=7, metadata=INTERNAL)
    said = fields.LongText(label=N_("Message"), order=8, metadata=SYSTEM)


class DisputeSchema(EntitySchema):
    state = _state(states.DISPUTE)
    statement_id = fields.Ref(to="rebates.statement", required=True, label=N_("Statement"), order=1)
    line = fields.String(required=True, max_length=80, label=N_("Line"), help=N_("As it is called on the statement, like L1."), order=2)
    claimed = _amount(N_("What it should be"), 3, required=True, metadata={"figure": True})
    stated = _amount(N_("What is stated"), 4, metadata=SYSTEM)
    currency = _currency(5, metadata=SYSTEM)
    why = fields.LongText(required=True, max_length=4000, label=N_("Why?"), order=6)
    agreed = _amount(N_("Agreed"), 7, metadata={**SYSTEM, "figure": True})
    due_on = fields.Date(label=N_("Answer due"), cell="left", order=8, metadata={**SYSTEM, "figure": True})
    reason = fields.LongText(label=N_("Message"), order=9, metadata=SYSTEM)


class ClaimRow(EntitySchema):
    """What is claimed for one product and sale."""

    sku = fields.String(required=True, max_length=60, label=N_("SKU"), order=1)
    quantity = fields.Decimal(required=True, min=LEAST, max=MOST, label=N_("Quantity"), order=2)
    document = fields.String(max_length=120, label=N_("Sale"), help=N_("Document and line, as reported as sold."), order=3)
    customer = fields.String(max_length=200, label=N_("End customer"), order=4)
    sold_on = fields.Date(label=N_("Sold on"), order=5)
    amount = _amount(required=True, min=0, max=RICHEST, label=N_("Amount"), order=6)


class ClaimSchema(EntitySchema):
    state = _state(states.CLAIM)
    title = fields.String(required=True, max_length=200, label=N_("Subject"), order=1)
    kind = _choice(states.CLAIMS, N_("Kind"), 2, required=True)
    rows = fields.Lines(ClaimRow, max_rows=MOST_ROWS, required=True, label=N_("What is claimed"), group=N_("What is claimed"), order=3)
    currency = _currency(4, metadata=SYSTEM)
    claimed = _amount(label=N_("Claimed"), order=5, metadata={**SYSTEM, "figure": True})
    computed = _amount(label=N_("As the documents say"), order=6, metadata=SYSTEM)
    approved = _amount(label=N_("Approved"), order=7, metadata={**SYSTEM, "figure": True})
    claim_by = fields.Date(label=N_("Claim by"), cell="left", order=8, metadata={**SYSTEM, "figure": True})
    reason = fields.LongText(label=N_("Message"), order=8, metadata=SYSTEM)


class ContractSchema(EntitySchema):
    reference = fields.String(required=True, max_length=120, label=N_("Contract"), order=1, metadata=STAFF)
    sku = fields.String(required=True, max_length=60, label=N_("SKU"), order=2, metadata=STAFF)
    customer = fields.String(
        load_default="", max_length=200, label=N_("End customer"), help=N_("Empty: every customer."), order=3, metadata=STAFF
    )
    rate = _amount(required=True, min=0, max=RICHEST, label=N_("Price for this customer"), order=4, metadata=STAFF)
    basis = _choice(states.BASES, N_("Measured against"), 5, load_default="cost", metadata=STAFF)
    book = _amount(min=0, max=RICHEST, label=N_("Book price of the contract"), order=6, metadata=STAFF)
    currency = _currency(7, metadata=STAFF)
    starts_on = fields.Date(required=True, label=N_("First day"), order=8, metadata=STAFF)
    ends_on = fields.Date(required=True, label=N_("Last day"), order=9, metadata=STAFF)
    most = fields.Decimal(min=LEAST, max=MOST, label=N_("Largest quantity"), order=10, metadata=STAFF)


class StockSchema(EntitySchema):
    sku = fields.String(required=True, max_length=60, label=N_("SKU"), order=1)
    counted_on = fields.Date(required=True, label=N_("Counted on"), order=2)
    bucket = fields.String(
        load_default="", max_length=60, label=N_("Bucket"), help=N_("Tells apart what was bought at different prices."), order=3
    )
    on_hand = fields.Decimal(required=True, min=0, max=MOST, label=N_("On hand"), order=4)
    in_transit = fields.Decimal(load_default=Decimal(0), min=0, max=MOST, label=N_("In transit"), order=5)
    going_back = fields.Decimal(load_default=Decimal(0), min=0, max=MOST, label=N_("On its way back"), order=6)
    cost = _amount(min=0, max=RICHEST, label=N_("Cost of one"), order=7)
    bought_on = fields.Date(label=N_("Bought on"), order=8)
    currency = _currency(9)


class PriceChangeSchema(EntitySchema):
    state = _state(states.PRICE_CHANGE)
    title = fields.String(required=True, max_length=200, label=N_("Subject"), order=1)
    sku = fields.String(required=True, max_length=60, label=N_("SKU"), order=2)
    old = _amount(required=True, min=0, max=RICHEST, label=N_("Old price"), order=3)
    new = _amount(required=True, min=0, max=RICHEST, label=N_("New price"), order=4)
    currency = _currency(5)
    changed_on = fields.Date(required=True, label=N_("Changes on"), order=6)
    window_days = fields.Integer(
        load_default=60,
        min=1,
        max=3660,
        label=N_("Days of protection"),
        help=N_("Units bought at most so many days before count."),
        order=7,
    )
    opened = fields.Integer(label=N_("Claims opened"), order=8, metadata=SYSTEM)


class NearSchema(EntitySchema):
    about_id = fields.Ref(to="core.partner", label=N_("Partner"), order=1, metadata=SYSTEM)
    label = fields.String(label=N_("Step of"), order=2, metadata=SYSTEM)
    percent = fields.Integer(label=N_("Percent of the way"), order=3, metadata={**SYSTEM, "figure": True})
    distance = fields.Decimal(label=N_("Missing"), order=4, metadata={**SYSTEM, "figure": True})
    unit = _choice(states.UNITS, N_("Unit"), 5, metadata=SYSTEM)
    gain = fields.Money(label=N_("Worth at once"), help=N_("What the step adds on what is bought already."), order=6, metadata={**SYSTEM, "figure": True})
    reached = fields.Decimal(label=N_("Reached"), order=7, metadata=SYSTEM)
    next_step = fields.Decimal(label=N_("Next step from"), order=8, metadata=SYSTEM)
    ends_on = fields.Date(label=N_("Until"), cell="left", order=9, metadata=SYSTEM)
    program = _program(10, metadata=SYSTEM)
    seen_on = fields.Date(label=N_("As of"), order=11, metadata=SYSTEM)


class SignalSchema(EntitySchema):
    state = _state(states.SIGNAL)
    title = fields.String(label=N_("What was seen"), order=1, metadata=SYSTEM)
    kind = _choice(states.SIGNALS, N_("Kind"), 2, metadata=SYSTEM)
    about_id = fields.Ref(to="core.partner", label=N_("Partner"), order=3, metadata=SYSTEM)
    amount = _amount(label=N_("At stake"), order=4, metadata={**SYSTEM, "figure": True})
    currency = _currency(5, metadata=SYSTEM)
    payout_id = fields.Ref(to="rebates.payout", label=N_("Payout"), order=6, metadata=SYSTEM)
    reason = fields.LongText(label=N_("Message"), order=7, metadata=SYSTEM)
