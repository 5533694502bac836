"""Addresses and amounts as the pages of orders show them."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from flask import url_for

from hansa import current_scope, shown
from plugins.orders.schemas import OrderSchema, ReturnSchema


def here(endpoint: str, **values: Any) -> str:
    """Return the address of a page of this plugin; what is None is left out."""
    given = {name: value for name, value in values.items() if value is not None}
    return url_for(f"orders.{endpoint}", program=current_scope().program.slug, **given)


def money(amount: Any, currency: str) -> str:
    return "–" if amount is None else shown("money", (Decimal(amount), currency))


def number(value: Any) -> str:
    """Return a quantity without trailing zeros."""
    return f"{Decimal(value).normalize():f}"


def day(value: date) -> str:
    """Return a day as pages show it, to stand inside a sentence."""
    return str(shown("date", value).striptags())


def ident(text: str | None) -> uuid.UUID | None:
    """Return an id somebody's address or form holds; None for none and for nonsense."""
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        return None


def state_of(order: Any) -> str:
    """Return the state of an order as lists show it."""
    return shown("state", order.state, OrderSchema._declared_fields["state"])


def return_state(found: Any) -> str:
    return shown("state", found.state, ReturnSchema._declared_fields["state"])
