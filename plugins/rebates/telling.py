"""News of what is between one person and the vendor: told to that person alone, and led to the page where it is seen."""

from typing import Any

from hansa import Event, NotFound, behind, emit, entity_of, records, title_of
from plugins.rebates.engine.people import person_of
from plugins.rebates.tasks import KEEP

IN_PERSON = ".in_person"
"""What the names of such news end with."""
NOTICED = "rebates.adjustment.noticed"
"""Something is taken back of what was paid, after its notice, and nobody was asked."""
HEARD = {
    "rebates.statement.created": "rebates.statement.issued",
    "rebates.statement.reminder": "rebates.statement.reminder",
    "rebates.payout.confirm": "rebates.payout.confirm",
    "rebates.adjustment.ask": "rebates.adjustment.ask",
    "rebates.adjustment.insist": "rebates.adjustment.ask",
    NOTICED: NOTICED,
    **dict.fromkeys((f"rebates.dispute.{move}" for move in ("ask_evidence", "answer", "agree", "uphold")), "rebates.dispute.answer"),
}
"""What is heard, and what it is to the person."""


def in_person(record: Any) -> bool:
    """Tell whether a record is between one person and the vendor."""
    return person_of(record.receiver or "") is not None


def heard(event: Event) -> None:
    """Go on to tell the person a record is for; news of all others is told without this."""
    with behind(KEEP):
        try:
            entity = entity_of(event.entity)
            record = records.get(entity, event.record_id)
        except NotFound:
            return
        person = person_of(record.receiver or "")
        if person is not None:
            leads_to = {"endpoint": "rebates.earnings", "args": {}}
            payload = {"membership_id": str(person), "leads_to": leads_to, "what": title_of(entity, record)}
            emit(f"{HEARD[event.type]}{IN_PERSON}", entity.key, [{"record_id": record.id, "record_version": record.version, "payload": payload}])
