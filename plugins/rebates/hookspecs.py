"""The hooks this plugin offers."""
# mypy: disable-error-code="empty-body"

import uuid
from decimal import Decimal

from hansa import hookspec, hookspec_policy


@hookspec
@hookspec_policy("veto", bool)
def take_coop(partner_id: uuid.UUID, amount: Decimal, currency: str, title: str, key: str) -> bool | None:
    """A payout of the form “marketing fund” is due: put the money where the partner can spend it, and return True.

    Runs in the unit of the payout, behind the wall. `key` is the same for the same payout: take it once. Whoever cannot take it (no fund)
    returns None; then a person pays it.
    """
