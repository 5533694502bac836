"""Nobody spends what is not there: balance, less what is held, down to the limit."""

from collections.abc import Mapping
from decimal import Decimal

from hansa import N_, Conflict, _, current_scope
from plugins.ledger.book import limits
from plugins.ledger.book.accounts import Locked
from plugins.ledger.book.legs import AccountRef
from plugins.ledger.exchange.amounts import told

NOTHING = Decimal(0)
SHORT = N_("The balance does not suffice.")


def must_suffice(
    touched: Mapping[AccountRef, Locked], before: Mapping[AccountRef, Decimal], freed: Mapping[AccountRef, Decimal], correction: bool
) -> None:
    """Raise Conflict (code `insufficient-balance`) when an account would fall too low.

    What makes a balance grow is never refused, nor what was held for this very purpose.
    """
    falling = [
        one for ref, one in touched.items()
        if before[ref] - one.balance > freed.get(ref, NOTHING) and one.kind.overdraft != "free" and not (correction and one.kind.correctable)
    ]  # fmt: skip
    allowed = limits_of(falling)
    for one in falling:
        if one.balance - one.held + allowed[one.ref] < 0:
            raise short(one, before[one.ref] - one.held + allowed[one.ref])


def limits_of(accounts: list[Locked]) -> dict[AccountRef, Decimal]:
    """Return how far below zero each of these accounts may fall today."""
    having = {
        one.ref: (one.ref.holder, one.ref.kind, one.ref.currency)
        for one in accounts
        if one.kind.overdraft == "limit" and not one.ref.reference
    }
    found = limits.limits_of(set(having.values()))
    return {one.ref: found.get(having[one.ref], NOTHING) if one.ref in having else NOTHING for one in accounts}


def short(account: Locked, left: Decimal) -> Conflict:
    """Return the refusal; how much is left is told to those who read the account only."""
    actor = current_scope().actor
    if not actor.staff and (account.partner_id is None or account.partner_id != actor.partner_id):
        return Conflict(_(SHORT), code="insufficient-balance")
    amount = told(max(left, NOTHING), account.ref.currency)
    return Conflict(
        _("The balance does not suffice: %(left)s is available on “%(account)s”.", left=amount, account=_(account.kind.label)),
        code="insufficient-balance",
    )
