"""Rates as they are kept: exact decimal text, two different currencies, above zero."""

import re
from typing import Any

from hansa import N_, Unprocessable, _
from plugins.ledger.book.accounts import known_currency

EXACT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,18})?")
FORM = N_("Write a rate above zero, like 1.0825, with at most 18 decimals.")


def check(rate: Any, changes: Any, is_new: bool) -> None:
    """Before a rate is saved."""
    for name in ("base", "quote"):
        setattr(rate, name, getattr(rate, name).upper())
        try:
            known_currency(getattr(rate, name))
        except Unprocessable as error:
            raise _wrong(name, "currency", error.message) from None
    if rate.base == rate.quote:
        raise _wrong("quote", "same-currency", _("Choose two different currencies."))
    if not EXACT.fullmatch(rate.rate) or not rate.rate.strip("0."):
        raise _wrong("rate", "no-rate", _(FORM))


def _wrong(field: str, code: str, message: str) -> Unprocessable:
    return Unprocessable(message, errors=[{"pointer": f"/{field}", "code": code, "message": message}])
