"""How the pages of rebates write amounts, days, names and addresses."""

import uuid
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from babel.numbers import format_currency
from flask import url_for

from hansa import current_locale, current_scope, directory, shown


def money(amount: Decimal | str | None, currency: str) -> str:
    """Return an amount with its currency, as the reader writes it; nothing for None."""
    return (
        ""
        if amount is None
        else str(format_currency(Decimal(amount), currency or current_scope().program.currency, locale=current_locale()))
    )


def day(value: date | None) -> str:
    return shown("date", value).striptags() if value else ""


def here(page: str, **args: Any) -> str:
    """Return the address of a page of this plugin."""
    return url_for(f"rebates.{page}", program=current_scope().program.slug, **args)


def names(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return what partners are called; one statement."""
    wanted = set(ids)
    return {one.id: one.name for one in directory.companies(wanted)} if wanted else {}


def state(entity: Any, value: str) -> Any:
    """Return a state as it is shown."""
    return shown("state", value, entity.schema._declared_fields["state"])
