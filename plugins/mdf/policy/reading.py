"""What rules of a fund ask of partners: their fields, facts the program keeps, measures; as they hold on a day."""

import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields as parts_of
from dataclasses import is_dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from hansa import behind, db, entity_of, facts, rules
from plugins.mdf.tasks import SPEND
from plugins.policies.api import Compiled, facts_of_many, metric_values


def names_in(policy: Compiled) -> frozenset[str]:
    """Return the names of all facts that the rules of a policy read."""
    return frozenset(name for part in policy.values() for rule in _rules(part) for name in rule.names)


def _rules(part: Any) -> Iterator[rules.Expression]:
    if isinstance(part, rules.Expression):
        yield part
    elif isinstance(part, Mapping | list | tuple):
        for inner in part.values() if isinstance(part, Mapping) else part:
            yield from _rules(inner)
    elif is_dataclass(part):
        for one in parts_of(part):
            yield from _rules(getattr(part, one.name))


def of_partners(policy: Compiled, partners: Collection[uuid.UUID], day: date) -> dict[uuid.UUID, dict[str, Any]]:
    """Return by partner what the rules of a policy read of it; so many statements whatever their number."""
    names = names_in(policy)
    found: dict[uuid.UUID, dict[str, Any]] = {one: {} for one in partners}
    with behind(SPEND):
        if any(name.startswith("partner.") for name in names):
            _fields(found, names)
            _kept(found, names, day)
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


def _kept(found: Mapping[uuid.UUID, dict[str, Any]], names: Collection[str], day: date) -> None:
    """Add facts the program keeps; partners are known by their id there."""
    for key, held in facts_of_many("partner", list(found), day).items():
        found[uuid.UUID(key)] |= {name: value for name, value in held.items() if name in names}
