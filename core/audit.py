"""The audit trail: written in the transaction of the change, each row with an HMAC of its canonical form."""

import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlalchemy import orm as so

from core import clock
from core.db import AppendOnly, Model, new_id
from core.entities import closing
from core.entities.scope import Scope, current
from core.portal import portal


class Audit(AppendOnly, Model):
    """One act: who did what to which record, and what changed (`{field: [before, after]}`). Never updated."""

    program_id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True)
    month: so.Mapped[int] = so.mapped_column(primary_key=True, comment="year * 100 + month, UTC; the partition key")
    id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True, default=new_id)
    at: so.Mapped[datetime]
    actor_kind: so.Mapped[str]
    user_id: so.Mapped[uuid.UUID | None]
    membership_id: so.Mapped[uuid.UUID | None]
    partner_id: so.Mapped[uuid.UUID | None] = so.mapped_column(comment="owner of the record, so that it may read its own history")
    entity: so.Mapped[str]
    record_id: so.Mapped[uuid.UUID | None]
    record_version: so.Mapped[int | None]
    action: so.Mapped[str]
    changes: so.Mapped[dict[str, Any]]
    reason: so.Mapped[str | None]
    mac: so.Mapped[str] = so.mapped_column(sa.String(64))
    __table_args__ = (sa.Index(None, "program_id", "entity", "record_id", "id"),)


COVERED = tuple(c.name for c in Audit.__table__.columns if c.name != "mac")


def month_of(moment: datetime) -> int:
    return moment.year * 100 + moment.month


def write(entity: str, action: str, entries: Sequence[Mapping[str, Any]], *, reason: str | None = None) -> None:
    """Note one act on one or many records; the rows are written when the unit closes.

    Each entry has `record_id`, `record_version`, `partner_id` (owner or None) and `changes`.
    """
    scope = current()
    closing.add(_ROWS, [_row(scope, entity, action, entry, reason) for entry in entries])


def _row(scope: Scope, entity: str, action: str, entry: Mapping[str, Any], reason: str | None) -> dict[str, Any]:
    moment = clock.now()
    row = {
        "program_id": scope.program.id,
        "month": month_of(moment),
        "id": new_id(),
        "at": moment,
        "actor_kind": scope.actor.kind,
        "user_id": scope.actor.user_id,
        "membership_id": scope.actor.membership_id,
        "entity": entity,
        "action": action if not scope.system else f"{action} ({scope.system})",
        "reason": reason,
        **entry,
    }
    return {**row, "mac": mac(row)}


def canonical(value: Any) -> str:
    """Return the one JSON text of a value: sorted keys, no blanks, moments and ids as text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_text)


def jsonable(value: Any) -> Any:
    """Return a value as it stands in JSON columns, `changes` and event payloads."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, list | tuple):
        return [jsonable(one) for one in value]
    if isinstance(value, dict):
        return {key: jsonable(one) for key, one in value.items()}
    return value if isinstance(value, int | str) else _text(value)


_PLAIN = frozenset({type(None), bool, int, str})


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def mac(row: Mapping[str, Any], secret_key: str = "") -> str:
    """Return the HMAC-SHA256 of a row's canonical JSON under a secret key; the installation's present one unless named."""
    key = hashlib.sha256(b"audit:" + (secret_key or current_app.config["SECRET_KEY"]).encode()).digest()
    return hmac.new(key, canonical([row[name] for name in COVERED]).encode(), hashlib.sha256).hexdigest()


def genuine(row: Mapping[str, Any]) -> bool:
    """Tell whether a row is as it was written, under the present key or one it replaced."""
    return any(hmac.compare_digest(mac(row, key), row["mac"]) for key in portal().config.secret_keys)


_ROWS = closing.into(Audit.__table__, [*COVERED, "mac"], anyone=True)
