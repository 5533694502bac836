"""Who is in which segment since when: kept as rows, so that asking costs one statement whatever a segment's condition reads."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa

from hansa import behind, current_scope, db
from plugins.policies.models import Policy, SegmentMember
from plugins.policies.tasks import READ

KEY = "policies.segment"


class Segment(NamedTuple):
    """A segment as a policy: its slug is what conditions call it."""

    slug: str
    label: str


def known() -> Sequence[Segment]:
    """Return the segments of the program by label, drafts included; one statement for a revision of the program."""
    return current_scope().program.cache.get(("policies.segments",), read)


def read() -> Sequence[Segment]:
    """Return the same as the running unit sees it."""
    with behind(READ):
        rows = db.session.execute(sa.select(Policy.slug, Policy.label).where(Policy.kind == KEY).order_by(Policy.label, Policy.slug))
        return tuple(Segment(row.slug, row.label) for row in rows)


def of_partners(partners: Sequence[uuid.UUID], day: date) -> dict[uuid.UUID, list[str]]:
    """Return the segments partners were in on a day; empty for all while there are no segments. For callers behind the wall."""
    found: dict[uuid.UUID, list[str]] = {one: [] for one in partners}
    if not found or not known():
        return found
    wanted = sa.select(SegmentMember.partner_id, SegmentMember.segment).where(SegmentMember.partner_id.in_(partners), on(day))
    for row in db.session.execute(wanted.order_by(SegmentMember.segment)):
        found[row.partner_id].append(row.segment)
    return found


def on(day: date) -> sa.ColumnElement[bool]:
    """Return the condition of the rows that say who was in a segment on a day."""
    return sa.and_(SegmentMember.since <= day, sa.or_(SegmentMember.until.is_(None), SegmentMember.until > day))
