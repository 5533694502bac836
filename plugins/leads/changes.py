"""What routing has to notice of other records: targets that changed, turns that were taken outside of it."""

from collections.abc import Iterable, Mapping
from typing import Any

from hansa import Entity, behind, current_scope, db
from plugins.leads.entities import KNOWN_TO_MARKET
from plugins.leads.models import Change
from plugins.leads.routing import turns
from plugins.leads.tasks import ROUTE


def notice(entity: Entity, saved: Iterable[tuple[Any, Mapping[str, Any]]], is_new: bool) -> None:
    """Mark that targets have changed; count the turns of what partners made, or were given by hand."""
    saved = list(saved)
    if entity.key in KNOWN_TO_MARKET or entity.plugin == "policies":
        with behind(ROUTE):
            db.session.add(Change(program_id=current_scope().program.id, what=entity.key))
            db.session.flush()
    if entity.key == "leads.assignment" and is_new:
        turns.by_hand([record for record, _changes in saved])
