"""What a distributor does with an order or a return of its buyer, which belongs to the buyer."""

import uuid
from collections.abc import Mapping
from typing import Any

from hansa import Entity, NotFound, Transition, behind, perform, records
from plugins.orders.parties import must_sell
from plugins.orders.tasks import SELL


def step_of(entity: Entity, record_id: uuid.UUID, name: str) -> tuple[Any, Transition]:
    """Return a record the actor sells as a distributor, and a move of its seller. Raises NotFound, Denied."""
    record = records.get(entity, record_id)
    must_sell(record)
    if entity.workflow is None or record.seller_id is None:
        raise NotFound()
    step = entity.workflow.transition(name)
    if step.by != "anyone" or name == "submit":
        raise NotFound()
    return record, step


def make(entity: Entity, record_id: uuid.UUID, name: str, raw: Mapping[str, Any]) -> Any:
    """Make a move of the seller and return the record. Raises what `step_of` and the move raise."""
    step_of(entity, record_id, name)
    with behind(SELL):
        return perform(entity, records.get(entity, record_id, lock=True), name, raw).record
