"""Personal data beside the book: what was written about limits and adjustments."""

import sqlalchemy as sa

from hansa import N_, personal
from plugins.ledger.models import Account, Adjustment, Entry, Hold, Limit


def held(subject: personal.Subject) -> list[personal.Held]:
    """Return the entries of a partner's accounts, as its statements show them, and what is kept free on them."""
    if not subject.partner_id:
        return []
    own = sa.select(Account.id).where(Account.partner_id == subject.partner_id)
    holds = personal.read(N_("Holds"), Hold, Hold.partner_id == subject.partner_id)
    return [personal.read(N_("Ledger entries"), Entry, Entry.account_id.in_(own)), holds]


def erase(subject: personal.Subject) -> None:
    """Empty the reasons beside limits and adjustments. The book itself stays as it is: it has to add up, and to be shown."""
    if subject.partner_id:
        personal.blank(Limit, ("reason", "custom"), Limit.partner_id == subject.partner_id)
        personal.blank(Hold, ("memo",), Hold.partner_id == subject.partner_id)
        personal.blank(Adjustment, ("title", "reason", "custom"), Adjustment.partner_id == subject.partner_id)
