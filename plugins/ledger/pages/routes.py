"""Accounts, statements and journals; what partners have; the cards of the home page."""

import uuid
from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for

from hansa import NotFound, _, csv_file, current_scope, file_headers, policy, records, render
from plugins.ledger.book.kinds import kinds, label_of, posting_labels
from plugins.ledger.book.reading import statement
from plugins.ledger.entities import ACCOUNT, JOURNAL
from plugins.ledger.pages import general, shown_account
from plugins.ledger.pages.home import staff_tasks
from plugins.ledger.pages.listing import accounts_page, kinds_like
from plugins.ledger.pages.period import period_of, usual
from plugins.ledger.pages.reversing import taken_back
from plugins.ledger.pages.shown_journal import journal_page

pages = Blueprint("ledger", __name__)


@pages.get("/accounts", endpoint="accounts")
@policy("ledger.account.view")
def accounts() -> str:
    """All accounts the vendor's person may see."""
    if not current_scope().actor.staff:
        raise NotFound()
    url = url_for("ledger.journal_file", program=current_scope().program.slug)
    journal = url if current_scope().actor.may("ledger.entry.export") else ""
    return render("ledger/accounts.html", page=accounts_page(request.args), journal=journal, usual=usual())


@pages.get("/balances", endpoint="balances")
@policy("ledger.account.view")
def balances() -> str:
    """What the partner that looks has, holds and may spend."""
    if current_scope().actor.partner_id is None:
        raise NotFound()
    return render("ledger/balances.html", cards=shown_account.cards(shown_account.own()))


@pages.get("/account/<uuid:account_id>", endpoint="account")
@policy("ledger.account.view")
def account(account_id: uuid.UUID) -> str:
    """An account with its statement, for its partner and for staff."""
    found = records.get(ACCOUNT, account_id)
    return render("ledger/account.html", page=shown_account.account_page(found, period_of(request.args)))


@pages.get("/account/<uuid:account_id>/statement.csv", endpoint="statement_file")
@policy("ledger.account.export")
def statement_file(account_id: uuid.UUID) -> Response:
    """The statement of a period as a file."""
    found = records.get(ACCOUNT, account_id)
    period = period_of(request.args)
    told, labels = statement(found, period.since, period.until), posting_labels()
    head = [_("Date"), _("What"), _("Text"), _("Change"), _("Balance"), _("Currency")]
    rows: list[list[Any]] = [[period.since, _("Opening balance"), "", None, told.opening, found.currency]]
    rows += [
        [line.effective_on, shown_account.what(line.kind, line.reversal, labels), line.memo or "", line.change, line.after, found.currency]
        for line in told.lines
    ]
    rows.append([period.until, _("Closing balance"), "", None, told.closing, found.currency])
    name = f"{label_of(kinds(), found.kind)}-{found.currency}"
    return Response(b"".join(csv_file(head, rows)), content_type="text/csv; charset=utf-8", headers=file_headers(name, "csv"))


@pages.get("/journal.csv", endpoint="journal_file")
@policy("ledger.entry.export")
def journal_file() -> Response:
    """The journal of a period for a general ledger, its accounts numbered as the settings say."""
    found = b"".join(csv_file(general.head(), general.rows(period_of(request.args))))
    return Response(found, content_type="text/csv; charset=utf-8", headers=file_headers(_("Journal"), "csv"))


@pages.get("/journal/<uuid:journal_id>", endpoint="journal")
@policy("ledger.journal.view")
def journal(journal_id: uuid.UUID) -> str:
    """A posting with all its legs; only for staff that is limited to no region."""
    return render("ledger/journal.html", page=journal_page(records.get(JOURNAL, journal_id)))


@pages.post("/journal/<uuid:journal_id>/reverse", endpoint="reverse")
@policy("ledger.journal.reverse")
def reverse(journal_id: uuid.UUID) -> Any:
    """Take a posting back."""
    return taken_back(journal_id)


@pages.get("/kinds", endpoint="kinds")
@policy("ledger.account.view")
def partner_kinds() -> Response:
    """Return the kinds of accounts partners have that fit `q`, for forms of staff."""
    if not current_scope().actor.staff:
        raise NotFound()
    found: Response = jsonify(items=kinds_like(request.args.get("q", "")))
    return found


@pages.get("/cards/balances", endpoint="balances_card")
@policy("ledger.account.view")
def balances_card() -> str:
    """What the partner may spend, on its home page."""
    if current_scope().actor.partner_id is None:
        raise NotFound()
    return render("ledger/balances_card.html", block="page", cards=shown_account.cards(shown_account.own())[:4])


@pages.get("/cards/money", endpoint="money_card")
@policy("ledger.adjustment.view")
def money_card() -> str:
    """What waits in the ledger, on the home page of staff."""
    if not current_scope().actor.staff:
        raise NotFound()
    return render("ledger/money_card.html", block="page", tasks=staff_tasks())
