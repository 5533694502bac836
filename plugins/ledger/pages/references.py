"""What people call the record the reference of an account names."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from hansa import db, entity_of, title_of
from plugins.ledger.book.kinds import AccountKind


def titles(accounts: Sequence[Any], declared: Mapping[str, AccountKind]) -> dict[str, str]:
    """Return words for the references of accounts (rows with `kind` and `reference`): titles of records the actor sees, else nothing.

    References of kinds that name no record stay as they are. One statement for each kind of record.
    """
    found: dict[str, str] = {}
    wanted: dict[str, set[str]] = {}
    for one in accounts:
        kind = declared.get(one.kind)
        if kind is not None and kind.named_by and one.reference:
            wanted.setdefault(kind.named_by, set()).add(one.reference)
        else:
            found[one.reference] = one.reference
    for key, references in wanted.items():
        found |= dict.fromkeys(references, "") | _titles(key, references)
    return found


def _titles(key: str, references: Collection[str]) -> dict[str, str]:
    entity = entity_of(key)
    rows = db.session.scalars(sa.select(entity.model).where(entity.model.id.in_([uuid.UUID(one) for one in references])))
    return {str(row.id): title_of(entity, row) for row in rows}
