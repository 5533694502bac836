"""What accounts, journals, holds, limits, rates and adjustments hold, and for whom. Amounts stand beside their currency."""

from decimal import Decimal

from hansa import N_, EntitySchema, fields, validate
from plugins.ledger.states import HOLD_STATES, STATES

SYSTEM = {"editable": "system"}
STAFF = {"visible": "staff"}
KINDS = {"suggest": "ledger.kinds"}
MOST = Decimal(10) ** 12
LEAST = Decimal("0.0001")
CODE = validate.Regexp(r"[A-Z]{3}", error=N_("Write the three letters of the currency, like EUR."))
CURRENCY = N_("Currency")


class AccountSchema(EntitySchema):
    kind = fields.String(label=N_("Kind"), order=1, metadata=SYSTEM)
    holder_id = fields.Ref(to="core.partner", label=N_("Held for"), order=2, metadata=SYSTEM)
    currency = fields.String(label=CURRENCY, order=3, metadata=SYSTEM)
    reference = fields.String(label=N_("Reference"), order=4, metadata=SYSTEM)
    balance = fields.Decimal(label=N_("Balance"), order=5, metadata=SYSTEM)
    held = fields.Decimal(label=N_("Held"), order=6, metadata=SYSTEM)


class JournalSchema(EntitySchema):
    kind = fields.String(label=N_("What happened"), order=1, metadata=SYSTEM)
    key = fields.String(label=N_("Idempotency key"), order=2, metadata=SYSTEM)
    effective_on = fields.Date(label=N_("Counts for"), order=3, metadata=SYSTEM)
    recorded_at = fields.DateTime(label=N_("Recorded"), order=4, metadata=SYSTEM)
    memo = fields.LongText(label=N_("Text"), order=5, metadata=SYSTEM)
    note = fields.LongText(label=N_("Note"), order=6, metadata=SYSTEM)
    reverses_id = fields.Ref(to="ledger.journal", label=N_("Reverses"), order=7, metadata=SYSTEM)


class EntrySchema(EntitySchema):
    journal_id = fields.Ref(to="ledger.journal", label=N_("Journal"), order=1, metadata=SYSTEM)
    account_id = fields.Ref(to="ledger.account", label=N_("Account"), order=2, metadata=SYSTEM)
    amount = fields.Decimal(label=N_("Amount"), help=N_("Debits are positive."), order=3, metadata=SYSTEM)
    currency = fields.String(label=CURRENCY, order=4, metadata=SYSTEM)
    balance = fields.Decimal(label=N_("Balance after"), order=5, metadata=SYSTEM)
    effective_on = fields.Date(label=N_("Counts for"), order=6, metadata=SYSTEM)
    recorded_at = fields.DateTime(label=N_("Recorded"), order=7, metadata=SYSTEM)
    memo = fields.LongText(label=N_("Text"), order=8, metadata=SYSTEM)


class HoldSchema(EntitySchema):
    memo = fields.String(label=N_("What for"), order=1, metadata=SYSTEM)
    state = fields.Choice(
        choices=[(key, look.label) for key, look in HOLD_STATES.items()], label=N_("State"), cell="state", order=2,
        metadata={**SYSTEM, "states": HOLD_STATES, "state": True},
    )  # fmt: skip
    left = fields.Decimal(label=N_("Still held"), order=3, metadata=SYSTEM)
    currency = fields.String(label=CURRENCY, order=4, metadata=SYSTEM)
    amount = fields.Decimal(label=N_("Held at first"), order=5, metadata=SYSTEM)
    taken = fields.Decimal(label=N_("Paid out"), order=6, metadata=SYSTEM)
    expires_at = fields.DateTime(label=N_("Until"), order=7, metadata=SYSTEM)


class LimitSchema(EntitySchema):
    amount = fields.Decimal(required=True, min=0, max=MOST, label=N_("Limit"), help=N_("How far below zero the balance may fall."), order=1)
    currency = fields.String(required=True, max_length=3, validate=CODE, label=CURRENCY, example="EUR", order=2)
    kind = fields.String(
        max_length=60,
        load_default="ledger.credit",
        example="ledger.credit",
        label=N_("Kind of account"),
        help=N_("Like ledger.credit."),
        order=3,
        metadata=KINDS,
    )
    since = fields.Date(required=True, label=N_("Valid from"), order=4)
    reason = fields.String(required=True, label=N_("Reason"), order=5)


class RateSchema(EntitySchema):
    base = fields.String(required=True, max_length=3, validate=CODE, label=N_("From"), example="EUR", order=1)
    quote = fields.String(required=True, max_length=3, validate=CODE, label=N_("To"), example="USD", order=2)
    rate = fields.String(
        required=True,
        max_length=40,
        label=N_("Rate"),
        example="1.0825",
        help=N_("How much of the second one unit of the first is worth."),
        order=3,
    )
    since = fields.Date(required=True, label=N_("Valid from"), order=4)
    kind = fields.String(load_default="mid", max_length=30, label=N_("Kind of rate"), order=5)
    source = fields.String(label=N_("Source"), order=6)


class ClosingSchema(EntitySchema):
    through = fields.Date(
        required=True, label=N_("Closed through"), example="2026-01-31", order=1,
        help=N_("Nothing is posted any more for this day and those before. An earlier day than the last one opens the days between again."),
    )  # fmt: skip
    reason = fields.String(required=True, label=N_("Reason"), order=2)


DIRECTIONS = (("increase", N_("Increase")), ("decrease", N_("Decrease")))


class AdjustmentSchema(EntitySchema):
    title = fields.String(required=True, label=N_("Subject"), help=N_("The partner reads it on its statement."), order=1)
    state = fields.Choice(
        choices=[(key, look.label) for key, look in STATES.items()], label=N_("State"), cell="state", order=0,
        metadata={**SYSTEM, "states": STATES, "state": True},
    )  # fmt: skip
    kind = fields.String(
        max_length=60,
        load_default="ledger.deposit",
        example="ledger.deposit",
        label=N_("Kind of account"),
        help=N_("Like ledger.deposit."),
        order=2,
        metadata=KINDS,
    )
    direction = fields.Choice(required=True, choices=DIRECTIONS, label=N_("Balance"), order=3)
    amount = fields.Decimal(required=True, min=LEAST, max=MOST, label=N_("Amount"), order=4)
    currency = fields.String(required=True, max_length=3, validate=CODE, label=CURRENCY, example="EUR", order=5)
    effective_on = fields.Date(label=N_("Counts for"), help=N_("Empty: the day it is posted."), order=6)
    reason = fields.LongText(required=True, label=N_("Reason"), order=7, metadata=STAFF)


class NoFields(EntitySchema):
    """Rows that nobody meets."""
