"""What may be changed on a record in its state; `records.update` asks here."""

from collections.abc import Mapping
from typing import Any

from core import audit
from core.entities.entity import Entity
from core.entities.scope import current
from core.errors import Conflict, FieldError
from core.i18n import N_

FROZEN = N_("This cannot be changed in the present state.")


def editable(entity: Entity, record: Any) -> frozenset[str] | None:
    """Return the names of the fields the actor may change on the record now; None means every field."""
    if entity.workflow is None:
        return None
    edits = entity.workflow.state_of(record).edits(current().actor.staff)
    named = edits(record) if callable(edits) else edits
    return None if named is None else frozenset(named)


def refuse_frozen(entity: Entity, record: Any, values: Mapping[str, Any]) -> None:
    """Raise Conflict (`read-only`) when the values would change a field that the state freezes."""
    allowed = editable(entity, record)
    if allowed is None:
        return
    frozen = [name for name, value in values.items() if name not in allowed and _differs(entity, record, name, value)]
    if frozen:
        errors: list[FieldError] = [{"pointer": f"/{name}", "code": "read-only", "message": FROZEN} for name in frozen]
        raise Conflict(FROZEN, code="read-only", errors=errors)


def _differs(entity: Entity, record: Any, name: str, value: Any) -> bool:
    if name in entity.table.c:
        return bool(getattr(record, name) != value)
    return bool((record.custom or {}).get(name) != audit.jsonable(value))
