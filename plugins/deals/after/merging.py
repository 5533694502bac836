"""Two registrations for the same are put together: the one submitted first stays with its place, the other is closed and points to it."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, Unprocessable, _, clock, entity_of, records
from plugins.deals.reasons import NOT_FIRST, TWICE
from plugins.deals.states import LIVE

NOT_LIVE = N_("This registration has ended or was never submitted.")
LATER = N_("The registration that was submitted first stays: close the other one.")
FILLED = ("contact_name", "contact_email", "need")
"""What the one that stays takes over where it says nothing itself, from a registration of the same partner."""


def may_be_merged(deal: Any, values: Mapping[str, Any]) -> None:
    """Raise Unprocessable unless the other one lives and was submitted before: nobody changes who came first."""
    kept = _kept(values)
    if kept.id == deal.id or kept.state not in LIVE or kept.seq is None:
        raise _wrong("not-live", _(NOT_LIVE))
    if deal.seq is not None and deal.seq < kept.seq:
        raise _wrong("submitted-later", _(LATER))


def merged(deal: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
    kept = _kept(values)
    own = kept.partner_id == deal.partner_id
    if own:
        missing = {name: getattr(deal, name) for name in FILLED if not getattr(kept, name) and getattr(deal, name)}
        if missing:
            records.apply(entity_of("deals.deal"), kept, missing)
    code = TWICE if own else NOT_FIRST
    return {
        "duplicate_of": kept.id, "reason_code": code, "reason": values["reason"], "waits": False, "answer": None, "asked_fields": [],
        "answer_by": None, "decided_at": clock.now(),
    }  # fmt: skip


def _kept(values: Mapping[str, Any]) -> Any:
    return records.get(entity_of("deals.deal"), values["keep"])


def _wrong(code: str, message: str) -> Unprocessable:
    return Unprocessable(message, errors=[{"pointer": "/keep", "code": code, "message": message}])
