"""What the ledger tells others. Its journals are the vendor's: partners hear of their money by those who post."""

from hansa import Event


class JournalPosted(Event):
    """Something was posted; `totals` is what moved, by currency. `reverses` names the journal it takes back."""

    type = "ledger.journal.posted"
    sample = {
        "kind": "ledger.paid_in", "effective_on": "2026-03-01", "totals": {"EUR": "120.0000"}, "reverses": None, "about": "orders.order",
        "about_id": "0197f1c2-0000-7000-8000-000000000001",
    }  # fmt: skip
