"""People who leave: their certificates no longer count for the partner they left, from that day on."""

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from hansa import Entity, Job, behind, current_scope, db, directory, enqueue, records
from plugins.policies.entities import CERTIFICATE
from plugins.policies.models import Certificate
from plugins.policies.tasks import KEEP


def follow() -> int:
    """Write down on certificates that their person has left the partner, or is back; return how many changed. In the running unit.

    Somebody who never had an account is taken to be still there: nothing tells otherwise.
    """
    zone = ZoneInfo(current_scope().program.zone)
    with behind(KEEP):
        gone = {(one.partner_id, one.email.casefold()): one.left_at.astimezone(zone).date() for one in directory.former()}
        known = (Certificate.superseded_at.is_(None), Certificate.archived_at.is_(None))
        theirs = sa.or_(Certificate.left_on.is_not(None), Certificate.key.in_(sorted({email for _partner, email in gone})))
        moved = [
            one
            for one in db.session.scalars(sa.select(Certificate).where(*known, theirs))
            if one.left_on != gone.get((one.partner_id, one.key))
        ]
        for one in moved:
            records.apply(CERTIFICATE, one, {"left_on": gone.get((one.partner_id, one.key))}, act="left" if one.left_on is None else "back")
    return len(moved)


def saved(entity: Entity, rows: Iterable[tuple[Any, Mapping[str, Any]]]) -> None:
    """After memberships were saved: somebody may have left, or come back."""
    if entity.key == "core.membership" and any("ended_at" in changes for _row, changes in rows):
        enqueue(LEFT)


def _follow(program: Any) -> None:
    follow()


LEFT = Job("certificates_left", _follow)
DAILY = Job("certificates_left_daily", _follow, every="15 0 * * *")
