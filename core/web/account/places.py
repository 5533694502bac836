"""Where a person works: their memberships in all programs, switching between them, and looking at a program as a partner."""

import uuid
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, redirect, url_for

from core.entities.scope import current
from core.errors import NotFound
from core.i18n import _
from core.identity import places as engine
from core.identity import viewing
from core.web.account.account import crumbs, here_url, session_id, user_id
from core.web.door.policy import policy
from core.web.page.pages import render

pages = Blueprint("places", __name__, url_prefix="/<program>/account/places")


@pages.get("/", endpoint="list")
@policy(member=True)
def places() -> str:
    """The page, or the list alone for the menu that opens from the frame."""
    now, actor = current().program.id, current().actor
    found = [
        SimpleNamespace(
            program=p.program_name,
            name=p.partner_name or (_("The vendor's team") if p.membership_id else _("You are site admin.")),
            current=p.program_id == now and p.membership_id == actor.membership_id,
            url=url_for("places.switch", program=p.slug, membership_id=p.membership_id)
            if p.membership_id
            else url_for("core.home", program=p.slug),
            method="post" if p.membership_id and p.program_id == now else "get",
            home=url_for("core.home", program=p.slug),
        )
        for p in engine.of_user(user_id(), site_admin=actor.site_admin)
    ]
    return render(
        "places.html",
        block="places",
        places=found,
        title=_("Where I work"),
        above=crumbs(),
        site_url=url_for("programs.list") if actor.site_admin else None,
    )


@pages.post("/<uuid:membership_id>", endpoint="switch")
@policy(member=True, while_viewing=True)
def switch(membership_id: uuid.UUID) -> Any:
    """Act under another membership of one's own in this program; rights are never a union of several."""
    if not engine.holds(user_id(), membership_id):
        raise NotFound()
    viewing.stop(session_id())
    viewing.choose(session_id(), membership_id)
    return redirect(here_url("core.home"), 303)


@pages.post("/stop-viewing", endpoint="stop_viewing")
@policy(member=True, while_viewing=True)
def stop_viewing() -> Any:
    partner = current().actor.partner_id
    viewing.stop(session_id())
    return redirect(
        here_url("entity.detail", plugin="core", entity="partner", record_id=partner) if partner else here_url("core.home"), 303
    )


@pages.post("/view-as/<uuid:record_id>", endpoint="view_as")
@policy("core.partner.view_as")
def view_as(record_id: uuid.UUID) -> Any:
    viewing.start(session_id(), record_id)
    return redirect(here_url("core.home"), 303)
