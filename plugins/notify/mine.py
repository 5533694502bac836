"""The notices, settings and followed records of the person who acts, and of nobody else."""

import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from hansa import Denied, NotificationKind, clock, current_scope, db, select, system
from plugins.notify.kinds import kinds as declared
from plugins.notify.models import Follower, PartnerNotice, Preference, StaffNotice
from plugins.notify.timing import Habit

TASK = "own notifications"
"""Rows of one person: staff limited to a region and partners write only what is theirs, each statement names the membership."""

COUNTED = 99


def notices(limit: int, *, before: uuid.UUID | None = None) -> list[Any]:
    """Return own notices, newest first; one statement."""
    model = _model()
    wanted = sa.select(model).where(model.membership_id == _me())
    if before:
        wanted = wanted.where(model.id < before)
    return list(db.session.scalars(wanted.order_by(model.id.desc()).limit(limit)))


def notice(notice_id: uuid.UUID) -> Any | None:
    """Return one of the own notices, or None."""
    model = _model()
    return db.session.scalars(sa.select(model).where(model.membership_id == _me(), model.id == notice_id)).one_or_none()


def unread() -> int:
    """Return how many notices are unread, counted to COUNTED + 1; one statement."""
    model = _model()
    first = select(model.id).where(model.membership_id == _me(), model.read_at.is_(None)).limit(COUNTED + 1)
    return len(db.session.connection().execute(first).all())


def mark_read(notice_id: uuid.UUID | None = None) -> None:
    """Mark one notice, or all, as read."""
    model = _model()
    wanted = sa.update(model).where(model.membership_id == _writer(), model.read_at.is_(None))
    if notice_id:
        wanted = wanted.where(model.id == notice_id)
    with system(TASK):
        db.session.execute(wanted.values(read_at=clock.now()).execution_options(synchronize_session=False))


def kinds() -> list[NotificationKind]:
    """Return the reasons this person can be told something for."""
    actor = current_scope().actor
    return [kind for kind in declared() if not kind.permission or actor.may(kind.permission)]


def wishes() -> tuple[Mapping[str, Any], Habit]:
    """Return the channel by kind for the kinds this person decided on, and when mail may come."""
    with system(TASK):
        found = _preference(_me())
        return (found.choices, found.habit) if found else ({}, Habit())


def choose(chosen: Mapping[str, str], habit: Habit) -> None:
    """Keep the channel by kind, and when mail may come."""
    me = _writer()
    with system(TASK):
        kept = _preference(me)
        if kept is None:
            kept = Preference(membership_id=me, choices={})
            db.session.add(kept)
        kept.choices = {**kept.choices, **chosen}
        kept.rhythm, (kept.quiet_from, kept.quiet_until) = habit.rhythm, habit.quiet or (None, None)


def follows(record_id: uuid.UUID) -> bool:
    """Tell whether this person follows a record."""
    with system(TASK):
        return _follower(record_id, _me()) is not None


def follow(about: str, record_id: uuid.UUID, on: bool) -> None:
    """Follow a record, or no longer."""
    me = _writer()
    with system(TASK):
        found = _follower(record_id, me)
        if on and found is None:
            db.session.add(Follower(about=about, record_id=record_id, membership_id=me))
        elif found is not None and not on:
            db.session.delete(found)


def _preference(me: uuid.UUID | None) -> Preference | None:
    return db.session.scalars(sa.select(Preference).where(Preference.membership_id == me)).one_or_none()


def _follower(record_id: uuid.UUID, me: uuid.UUID | None) -> Follower | None:
    wanted = sa.select(Follower).where(Follower.record_id == record_id, Follower.membership_id == me)
    return db.session.scalars(wanted).one_or_none()


def _model() -> Any:
    return PartnerNotice if current_scope().actor.partner_id else StaffNotice


def _me() -> uuid.UUID | None:
    return current_scope().actor.membership_id


def _writer() -> uuid.UUID:
    actor = current_scope().actor
    if actor.membership_id is None or actor.read_only:
        raise Denied()
    return actor.membership_id
