"""What many records share and none may see change, kept once by digest: targets as decisions read them, terms of offers."""

import hashlib
import json
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from hansa import after_commit, behind, current_scope, db, serialised
from plugins.leads.models import Edition
from plugins.leads.tasks import LOCK, READ
from plugins.policies.api import canonical

MOST = 100
"""So many digests a process remembers to be committed: those of the targets and terms in use. An edition stays as long as its program."""


def digest_of(data: Mapping[str, Any]) -> str:
    """Return the digest under which data are kept."""
    return hashlib.sha256(canonical(data)).hexdigest()


def kept(digest: str, data: Callable[[], Mapping[str, Any]]) -> None:
    """Keep data under their digest, unless they are kept already; in the running unit."""
    known = current_scope().program.cache.get(("rows", "leads.editions"), lambda: deque[str](maxlen=MOST))
    if digest in known:
        return
    after_commit(lambda: known.append(digest))
    if _there(digest):
        return
    serialised(LOCK)
    if not _there(digest):
        db.session.add(Edition(program_id=current_scope().program.id, digest=digest, data=canonical(data()).decode()))
        db.session.flush()


def _there(digest: str) -> bool:
    return db.session.execute(sa.select(Edition.id).where(Edition.digest == digest)).first() is not None


def edition(digest: str) -> dict[str, Any]:
    """Return what is kept under a digest."""
    with behind(READ):
        text = db.session.execute(sa.select(Edition.data).where(Edition.digest == digest)).scalar_one()
    found: dict[str, Any] = json.loads(text)
    return found
