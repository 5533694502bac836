"""Personal data in notifications: notices of these people, and those that name them."""

from typing import Any

import sqlalchemy as sa

from hansa import N_, personal
from plugins.notify.models import Follower, PartnerNotice, Preference, StaffNotice

MODELS: tuple[Any, ...] = (PartnerNotice, StaffNotice, Follower, Preference)
NAMES = (N_("Notices"), N_("Internal notices"), N_("Followed records"), N_("Wishes for notices"))


def held(subject: personal.Subject) -> list[personal.Held]:
    own = [model.membership_id.in_(subject.memberships) for model in MODELS]
    return [personal.read(name, model, mine) for name, model, mine in zip(NAMES, MODELS, own, strict=True)]


def erase(subject: personal.Subject) -> None:
    """Delete what these people were told and wished; notices of others that name them or speak of the partner's records."""
    for model in MODELS:
        personal.forget(model, model.membership_id.in_(subject.memberships))
    named = [*subject.names, *([subject.name] if subject.partner_id else ())]
    for notice in (PartnerNotice, StaffNotice):
        about = [notice.record_id.in_(ids) for ids in personal.ids_of(subject)]
        personal.forget(notice, sa.or_(personal.says(notice, "params", named), *about))
