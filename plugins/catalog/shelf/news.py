"""News of the shelf: when something goes on it, the people of all partners it is for are told, a part of the partners at a time."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from hansa import Event, Job, behind, clock, db, directory, emit, enqueue, entity_of, select
from plugins.catalog.entities import NOTICE, PRICE_LIST, PROMOTION
from plugins.catalog.quoting.buyers import buyers
from plugins.catalog.selling.audience import missed
from plugins.catalog.selling.days import day_of
from plugins.catalog.tasks import TELL

TOGETHER = 500
"""So many partners are told in one unit."""


def heard(event: Event) -> None:
    """Begin to tell when a price list, a promotion or a notice was published."""
    for entity in (PRICE_LIST, PROMOTION, NOTICE):
        if event.type == f"{entity.key}.publish" and event.record_id is not None:
            enqueue(NEWS, {"entity": entity.key, "record_id": str(event.record_id)})


def _tell(program: Any, *, entity: str, record_id: str, after: str = "") -> None:
    """Tell the people of the next partners, and go on with those after them."""
    found = db.session.get(entity_of(entity).model, (program.id, uuid.UUID(record_id)))
    if found is None or found.state != "published":
        return
    ids = _partners(uuid.UUID(after) if after else None)
    meant = [one.id for one in buyers(ids, clock.today(program.zone)) if missed(found, one) is None]
    rows = [_news(found, member) for member in directory.members(partners=meant)] if meant else []
    if rows:
        emit(f"{entity}.announced", entity, rows)
    if len(ids) == TOGETHER:
        enqueue(NEWS, {"entity": entity, "record_id": record_id, "after": str(ids[-1])})


def _partners(after: uuid.UUID | None) -> Sequence[uuid.UUID]:
    model = entity_of("core.partner").model
    there = [model.archived_at.is_(None), model.status == "active"] + ([model.id > after] if after else [])
    with behind(TELL):
        return list(db.session.scalars(select(model.id).where(sa.and_(*there)).order_by(model.id).limit(TOGETHER)))


def _place(found: Any) -> tuple[str, dict[str, str]]:
    """Return the page news leads to."""
    if hasattr(found, "questions"):
        return "catalog.notice", {"notice_id": str(found.id)}
    return ("catalog.browse" if hasattr(found, "edition") else "catalog.promotions"), {}


def _news(found: Any, member: directory.Member) -> dict[str, Any]:
    endpoint, args = _place(found)
    payload = {
        "membership_id": str(member.membership_id), "leads_to": {"endpoint": endpoint, "args": args}, "title": getattr(found, "label", None) or found.title,
        "day": day_of(max(found.shelf_at, clock.now())).isoformat(), "text": getattr(found, "note", None) or "",
    }  # fmt: skip
    return {"record_id": found.id, "record_version": found.version, "payload": payload}


NEWS = Job("news", _tell)

__all__ = ["NEWS", "heard"]
