"""Who buys: what prices and authorisation may depend on, the same whoever asks."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hansa import NotFound, behind, current_scope, db, directory, entity_of, select
from plugins.catalog.settings import settings
from plugins.catalog.tasks import PRICE
from plugins.policies.api import facts_of_many

COLUMNS = ("id", "name", "kind", "status", "region", "country", "parent_id")


@dataclass(frozen=True)
class Buyer:
    """A partner as the catalogue meets it; `parent_id` is the distributor it stands under, `facts` what rules read."""

    id: uuid.UUID
    name: str
    kind: str
    region: str
    country: str
    parent_id: uuid.UUID | None
    tier: str
    facts: Mapping[str, Any]

    @property
    def certificates(self) -> list[Mapping[str, Any]]:
        return list(self.facts.get("partner.certificates") or ())


def buyer(partner_id: uuid.UUID, day: date, known: datetime | None = None) -> Buyer:
    """Return a buyer as it was on a day; NotFound for a partner there is not. Whether the actor may know is for `may_ask`."""
    found = buyers([partner_id], day, known)
    if not found:
        raise NotFound()
    return found[0]


def buyers(partner_ids: Sequence[uuid.UUID], day: date, known: datetime | None = None) -> list[Buyer]:
    """Return partners as they were on a day; so many statements whatever their number."""
    model, tier = entity_of("core.partner").model, f"partner.{settings()['tier_fact']}"
    with behind(PRICE):
        columns = [getattr(model, name) for name in COLUMNS]
        rows = db.session.execute(select(*columns).where(model.id.in_(partner_ids))).all()
        declared = facts_of_many("partner", [row.id for row in rows], day, known) if rows else {}
    return [_buyer(row, declared[str(row.id)], tier) for row in rows]


def nameless(partner_id: uuid.UUID) -> Buyer:
    """Return where a partner stands and nothing else of it; NotFound for a partner there is not. One statement."""
    model = entity_of("core.partner").model
    with behind(PRICE):
        row = db.session.execute(select(model.parent_id).where(model.id == partner_id)).one_or_none()
    if row is None:
        raise NotFound()
    return Buyer(partner_id, "", "", "", "", row.parent_id, "", {})


def _buyer(row: Any, declared: Mapping[str, Any], tier: str) -> Buyer:
    own = {f"partner.{name}": getattr(row, name) for name in ("name", "kind", "status", "region", "country")}
    facts = {**declared, **own}
    return Buyer(row.id, row.name, row.kind, row.region or "", row.country or "", row.parent_id, str(facts.get(tier) or ""), facts)


def may_ask(found: Buyer, seller: uuid.UUID | None) -> None:
    """Raise NotFound unless the actor may know the price: the vendor's people the vendor's prices for the partners they
    see, a partner its own, a seller those of its buyers."""
    scope = current_scope()
    actor = scope.actor
    if scope.system or actor.kind == "system" or actor.partner_id == found.id:
        return
    if actor.staff and seller is None and (scope.reach == "all" or directory.company(found.id) is not None):
        return
    if seller is not None and seller == actor.partner_id and found.parent_id == seller:
        return
    raise NotFound()


def may_know(found: Buyer) -> None:
    """Raise NotFound unless the actor may know of a buyer what is no price: the vendor's people of the partners they see, a partner
    of itself, a seller of its buyers."""
    may_ask(found, None if current_scope().actor.staff else found.parent_id)


def sellers(found: Buyer) -> tuple[uuid.UUID | None, ...]:
    """Return of whom a partner may buy, the usual one first; None is the vendor."""
    if found.parent_id is None:
        return (None,)
    ways: Mapping[str, tuple[uuid.UUID | None, ...]] = {
        "both": (None, found.parent_id), "distributor": (found.parent_id,), "vendor": (None,),
    }  # fmt: skip
    return ways[settings()["buys_from"]]
