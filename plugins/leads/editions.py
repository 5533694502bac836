"""The targets as decisions read them: kept once for all decisions that read the same, by digest."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from hansa import after_commit, current_scope, db, select
from plugins.leads.models import Edition
from plugins.leads.tasks import ROUTE, behind
from plugins.policies.api import canonical


def digest_of(columns: Mapping[str, Any]) -> str:
    """Return the digest under which targets are kept."""
    return hashlib.sha256(canonical(columns)).hexdigest()


def kept(targets: Any, columns: Callable[[], Mapping[str, Any]]) -> None:
    """Keep targets, unless they are kept already; in the running unit, by one who routes at a time."""
    if targets.stored:
        return
    digest = targets.digest
    if db.session.execute(select(Edition.id).where(Edition.digest == digest)).first() is None:
        db.session.add(Edition(program_id=current_scope().program.id, digest=digest, columns=canonical(columns()).decode()))
        db.session.flush()
    after_commit(targets.now_stored)


def edition(digest: str, read: Callable[[Mapping[str, Any], str], Any]) -> Any:
    """Return targets as decisions read them; the latest ones from memory."""

    def load() -> Any:
        with behind(ROUTE):
            return read(json.loads(db.session.execute(sa.select(Edition.columns).where(Edition.digest == digest)).scalar_one()), digest)

    return current_scope().program.cache.get(("leads.edition", digest), load)
