"""What rules ask of partners, many at once: their fields, facts the program keeps, measures; as they hold on a day."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa

from hansa import db, entity_of, facts
from plugins.policies.facts.knowing import facts_of_many
from plugins.policies.metrics.facts import metric_values


def partner_facts(names: Collection[str], partners: Collection[uuid.UUID], day: date) -> dict[uuid.UUID, dict[str, Any]]:
    """Return by partner the facts of these names (`Expression.names`) that are known; so many statements whatever their number."""
    found: dict[uuid.UUID, dict[str, Any]] = {one: {} for one in partners}
    if any(name.startswith("partner.") for name in names):
        _fields(found, names)
        for key, held in facts_of_many("partner", list(found), day).items():
            found[uuid.UUID(key)] |= {name: value for name, value in held.items() if name in names}
    measured = {name for name in names if name.startswith("metric.")}
    for partner, held in metric_values(measured, list(found), day=day).items() if measured else ():
        found[partner] |= held
    return found


def _fields(found: Mapping[uuid.UUID, dict[str, Any]], names: Collection[str]) -> None:
    entity = entity_of("core.partner")
    wanted = facts.facts_of(entity, "partner").keys() & set(names)
    if not wanted:
        return
    for partner in db.session.scalars(sa.select(entity.model).where(entity.model.id.in_(list(found)))):
        held = facts.values_of(entity, partner, "partner")
        found[partner.id] |= {name: held[name] for name in sorted(wanted) if held.get(name) is not None}
