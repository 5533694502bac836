"""What the pages show."""

import uuid
from types import SimpleNamespace
from typing import Any

from flask import url_for

from hansa import Entity, NotFound, _, current_scope, entity_of, moment, title_of, url_of
from plugins.notify import mine
from plugins.notify.kinds import kinds

SHOWN = 50


def inbox(before: uuid.UUID | None = None) -> SimpleNamespace:
    """Return one page of the own notices."""
    found = mine.notices(SHOWN + 1, before=before)
    known = {kind.key: kind for kind in kinds()}
    shown = [row(notice, known) for notice in found[:SHOWN]]
    older = f"{_url('notify.inbox')}?before={found[SHOWN - 1].id}" if len(found) > SHOWN else None
    return SimpleNamespace(
        rows=shown,
        unread=sum(not n.read_at for n in found),
        older_url=older,
        read_url=_url("notify.read"),
        settings_url=_url("notify.settings"),
    )


def row(notice: Any, known: dict[str, Any]) -> SimpleNamespace:
    """Return one notice in the reader's words; the kind may be of a plugin that is off by now."""
    kind = known.get(notice.kind)
    return SimpleNamespace(
        title=_(notice.title, **notice.params),
        text=notice.params.get("text", ""),
        when=moment(notice.created_at),
        unread=notice.read_at is None,
        icon=kind.icon if kind else "bell",
        kind=kind.kind if kind else "idle",
        open_url=url_for("notify.open", program=current_scope().program.slug, notice_id=notice.id) if _there(notice) else None,
    )


def record_url(notice: Any) -> str:
    """Return the page of the record, or the one the notice names; NotFound when the record's plugin is off."""
    if leads_to := notice.params.get("leads_to"):
        return url_for(leads_to["endpoint"], program=current_scope().program.slug, **leads_to["args"])
    return url_of(entity_of(notice.about), notice.record_id)


def follow_panel(entity: Entity, record: Any) -> SimpleNamespace:
    """Return whether the reader follows a record, and the way to change it."""
    url = url_for("notify.follow", program=current_scope().program.slug, about=entity.key, record_id=record.id)
    created = record.created_by is not None and record.created_by == current_scope().actor.user_id
    may = current_scope().actor.membership_id is not None and not current_scope().actor.read_only
    return SimpleNamespace(
        url=url,
        follows=mine.follows(record.id),
        created=created,
        may=may,
        title=title_of(entity, record),
        record_url=url_of(entity, record.id),
    )


def _there(notice: Any) -> bool:
    if notice.params.get("leads_to"):
        return True
    try:
        entity_of(notice.about)
    except NotFound:
        return False
    return True


def _url(endpoint: str) -> str:
    return url_for(endpoint, program=current_scope().program.slug)
