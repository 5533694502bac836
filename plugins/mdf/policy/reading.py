"""What rules of a fund ask of partners: their fields, facts the program keeps, measures; as they hold on a day."""

import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields as parts_of
from dataclasses import is_dataclass
from datetime import date
from typing import Any

from hansa import behind, rules
from plugins.mdf.tasks import SPEND
from plugins.policies.api import Compiled, partner_facts


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
    with behind(SPEND):
        return partner_facts(names_in(policy), partners, day)
