"""Taking a posting back by hand: its opposite is posted, by somebody else than who posted it, and where nothing but the book follows from it."""

import uuid
from types import SimpleNamespace
from typing import Any

from flask import redirect, request, url_for

from hansa import N_, Conflict, Denied, Unprocessable, _, current_scope, records, with_toast
from plugins.ledger.book.kinds import by_hand
from plugins.ledger.book.reversing import reverse
from plugins.ledger.entities import JOURNAL

FOLLOWS = N_("Other records follow from this posting. Correct it where it was made.")
OWN = N_("You posted this, so another person has to take it back.")
WHY = N_("Say why it is taken back.")
LONGEST = 500


def action_of(journal: Any, reversed_by: str) -> SimpleNamespace | None:
    """Return the form that takes a posting back; None where it cannot be."""
    if not current_scope().actor.may("ledger.journal.reverse") or journal.reverses_id or reversed_by or _refusal(journal):
        return None
    return SimpleNamespace(url=url_for("ledger.reverse", program=current_scope().program.slug, journal_id=journal.id), key=f"reverse:{journal.id}")


def taken_back(journal_id: uuid.UUID) -> Any:
    """Post the opposite of a journal. Raises Denied, Conflict, Unprocessable without a reason."""
    found = records.get(JOURNAL, journal_id)
    records.require(JOURNAL, "reverse")
    if refusal := _refusal(found):
        raise refusal
    reason = request.form.get("reason", "").strip()[:LONGEST]
    if not reason:
        raise Unprocessable(_(WHY), errors=[{"pointer": "/reason", "code": "required", "message": _(WHY)}])
    made = reverse(journal_id, key=f"reverse:{journal_id}", reason=reason)
    back = redirect(url_for("ledger.journal", program=current_scope().program.slug, journal_id=made.id), 303)
    return with_toast(back, _("It is taken back."))


def _refusal(journal: Any) -> Conflict | Denied | None:
    if journal.kind not in by_hand():
        return Conflict(_(FOLLOWS), code="follows")
    actor = current_scope().actor
    return Denied(_(OWN), code="four-eyes") if journal.created_by is not None and journal.created_by == actor.user_id else None
