"""Authorisation applied: the rules in force are loaded once for any number of products."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from hansa import behind, db, select
from plugins.catalog.kept import kept
from plugins.catalog.models import Authorisation
from plugins.catalog.quoting.asked import Quote
from plugins.catalog.quoting.buyers import Buyer, buyer, may_know
from plugins.catalog.quoting.products import Item, items, paths
from plugins.catalog.selling.authorise import Judge, MaySell
from plugins.catalog.selling.days import day_of
from plugins.catalog.settings import settings
from plugins.catalog.tasks import SELL

NAMES = (
    "code", "effect", "product_id", "family_id", "brand", "kinds", "tiers", "regions", "countries", "for_partner_id", "condition", "certificate",
    "certified", "message", "messages", "valid_from", "valid_until",
)  # fmt: skip


def may_sell(partner_id: uuid.UUID, products: Collection[uuid.UUID | str], at: datetime | None = None) -> dict[uuid.UUID, MaySell]:
    """Tell for products, by id or number, whether a partner may sell them, each with its reason; so many statements for any number.

    Products there are not are absent from the answer. Raises NotFound where the actor may not know this of the partner.
    """
    day = day_of(at)
    found = buyer(partner_id, day)
    may_know(found)
    known = items(ids=[one for one in products if isinstance(one, uuid.UUID)], skus=[one for one in products if isinstance(one, str)])
    return judged(found, known, day)


def may_sell_quoted(found: Quote) -> dict[uuid.UUID, MaySell]:
    """Tell for the products of a quote, by id, whether its buyer may sell them; neither is read again."""
    known = {item.id: item for item in found.items if item is not None}
    return judged(found.buyer, list(known.values()), found.day)


def judged(found: Buyer, known: Sequence[Item], day: date) -> dict[uuid.UUID, MaySell]:
    """Judge products that were loaded for a buyer that was loaded."""
    judge = judge_of(found, day)
    return {item.id: judge.of(item) for item in known}


def judge_of(found: Buyer, day: date) -> Judge:
    """Return the rules of a day as they hold for a buyer."""
    given = settings()
    return Judge(rules_on(day), found, day, paths(), closed=given["closed"], warn_days=given["warn_days"])


def rules_on(day: date) -> Sequence[Any]:
    """Return the authorisation rules in force on a day, by their code; from memory while none changes."""
    return [row for row in kept("rules", _rules) if _begun(row, day) and (row.valid_until is None or row.valid_until > day)]


def _begun(row: Any, day: date) -> bool:
    return row.valid_from is None or bool(row.valid_from <= day)


def _rules() -> Sequence[Any]:
    columns = [getattr(Authorisation, name) for name in NAMES]
    with behind(SELL):
        return db.session.execute(select(*columns).where(Authorisation.archived_at.is_(None)).order_by(Authorisation.code)).all()
