"""Segments as columns of the partner list: shown, filtered and exported as yes or no."""

import sqlalchemy as sa

from hansa import ComputedField, Entity, fields
from plugins.policies.models import SegmentMember
from plugins.policies.segments import membership
from plugins.policies.versions import lifecycle

MOST = 20
"""So many columns at most; the first by label."""


def name_of(slug: str) -> str:
    """Return the name of a column in addresses: `policies__in_key_accounts`."""
    return f"policies__in_{slug.replace('-', '_')}"


def computed(entity: Entity) -> list[ComputedField]:
    """Return the columns of the partner list, of the segments that ask for one."""
    if entity.key != "core.partner":
        return []
    present = [(one, lifecycle.in_force(membership.KEY, None, one.slug)) for one in membership.known()]
    shown = [one for one, version in present if version is not None and version.document.get("column", True)]
    return [_column(entity, one) for one in shown[:MOST]]


def _column(entity: Entity, one: membership.Segment) -> ComputedField:
    member, partner = SegmentMember.__table__, entity.table.c
    same = (
        member.c.program_id == partner.program_id,
        member.c.partner_id == partner.id,
        member.c.segment == one.slug,
        member.c.until.is_(None),
    )
    value = sa.exists(sa.select(sa.literal(1)).where(*same).correlate(entity.table))
    return ComputedField(name_of(one.slug), one.label, fields.Boolean(label=one.label, dump_only=True), value)
