"""An event becomes notices and mails for those it is news for."""

import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from hansa import (
    Event,
    Member,
    NotFound,
    NotificationKind,
    _,
    absolute_url,
    current_scope,
    db,
    entity_of,
    mail,
    records,
    system,
    title_of,
    use_locale,
)
from plugins.notify.kinds import channel, kinds
from plugins.notify.models import Follower, PartnerNotice, Preference, StaffNotice
from plugins.notify.recipients import Audience

REASON = "deliver notifications"


def deliver(event: Event) -> None:
    """Tell everybody an event is news for, once; who acted follows the record from now on."""
    wanted = [kind for kind in kinds() if kind.event == event.type]
    if not wanted or event.record_id is None:
        return
    with system(REASON):
        audience = _audience(event)
        if audience is None:
            return
        told: set[uuid.UUID] = set()
        for kind in wanted:
            people = [m for m in audience.of(kind) if m.membership_id not in told]
            told |= {m.membership_id for m in people}
            _tell(kind, event, audience, people)
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


def _tell(kind: NotificationKind, event: Event, audience: Audience, people: list[Member]) -> None:
    choices = _choices(people)
    channels = {m: channel(kind, choices.get(m.membership_id, {})) for m in people}
    params, known = _params(event, audience), _already(event)
    for member, way in channels.items():
        if way == "off" or member.membership_id in known:
            continue
        db.session.add(_notice(kind, event, member, params))
        if way == "email":
            _mail(kind, event, member, params)


def _notice(kind: NotificationKind, event: Event, member: Member, params: Mapping[str, str]) -> Any:
    values = {
        "membership_id": member.membership_id,
        "event_id": event.id,
        "kind": kind.key,
        "about": event.entity,
        "record_id": event.record_id,
        "title": kind.title,
        "params": dict(params),
    }
    return StaffNotice(**values) if member.partner_id is None else PartnerNotice(partner_id=member.partner_id, **values)


def _mail(kind: NotificationKind, event: Event, member: Member, params: Mapping[str, str]) -> None:
    program = current_scope().program
    locale = member.locale or program.locale
    plugin, name = event.entity.split(".", 1)
    with use_locale(locale):
        title = " ".join(_(kind.title, **params).split())
    mail.send(
        member.email,
        "notify/notice",
        locale,
        title=title,
        text=params.get("text", ""),
        name=member.name,
        program=program.name,
        url=absolute_url("entity.detail", program=program.slug, plugin=plugin, entity=name, record_id=event.record_id),
        settings_url=absolute_url("notify.settings", program=program.slug),
    )


def _params(event: Event, audience: Audience) -> dict[str, str]:
    """Return what a title may name: texts of the payload, the record, who acted."""
    texts = {name: value for name, value in event.payload.items() if isinstance(value, str)}
    who = next((m.name for m in audience.people if m.user_id == audience.by), texts.get("by", ""))
    return {**texts, "what": title_of(audience.entity, audience.record), "who": who or current_scope().program.name}


def _choices(people: list[Member]) -> dict[uuid.UUID, Mapping[str, Any]]:
    found = db.session.scalars(sa.select(Preference).where(Preference.membership_id.in_([m.membership_id for m in people])))
    return {p.membership_id: p.choices for p in found}


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
