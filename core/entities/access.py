"""Who sees and who writes a row, from the entity's declared audience. ORM criteria, compiled lists and row-level security all ask here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from core import clock
from core.db import UtcDateTime
from core.entities.entity import Entity
from core.entities.scope import current
from core.entities.sharing import Share
from core.identity.models import Partner, PartnerTree

Condition = Any
"""A SQL condition; the library's own types say less than its documentation here."""


@dataclass(frozen=True)
class Who:
    """How a predicate names the actor: by bind parameters in the application, by functions inside PostgreSQL policies."""

    program: Any
    partner: Any
    region: Any
    now: Any


BINDS = Who(
    program=sa.bindparam("hansa_program", type_=sa.Uuid(), callable_=lambda: current().program.id),
    partner=sa.bindparam("hansa_partner", type_=sa.Uuid(), callable_=lambda: current().actor.partner_id),
    region=sa.bindparam("hansa_region", type_=sa.String(), callable_=lambda: current().actor.region),
    now=sa.bindparam("hansa_now", type_=UtcDateTime(), callable_=clock.now),
)
"""Values are read from the scope when a statement runs, so a compiled statement serves every actor of one reach."""


NOBODY = sa.literal(False)
"""As a value, because an `and_` with the constant would lose its other half, by which `proof` knows the criterion."""


def readable(entity: Entity, reach: str, who: Who = BINDS, table: Any = None) -> Condition:
    """Return the predicate of the rows an actor of this reach sees; `table` may be an alias. Anything not granted is `false`."""
    table = entity.table if table is None else table
    inside = table.c.program_id == who.program
    if reach == "all":
        return inside
    rule = _READ[entity.audience].get(reach)
    return sa.and_(inside, rule(entity, who, table) if rule else NOBODY)


def writable(entity: Entity, reach: str, who: Who = BINDS) -> Condition:
    """Return the predicate of the rows an actor of this reach may insert, change or delete."""
    inside = entity.table.c.program_id == who.program
    if reach == "all":
        return inside
    if entity.audience != "owner" or reach not in ("region", "tree", "partner"):
        return sa.false()
    own = _region_owner if reach == "region" else _own
    return sa.and_(inside, own(entity, who, entity.table))


def may_write(entity: Entity, record: Any) -> bool:
    """Tell whether `writable` holds for a record the actor can see."""
    reach = current().reach
    if reach == "all" or entity.audience != "owner":
        return reach == "all"
    return reach == "region" or (reach in ("tree", "partner") and getattr(record, entity.owner) == current().actor.partner_id)


def may_create(entity: Entity, owner: Any) -> bool:
    """Tell whether the actor may add a record of this owner (None for what no partner owns, and for a partner itself)."""
    reach = current().reach
    if reach == "all" or entity.audience != "owner":
        return reach == "all"
    return owner is not None and (reach == "region" or owner == current().actor.partner_id)


def _owner(entity: Entity, table: Any) -> Any:
    return table.c[entity.owner]


def _own(entity: Entity, who: Who, table: Any) -> Condition:
    return _owner(entity, table) == who.partner


def relations(entity: Entity, reach: str, who: Who = BINDS, table: Any = None) -> dict[str, Condition]:
    """Return, by name, the ways in which a partner's actor of this reach comes to read a row: as its owner, by a column, a share, the tree."""
    table = entity.table if table is None else table
    ways = {"owner": _own(entity, who, table), **{column: table.c[column] == who.partner for column in entity.also_visible_to}}
    if entity.shared:
        ways["shared"] = _shared(entity, who, table)
    if entity.tree and reach == "tree":
        ways["tree"] = _below(entity, who, table)
    return ways


def _partner(entity: Entity, who: Who, table: Any) -> Condition:
    return sa.or_(*relations(entity, "partner", who, table).values())


def _shared(entity: Entity, who: Who, table: Any) -> Condition:
    share = Share.__table__
    return sa.exists().where(
        share.c.program_id == who.program,
        share.c.entity == sa.literal(entity.key, literal_execute=True),
        share.c.record_id == table.c.id,
        share.c.partner_id == who.partner,
        sa.or_(share.c.until.is_(None), share.c.until > who.now),
    )


def _tree(entity: Entity, who: Who, table: Any) -> Condition:
    return sa.or_(*relations(entity, "tree", who, table).values())


def _below(entity: Entity, who: Who, table: Any) -> Condition:
    tree = PartnerTree.__table__
    below = sa.select(tree.c.descendant_id).where(tree.c.program_id == who.program, tree.c.ancestor_id == who.partner)
    return _owner(entity, table).in_(below)


def _region_owner(entity: Entity, who: Who, table: Any) -> Condition:
    partner = Partner.__table__
    if entity.table is partner:
        return table.c.region == who.region
    inside = sa.select(partner.c.id).where(partner.c.program_id == who.program, partner.c.region == who.region)
    return _owner(entity, table).in_(inside)


def _everybody(entity: Entity, who: Who, table: Any) -> Condition:
    return sa.true()


_READ: dict[str, dict[str, Callable[[Entity, Who, Any], Condition]]] = {
    "owner": {"region": _region_owner, "tree": _tree, "partner": _partner},
    "program": {"region": _everybody, "tree": _everybody, "partner": _everybody},
    "staff": {"region": _everybody},
    "central": {},
}
