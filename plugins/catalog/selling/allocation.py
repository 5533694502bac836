"""Who may have how much of what is scarce: what is left can be asked and taken, never twice and never too much."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, _, behind, current_scope, db, select, typed_list
from plugins.catalog.models import Allocation, AllocationUse
from plugins.catalog.quoting.buyers import Buyer, buyer, may_know
from plugins.catalog.selling.days import day_of
from plugins.catalog.tasks import TAKE

ZERO = Decimal(0)
_NAMES = ("id", "product_id", "valid_until", "for_partner_id", "kinds", "tiers", "quantity", "each", "used")
_SCARCE = (
    sa.select(*(getattr(Allocation, name) for name in _NAMES))
    .where(
        Allocation.product_id.in_(sa.bindparam("products", expanding=True)),
        Allocation.valid_from <= sa.bindparam("day"),
        Allocation.valid_until > sa.bindparam("day"),
        Allocation.archived_at.is_(None),
    )
    .order_by(Allocation.for_partner_id.is_(None), Allocation.id)
)
EXCEEDS = N_("Only %(left)s are left of the allocation.")


@dataclass(frozen=True, slots=True)
class Left:
    """What an allocation has left for a partner, in base units."""

    allocation_id: uuid.UUID
    product_id: uuid.UUID
    left: Decimal
    until: date


def allocation_left(partner_id: uuid.UUID | Buyer, products: Collection[uuid.UUID], at: datetime | None = None) -> dict[uuid.UUID, Left]:
    """Return what is left for a partner of products that are scarce; a product without an entry is not limited.

    A product that is allocated to others only has an entry with nothing left. Where several allocations are for a partner, that
    for the partner alone counts first, then the one with most left. Raises NotFound where the actor may not know it.
    The buyer of a quote stands for its id, and is not read again.
    """
    day = day_of(at)
    found = partner_id if isinstance(partner_id, Buyer) else buyer(partner_id, day)
    may_know(found)
    return left_for(found, products, day)


def left_for(found: Buyer, products: Collection[uuid.UUID], day: date) -> dict[uuid.UUID, Left]:
    """Return what `allocation_left` says of a buyer that was loaded; whether the actor may know is for the caller."""
    rows = _rows(products, day)
    taken = _taken(found.id, [row.id for row in rows]) if rows else {}
    answers: dict[uuid.UUID, Left] = {}
    for row in rows:
        mine = _is_for(row, found)
        left = _left(row, taken.get(row.id, ZERO)) if mine else ZERO
        entry = Left(row.id, row.product_id, left, row.valid_until)
        if row.product_id not in answers or mine:
            answers.setdefault(row.product_id, entry)
            answers[row.product_id] = max(answers[row.product_id], entry, key=lambda one: one.left)
    return answers


def take_allocation(
    partner_id: uuid.UUID, product_id: uuid.UUID, quantity: Decimal, *, key: str, at: datetime | None = None
) -> Left | None:
    """Take so many base units for a partner, in the running unit; None where the product is not limited.

    `key` names what it is taken for: the same key takes once. Raises Conflict (code `allocation`) when less is left.
    """
    left = allocation_left(partner_id, [product_id], at).get(product_id)
    if left is None:
        return None
    with behind(TAKE):
        row = db.session.scalars(sa.select(Allocation).where(Allocation.id == left.allocation_id).with_for_update()).one()
        if _use(partner_id, row.id, key) is not None:
            return left
        own = _left(row, _taken(partner_id, [row.id]).get(row.id, ZERO))
        if left.left <= 0 or quantity > own:
            raise Conflict(_(EXCEEDS, left=f"{min(own, left.left).normalize():f}"), code="allocation")
        row.used = row.used + quantity
        fact = {
            "program_id": current_scope().program.id,
            "partner_id": partner_id,
            "allocation_id": row.id,
            "quantity": quantity,
            "key": key,
        }
        db.session.add(AllocationUse(**fact))
        db.session.flush()
    return Left(left.allocation_id, product_id, own - quantity, left.until)


def release_allocation(partner_id: uuid.UUID, product_id: uuid.UUID, *, key: str) -> Decimal:
    """Give back what was taken under a key, in the running unit; return how much that was, 0 when nothing was."""
    with behind(TAKE):
        mine = (AllocationUse.partner_id == partner_id, AllocationUse.key == key, Allocation.product_id == product_id)
        joined = sa.select(AllocationUse).join(
            Allocation, sa.and_(Allocation.program_id == AllocationUse.program_id, Allocation.id == AllocationUse.allocation_id)
        )
        uses = db.session.scalars(joined.where(*mine)).all()
        back = ZERO
        for use in uses:
            row = db.session.scalars(sa.select(Allocation).where(Allocation.id == use.allocation_id).with_for_update()).one()
            row.used, back = row.used - use.quantity, back + use.quantity
            db.session.delete(use)
        db.session.flush()
    return back


def _rows(products: Collection[uuid.UUID], day: date) -> Sequence[Any]:
    with behind(TAKE):
        return db.session.execute(_SCARCE, {"products": sorted(products), "day": day}).all()


def _is_for(row: Any, found: Buyer) -> bool:
    if row.for_partner_id is not None:
        return bool(row.for_partner_id == found.id)
    tiers = [word.casefold() for word in typed_list(row.tiers)]
    return (not row.kinds or found.kind in row.kinds) and (not tiers or found.tier.casefold() in tiers)


def _left(row: Any, taken: Decimal) -> Decimal:
    together: Decimal = max(row.quantity - row.used, ZERO)
    return together if row.each is None else min(together, max(row.each - taken, ZERO))


def _taken(partner_id: uuid.UUID, allocations: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Decimal]:
    model = AllocationUse
    with behind(TAKE):
        total = sa.cast(sa.func.sum(model.quantity), sa.BigInteger())
        mine = (model.partner_id == partner_id, model.allocation_id.in_(allocations))
        rows = db.session.execute(select(model.allocation_id, total.label("taken")).where(*mine).group_by(model.allocation_id)).all()
    return {row.allocation_id: Decimal(row.taken or 0).scaleb(-4) for row in rows}


def _use(partner_id: uuid.UUID, allocation_id: uuid.UUID, key: str) -> Any:
    mine = (AllocationUse.partner_id == partner_id, AllocationUse.allocation_id == allocation_id, AllocationUse.key == key)
    return db.session.scalars(sa.select(AllocationUse).where(*mine)).one_or_none()
