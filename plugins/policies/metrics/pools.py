"""Levels of aggregation: which partners a figure puts together."""

from typing import Any

import sqlalchemy as sa

from hansa import N_, Message, current_scope, entity_of, select
from plugins.policies.metrics.compiled import MeasureError
from plugins.policies.metrics.sources import sources_of, word_sql

PARTNER, TREE, ALL = "partner", "tree", "all"
NO_LEVEL = N_("Figures are for a partner, its tree, all together, or partners alike in a field, like partner.region; not “%(name)s”.")


def together(level: str) -> Any:
    """Select whom each partner counts for: `who` and `member`; None where it counts for itself, or all count as one.

    Raises MeasureError for a level there is not.
    """
    if level in (PARTNER, ALL):
        return None
    if level == TREE:
        return _tree()
    head, _dot, name = level.partition(".")
    sources = sources_of(entity_of("core.partner"))
    if head != "partner" or name not in sources.facts or sources.facts[name].sql:
        raise MeasureError("level", Message(NO_LEVEL, "unknown", name=level))
    value = word_sql(sources.facts[name].type, sources.columns()[name])
    table = sources.entity.table.c
    return select(value.label("who"), table.id.label("member"))


def _tree() -> Any:
    partner = entity_of("core.partner").table
    top = select(partner.c.id.label("who"), partner.c.id.label("member"))
    below = top.cte("below", recursive=True)
    child = partner.alias("child")
    step = select(child.c.id).with_only_columns(below.c.who, child.c.id).where(child.c.parent_id == below.c.member)
    found = below.union(step)
    return sa.select(found.c.who, found.c.member).execution_options(**top.get_execution_options())


def reaches(level: str) -> bool:
    """Tell whether the actor sees all that a level puts together; a partner sees itself only."""
    return level == PARTNER or current_scope().reach in ("all", "region")
