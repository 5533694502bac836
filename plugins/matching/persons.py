"""Personal data in the index of companies."""

from typing import Any

import sqlalchemy as sa

from hansa import N_, personal
from plugins.matching.models import KnownParty


def held(subject: personal.Subject) -> list[personal.Held]:
    """Return what a partner is known by. Its customers stand on its deals."""
    return [personal.read(N_("Known companies"), KnownParty, _of(subject))] if subject.partner_id else []


def erase(subject: personal.Subject) -> None:
    if subject.partner_id:
        personal.forget(KnownParty, _of(subject))


def _of(subject: personal.Subject) -> Any:
    return sa.or_(KnownParty.owner_id == subject.partner_id, KnownParty.record_id == subject.partner_id)
