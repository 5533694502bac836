"""Points from what happens elsewhere: an event of another plugin about a partner's record becomes one of its awards, once."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from hansa import Conflict, Entity, Event, NotFound, behind, current_scope, entity_of, facts, record_of, records
from plugins.tiering.standing import programs
from plugins.tiering.tasks import REVIEW

Source = Mapping[str, Any]


def heard(event: Event) -> None:
    """Keep what an event earns by the programs in force; told again, or by two programs in one kind, it counts once."""
    wanted = {source["kind"]: source for source in _sources(event)}
    if not wanted or event.record_id is None:
        return
    with behind(REVIEW):
        try:
            entity, record = record_of(event.entity, event.record_id)
        except NotFound:
            return
        owner = records.owner_of(entity, record)
        if owner is None or entity.between_partners(record):  # what the vendor does not read earns nothing the vendor could read it from
            return
        for source in wanted.values():
            _award(event, entity, record, owner, source)


def earning() -> list[str]:
    """Return the types of events that earn something by the programs in force."""
    return sorted({source["event"] for source in _all_sources()})


def _sources(event: Event) -> Iterator[Source]:
    return (source for source in _all_sources() if source["event"] == event.type)


def _all_sources() -> Iterator[Source]:
    for track in programs.tracks():
        yield from track.document.get("sources") or ()


def _award(event: Event, entity: Entity, record: Any, owner: Any, source: Source) -> None:
    values = facts.values_of(entity, record, entity.name)
    amount = values.get(f"{entity.name}.{source['amount']}") if source.get("amount") else Decimal(1)
    if amount is None:
        return
    attribute = values.get(f"{entity.name}.{source['attribute']}") if source.get("attribute") else None
    day, begun = _day(event.occurred_at), values.get(f"{entity.name}.{source['begun']}") if source.get("begun") else None
    raw = {"kind": source["kind"], "amount": str(_number(amount)), "earned_on": day.isoformat(), "ref": f"{event.type}:{event.record_id}"}
    raw |= {"begun_on": _day(begun).isoformat()} if begun is not None else {}
    try:
        records.create(entity_of("tiering.award"), {**raw, "attribute": str(attribute)[:120] if attribute else None}, partner_id=owner)
    except Conflict as refused:
        if refused.code != "unchanged":
            raise


def _day(at: date) -> date:
    """Return a day, of a moment the business date in the program's zone."""
    return at.astimezone(ZoneInfo(current_scope().program.zone)).date() if isinstance(at, datetime) else at


def _number(amount: Any) -> Decimal:
    """Return a number, of money its amount."""
    return Decimal(getattr(amount, "amount", amount))
