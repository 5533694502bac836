"""The published versions of each policy in their order, kept for a revision of the program: deciding asks the database nothing."""

import uuid
import weakref
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from hansa import after_commit, behind, current_scope, db, program_changed
from plugins.policies.models import Policy, Version
from plugins.policies.tasks import READ

PUBLISHED = ("published", "superseded")
_KEY = ("policies", "timelines")
_CHANGED = "policies.changed"


class Entry(NamedTuple):
    """A published version: when it begins, and its document, which never changes."""

    effective_from: datetime
    number: int
    id: uuid.UUID
    document: Mapping[str, Any]
    until: datetime | None
    state: str = "published"


def at(kind: str, slug: str, moment: datetime) -> Entry | None:
    """Return the version in force at a moment: of those that began by then the latest, of two with one start the later number."""
    found = _of(kind, slug)
    before = bisect_right(found, moment, key=lambda entry: entry.effective_from)
    return found[before - 1] if before else None


def begun(kind: str, slug: str, moment: datetime) -> Sequence[Entry]:
    """Return the published versions that had begun by a moment, the earliest first; staff and engines."""
    found = _of(kind, slug)
    return found[: bisect_right(found, moment, key=lambda entry: entry.effective_from)]


def forget() -> None:
    """Have every process read the versions anew once the running unit is done; the unit itself from now on.

    What the unit reads of its own changes is not kept: it may still be undone.
    """
    program_changed()
    db.session().info[_CHANGED] = weakref.ref(db.session().get_transaction())
    after_commit(_kept().clear)


def _changing() -> bool:
    """Tell whether the running transaction changed versions."""
    changed = db.session().info.get(_CHANGED)
    return changed is not None and changed() is not None and changed() is db.session().get_transaction()


def _kept() -> dict[tuple[str, str], Sequence[Entry]]:
    return current_scope().program.cache.get(_KEY, dict)


def _of(kind: str, slug: str) -> Sequence[Entry]:
    if _changing():
        return _read(kind, slug)
    kept = _kept()
    if (kind, slug) not in kept:
        kept[kind, slug] = _read(kind, slug)
    return kept[kind, slug]


def _read(kind: str, slug: str) -> Sequence[Entry]:
    columns = (Version.effective_from, Version.number, Version.id, Version.document, Version.until, Version.state)
    wanted = (
        sa.select(*columns).join(Policy, sa.and_(Policy.program_id == Version.program_id, Policy.id == Version.policy_id))
        .where(Policy.kind == kind, Policy.slug == slug, Version.state.in_(PUBLISHED)).order_by(Version.effective_from, Version.number)
    )  # fmt: skip
    with behind(READ):
        return [Entry(*row) for row in db.session.execute(wanted)]
