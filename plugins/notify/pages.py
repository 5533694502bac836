"""The bell, the inbox, following a record, and the settings of each person."""

import uuid
from typing import Any

from flask import Blueprint, redirect, request, url_for

from hansa import NotFound, _, current_scope, hx, is_fragment, policy, record_of, render, with_toast
from plugins.notify import mine, views
from plugins.notify.kinds import CHANNELS, channel
from plugins.notify.timing import RHYTHMS, Habit

pages = Blueprint("notify", __name__)


@pages.get("/", endpoint="inbox")
@policy(member=True)
def inbox() -> str:
    return render("notify/inbox.html", block="inbox", inbox=views.inbox(request.args.get("before", type=uuid.UUID)))


@pages.get("/unread", endpoint="unread")
@policy(member=True)
def unread() -> str:
    """The bell as it stands now."""
    return render("notify/bell.html", url=_url("notify.inbox"), unread=mine.unread(), counted=mine.COUNTED)


@pages.post("/<uuid:notice_id>/open", endpoint="open")
@policy(member=True)
def open_notice(notice_id: uuid.UUID) -> Any:
    """Mark a notice as read and go to its record."""
    found = mine.notice(notice_id)
    if found is None:
        raise NotFound()
    mine.mark_read(notice_id)
    return redirect(views.record_url(found), 303)


@pages.post("/read", endpoint="read")
@policy(member=True)
def read_all() -> Any:
    mine.mark_read()
    return _back(_("All notifications are marked as read."))


@pages.get("/settings", endpoint="settings")
@policy(member=True)
def settings() -> str:
    kept, habit = mine.wishes()
    rows = [(kind, channel(kind, kept)) for kind in mine.kinds()]
    return render(
        "notify/settings.html", rows=rows, channels=CHANNELS, rhythms=RHYTHMS, habit=habit, inbox_url=_url("notify.inbox"),
        action=_url("notify.choose"),
    )  # fmt: skip


@pages.post("/settings", endpoint="choose")
@policy(member=True)
def choose() -> Any:
    sent = {kind.key: request.form.get(kind.key, "") for kind in mine.kinds()}
    mine.choose({key: way for key, way in sent.items() if way in CHANNELS}, _habit())
    return with_toast(redirect(_url("notify.settings"), 303), _("Saved."))


def _habit() -> Habit:
    """Read when mail may come; hours that are none, or alike, mean that no hour is quiet."""
    rhythm = next((key for key in RHYTHMS if key == request.form.get("_rhythm")), "at_once")
    first, end = (request.form.get(name, type=int) for name in ("_quiet_from", "_quiet_until"))
    lawful = first in range(24) and end in range(24) and first != end
    return Habit(rhythm, (first, end) if lawful and first is not None and end is not None else None)


@pages.get("/follow/<about>/<uuid:record_id>/", endpoint="follow")
@policy(member=True)
def follow(about: str, record_id: uuid.UUID) -> str:
    return _follow_panel(about, record_id)


@pages.post("/follow/<about>/<uuid:record_id>/", endpoint="set_follow")
@policy(member=True)
def set_follow(about: str, record_id: uuid.UUID) -> Any:
    record_of(about, record_id)
    mine.follow(about, record_id, request.form.get("on") == "1")
    if is_fragment():
        return hx(_follow_panel(about, record_id))
    return redirect(url_for("notify.follow", program=current_scope().program.slug, about=about, record_id=record_id), 303)


def _follow_panel(about: str, record_id: uuid.UUID) -> str:
    return render("notify/follow.html", block="follow", panel=views.follow_panel(*record_of(about, record_id)))


def _back(toast: str) -> Any:
    if not is_fragment():
        return redirect(_url("notify.inbox"), 303)
    return hx(render("notify/inbox.html", block="inbox", inbox=views.inbox()), toast=toast)


def _url(endpoint: str) -> str:
    return url_for(endpoint, program=current_scope().program.slug)
