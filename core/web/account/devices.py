"""Where a person is signed in, and signing out there."""

import re
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, redirect
from markupsafe import Markup

from core.i18n import _
from core.identity import sessions
from core.web.account.account import crumbs, here_url, session_id, user_id
from core.web.door.policy import policy
from core.web.page.pages import render, render_part
from core.web.page.small_table import small_table
from core.web.values.moments import moment

pages = Blueprint("devices", __name__, url_prefix="/<program>/account/devices")

_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("MicroMessenger", "WeChat"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


@pages.get("/", endpoint="list")
@policy(member=True)
def devices() -> Any:
    mine = session_id()
    found = sessions.devices(user_id())
    rows = [(_name(d, d.id == mine), d.address, moment(d.last_seen_at), moment(d.created_at), _button(d, d.id == mine)) for d in found]
    labels = (
        (_("Device"), "c-what hs-main-cell"),
        (_("Address"), "c-hide"),
        (_("Last used"), "c-more"),
        (_("Signed in"), "c-hide"),
        ("", "c-sum"),
    )
    told = _("Sign out where you no longer are, or do not know the device.")
    table = small_table(_("Devices"), labels, rows, subtitle=told, crumbs=crumbs(), note=_others(len(found)))
    return render("table.html", table=table)


@pages.post("/<handle>/close", endpoint="close")
@policy(member=True)
def close(handle: str) -> Any:
    sessions.close_one(user_id(), handle)
    return redirect(here_url("devices.list"), 303)


@pages.post("/close-others", endpoint="close_others")
@policy(member=True)
def close_others() -> Any:
    sessions.close_all(user_id(), but=session_id())
    return redirect(here_url("devices.list"), 303)


def device_name(agent: str) -> str:
    """Return browser and system of a User-Agent in words, like `Firefox · Windows`."""
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part) or re.split(r"[ /]", agent)[0] or _("Unknown device")


def _name(device: Any, here: bool) -> Markup:
    mark = Markup("<p>{}</p>").format(_("This device")) if here else Markup("")
    return Markup("{}{}").format(device_name(device.device), mark)


def _button(device: Any, here: bool) -> Any:
    if here:
        return ""
    return render_part(
        "parts/button.html",
        item=SimpleNamespace(label=_("Sign out"), url=here_url("devices.close", handle=device.handle), kind="quiet", method="post"),
    )


def _others(count: int) -> Any:
    if count < 2:
        return None
    url = here_url("devices.close_others")
    return render_part(
        "parts/button.html", item=SimpleNamespace(label=_("Sign out everywhere else"), url=url, kind="bad", method="post", icon="logout")
    )
