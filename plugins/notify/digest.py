"""Summaries: what waited for the hour or the day a person chose, in one mail."""

import uuid
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from hansa import (
    Job,
    Member,
    NotFound,
    NotificationKind,
    _,
    absolute_url,
    clock,
    current_scope,
    db,
    directory,
    enqueue,
    entity_of,
    mail,
    ngettext,
    system,
    use_locale,
)
from plugins.notify.kinds import channel, kinds
from plugins.notify.models import PartnerNotice, Preference, StaffNotice
from plugins.notify.places import where

REASON = "deliver notifications"
AT_ONCE = 300
"""Notices of one run; what is left is the next job's."""


def send_due(program: Any) -> None:
    """Write the summaries that are due. What was read in the portal meanwhile, or may no longer be seen, is left out."""
    with system(REASON):
        more = [_send(model) == AT_ONCE for model in (PartnerNotice, StaffNotice)]
    if any(more):
        enqueue(JOB)


JOB = Job("digest", send_due, every="hour")


def _send(model: Any) -> int:
    wanted = sa.select(model).where(model.mail_at <= clock.now()).order_by(model.membership_id, model.id).limit(AT_ONCE)
    found = list(db.session.scalars(wanted.with_for_update(skip_locked=True)))
    people = {member.membership_id: member for member in directory.members(ids={notice.membership_id for notice in found})}
    chosen, known = _choices(people), {kind.key: kind for kind in kinds()}
    for membership, own in groupby(found, key=lambda notice: notice.membership_id):
        notices = list(own)
        if member := people.get(membership):
            _write(member, [n for n in notices if _goes(n, member, known.get(n.kind), chosen.get(membership, {}))])
        for notice in notices:
            notice.mail_at = None
    db.session.flush()
    return len(found)


def _goes(notice: Any, member: Member, kind: NotificationKind | None, choices: Mapping[str, Any]) -> bool:
    if notice.read_at is not None or kind is None or channel(kind, choices) != "email":
        return False
    if notice.params.get("leads_to"):
        return True
    try:
        return member.may(entity_of(notice.about).permission("view"))
    except NotFound:
        return False


def _write(member: Member, notices: Iterable[Any]) -> None:
    program, notices = current_scope().program, list(notices)
    if not notices:
        return
    locale = member.locale or program.locale
    with use_locale(locale):
        items = [_item(notice) for notice in notices]
        title = ngettext("%(n)s notification from %(program)s", "%(n)s notifications from %(program)s", len(items), program=program.name)
    mail.send(
        member.email,
        "notify/digest",
        locale,
        title=title,
        items=items,
        name=member.name,
        program=program.name,
        inbox_url=absolute_url("notify.inbox", program=program.slug),
        settings_url=absolute_url("notify.settings", program=program.slug),
    )


def _item(notice: Any) -> dict[str, str]:
    endpoint, args = where(notice.about, notice.record_id, notice.params)
    url = absolute_url(endpoint, program=current_scope().program.slug, **args)
    return {"title": " ".join(_(notice.title, **notice.params).split()), "text": str(notice.params.get("text", "")), "url": url}


def _choices(people: Iterable[uuid.UUID]) -> dict[uuid.UUID, Mapping[str, Any]]:
    found = db.session.scalars(sa.select(Preference).where(Preference.membership_id.in_(list(people))))
    return {preference.membership_id: preference.choices for preference in found}
