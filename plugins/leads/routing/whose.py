"""Whose capacity or days off a record tells of: those of a partner, or of one of its people, named by e-mail."""

import uuid
from collections.abc import Mapping
from typing import Any

from hansa import N_, Unprocessable, _, current_scope, directory

NOBODY = N_("Nobody of the company has this e-mail address.")


def keep(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Find the person that is named. Raises Unprocessable where the partner has nobody of that address."""
    if is_new or "person" in changes:
        record.person_id = _member(record.partner_id, record.person) if record.person else None


def _member(partner_id: uuid.UUID, email: str) -> uuid.UUID:
    for member in directory.members(partners=[partner_id]):
        if member.email.casefold() == email.strip().casefold():
            return member.membership_id
    raise Unprocessable(errors=[{"pointer": "/person", "code": "unknown-reference", "message": _(NOBODY)}])


def offered(typed: str) -> list[dict[str, str]]:
    """Return the people of the reader's company that fit what is typed, as the form offers them; of the vendor's people none."""
    own = current_scope().actor.partner_id
    found = directory.members(partners=[own]) if own else []
    wanted = typed.strip().casefold()
    return [{"value": one.email, "detail": one.name} for one in found if wanted in f"{one.email} {one.name}".casefold()]
