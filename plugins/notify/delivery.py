"""An event becomes notices and mails for those it is news for."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hansa import (
    Event,
    Member,
    NotFound,
    NotificationKind,
    _,
    absolute_url,
    clock,
    current_scope,
    db,
    directory,
    entity_of,
    mail,
    move_links,
    records,
    system,
    title_of,
    use_locale,
)
from plugins.notify.kinds import channel, kinds
from plugins.notify.models import Follower, PartnerNotice, Preference, StaffNotice
from plugins.notify.places import where
from plugins.notify.recipients import Audience
from plugins.notify.timing import Habit, due

REASON = "deliver notifications"
ALONE = ("person",)


def deliver(event: Event) -> None:
    """Tell everybody an event is news for, once; who acted follows the record from now on."""
    wanted = [kind for kind in kinds() if kind.event == event.type]
    if not wanted or event.record_id is None:
        return
    with system(REASON):
        for kind in (kind for kind in wanted if kind.to == ALONE):
            _tell(kind, event, _named(event), event.payload, None)
        wanted = [kind for kind in wanted if kind.to != ALONE]
        audience = _audience(event) if wanted else None
        if audience is None:
            return
        told: set[uuid.UUID] = set()
        for kind in wanted:
            people = [m for m in audience.of(kind) if m.membership_id not in told]
            told |= {m.membership_id for m in people}
            _tell(kind, event, people, _params(event, audience), audience)
        _follow(event, audience)


def _audience(event: Event) -> Audience | None:
    """Return the people around the record of an event; None when it is gone."""
    try:
        entity = entity_of(event.entity)
        record = records.get(entity, event.record_id)
    except NotFound:
        return None
    payload, by = event.payload, event.actor.get("user_id")
    return Audience(
        entity,
        record,
        by=uuid.UUID(by) if by else None,
        among=uuid.UUID(payload["partner_id"]) if payload.get("partner_id") else None,
        mentioned=frozenset(uuid.UUID(id) for id in payload.get("mentions", ())),
        followers=frozenset(_followers(record.id)),
    )


def _named(event: Event) -> list[Member]:
    """Return the one person news is for that is of no record."""
    return directory.members(ids=[uuid.UUID(event.payload["membership_id"])])


def _tell(kind: NotificationKind, event: Event, people: list[Member], params: Mapping[str, Any], audience: Audience | None) -> None:
    wishes, program = _preferences(people), current_scope().program
    channels = {m: channel(kind, wishes[m.membership_id].choices if m.membership_id in wishes else {}) for m in people}
    known = _already(event)
    for member, way in channels.items():
        if way == "off" or member.membership_id in known:
            continue
        habit = wishes[member.membership_id].habit if member.membership_id in wishes else Habit()
        mail_at = due(habit, clock.now(), program.zone) if way == "email" else None
        db.session.add(_notice(kind, event, member, params, mail_at))
        if way == "email" and mail_at is None:
            _mail(kind, event, member, params, audience)


def _notice(kind: NotificationKind, event: Event, member: Member, params: Mapping[str, Any], mail_at: datetime | None) -> Any:
    values = {
        "mail_at": mail_at,
        "membership_id": member.membership_id,
        "event_id": event.id,
        "kind": kind.key,
        "about": event.entity,
        "record_id": event.record_id,
        "title": kind.title,
        "params": dict(params),
    }
    return StaffNotice(**values) if member.partner_id is None else PartnerNotice(partner_id=member.partner_id, **values)


def _mail(kind: NotificationKind, event: Event, member: Member, params: Mapping[str, Any], audience: Audience | None) -> None:
    program = current_scope().program
    locale = member.locale or program.locale
    endpoint, args = where(event.entity, event.record_id, params)
    with use_locale(locale):
        title = " ".join(_(kind.title, **params).split())
        links = move_links(audience.entity, audience.record, kind.decide, member) if audience is not None and kind.decide else []
    mail.send(
        member.email,
        "notify/notice",
        locale,
        title=title,
        text=params.get("text", ""),
        name=member.name,
        program=program.name,
        links=links,
        url=absolute_url(endpoint, program=program.slug, **args),
        settings_url=absolute_url("notify.settings", program=program.slug),
    )


def _params(event: Event, audience: Audience) -> dict[str, str]:
    """Return what a title may name: texts of the payload, the record, who acted."""
    texts = {name: value for name, value in event.payload.items() if isinstance(value, str)}
    who = next((m.name for m in audience.people if m.user_id == audience.by), texts.get("by", ""))
    return {**texts, "what": title_of(audience.entity, audience.record), "who": who or current_scope().program.name}


def _preferences(people: list[Member]) -> dict[uuid.UUID, Preference]:
    found = db.session.scalars(sa.select(Preference).where(Preference.membership_id.in_([m.membership_id for m in people])))
    return {p.membership_id: p for p in found}


def _already(event: Event) -> set[uuid.UUID]:
    """Return who was told of this event by an earlier try."""
    models: tuple[Any, ...] = (PartnerNotice, StaffNotice)
    return {id for model in models for id in db.session.scalars(sa.select(model.membership_id).where(model.event_id == event.id))}


def _followers(record_id: uuid.UUID) -> set[uuid.UUID]:
    return set(db.session.scalars(sa.select(Follower.membership_id).where(Follower.record_id == record_id)))


def _follow(event: Event, audience: Audience) -> None:
    for member in audience.people:
        if member.user_id == audience.by and member.membership_id not in audience.followers:
            db.session.add(Follower(about=event.entity, record_id=event.record_id, membership_id=member.membership_id))
