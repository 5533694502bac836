"""Accounts, journals, entries and holds follow from postings; limits, rates, closed periods and adjustments are kept by staff."""

from typing import Any

from hansa import N_, Denied, Entity, SavedView, _
from plugins.ledger import adjusting
from plugins.ledger.book import limits, periods
from plugins.ledger.exchange import rates
from plugins.ledger.models import Account, Adjustment, Book, Closing, Entry, Hold, Journal, Limit, Rate
from plugins.ledger.schemas import (
    AccountSchema,
    AdjustmentSchema,
    ClosingSchema,
    EntrySchema,
    HoldSchema,
    JournalSchema,
    LimitSchema,
    NoFields,
    RateSchema,
)
from plugins.ledger.workflow import WORKFLOW

MONEY = N_("Money")


def _posted_only(record: Any, changes: Any, is_new: bool) -> None:
    """Nothing but a posting makes or changes these rows."""
    raise Denied(_("This follows from postings and is never changed by hand."))


ACCOUNT = Entity(
    "account", N_("Account"), Account, AccountSchema, plural=N_("Accounts"), audience="owner", vendor_rows=True, title="slot", icon="wallet", pages=False,
    searchable=False, audited=False, sort="-id", list_columns=("kind", "holder_id", "currency", "reference", "balance", "held"),
    before_save=_posted_only,
)  # fmt: skip
JOURNAL = Entity(
    "journal", N_("Journal"), Journal, JournalSchema, plural=N_("Journals"), audience="central", title="key", icon="book", pages=False,
    searchable=False, audited=False, list_columns=("kind", "key", "effective_on", "recorded_at", "memo"), before_save=_posted_only,
)  # fmt: skip
ENTRY = Entity(
    "entry", N_("Entry"), Entry, EntrySchema, plural=N_("Entries"), audience="central", icon="list", pages=False, searchable=False,
    audited=False, list_columns=("account_id", "journal_id", "amount", "currency", "balance", "effective_on", "memo"), before_save=_posted_only,
)  # fmt: skip
HOLD = Entity(
    "hold", N_("Hold"), Hold, HoldSchema, plural=N_("Holds"), audience="owner", vendor_rows=True, title="memo", icon="lock", menu=MONEY, searchable=False,
    audited=False, list_columns=("memo", "partner_id", "state", "left", "currency", "amount", "expires_at"), before_save=_posted_only,
    views=(SavedView("open", N_("Held now"), (("f.state.in", "open"),)),),
)  # fmt: skip
LIMIT = Entity(
    "limit", N_("Credit limit"), Limit, LimitSchema, plural=N_("Credit limits"), audience="owner", title="reason", icon="gauge", menu=MONEY,
    list_columns=("reason", "partner_id", "amount", "currency", "since"), search=("reason",), sort="-since", before_save=limits.check,
    create_label=N_("Set a limit"),
)  # fmt: skip
RATE = Entity(
    "rate", N_("Exchange rate"), Rate, RateSchema, plural=N_("Exchange rates"), title="base", icon="exchange", menu=N_("Configure"),
    list_columns=("base", "quote", "rate", "since", "kind", "source"), search=("base", "quote", "source"), sort="-since",
    before_save=rates.check, create_label=N_("Add a rate"),
)  # fmt: skip
BOOK = Entity("book", N_("Book"), Book, NoFields, pages=False, api=False, audited=False, searchable=False)
CLOSING = Entity(
    "closing", N_("Closed period"), Closing, ClosingSchema, plural=N_("Closed periods"), audience="central", title="reason", icon="lock",
    menu=N_("Configure"), list_columns=("reason", "through", "created_at"), sort="-id", before_save=periods.check, after_save=periods.follow,
    create_label=N_("Close a period"),
)  # fmt: skip
ADJUSTMENT = Entity(
    "adjustment", N_("Adjustment"), Adjustment, AdjustmentSchema, plural=N_("Adjustments"), audience="owner", title="title", number="J",
    icon="calculator", menu=MONEY, list_columns=("title", "partner_id", "state", "direction", "amount", "currency", "effective_on"),
    search=("title",), before_save=adjusting.check, create_label=N_("Adjust a balance"), workflow=WORKFLOW,
    views=(SavedView("waiting", N_("To agree to"), (("f.state.in", "submitted"),)),),
)  # fmt: skip
ENTITIES = [ACCOUNT, JOURNAL, ENTRY, HOLD, LIMIT, RATE, BOOK, CLOSING, ADJUSTMENT]
