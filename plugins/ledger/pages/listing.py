"""The list of accounts for staff: by kind, partner and currency, a page at a time."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import url_for

from hansa import current_scope, db, entity_of
from plugins.ledger.book.kinds import kinds, label_of
from plugins.ledger.models import Account
from plugins.ledger.pages.shown_account import cards

ON_PAGE = 50
NAMES = ("kind", "partner", "currency")


def accounts_page(args: Mapping[str, str]) -> SimpleNamespace:
    """Return the page of accounts a query string asks for."""
    chosen = {name: args.get(name, "").strip() for name in NAMES}
    wanted = sa.select(Account).where(*_conditions(chosen), Account.slot > args.get("after", "")).order_by(Account.slot).limit(ON_PAGE + 1)
    rows = db.session.scalars(wanted).all()
    url = url_for("ledger.accounts", program=current_scope().program.slug)
    return SimpleNamespace(
        rows=cards(rows[:ON_PAGE]), chosen=chosen, filtered=any(chosen.values()), url=url, kinds=_kinds(), currencies=_currencies(),
        more=_next(rows[ON_PAGE - 1].slot, chosen) if len(rows) > ON_PAGE else "",
    )  # fmt: skip


def _conditions(chosen: Mapping[str, str]) -> list[Any]:
    found: list[Any] = [getattr(Account, name) == chosen[name] for name in ("kind", "currency") if chosen[name]]
    if chosen["partner"]:
        partner = entity_of("core.partner").model
        found.append(Account.holder_id.in_(sa.select(partner.id).where(partner.name.icontains(chosen["partner"], autoescape=True))))
    return found


def _kinds() -> list[tuple[str, str]]:
    declared = kinds()
    return sorted(((key, label_of(declared, key)) for key in declared), key=lambda pair: pair[1])


def _currencies() -> list[str]:
    return sorted(db.session.scalars(sa.select(Account.currency).distinct()))


def _next(slot: str, chosen: Mapping[str, str]) -> str:
    kept = {name: value for name, value in chosen.items() if value}
    return url_for("ledger.accounts", program=current_scope().program.slug, after=slot, **kept)


def kinds_like(text: str) -> list[dict[str, str]]:
    """Return the kinds of accounts that partners have, by a part of their key or their name."""
    wanted, declared = text.strip().casefold(), kinds()
    known = [(key, label_of(declared, key)) for key, kind in sorted(declared.items()) if kind.owner == "partner"]
    return [{"value": key, "detail": label} for key, label in known if wanted in f"{key} {label}".casefold()]
