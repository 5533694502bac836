"""The core's own cards of the home page: what an admin should know of the program's machinery."""

from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, url_for

from core import mail
from core.db import db
from core.entities.marks import WALL
from core.entities.scope import current
from core.i18n import N_, _, ngettext
from core.identity.models import Membership
from core.jobs import queue
from core.portal import portal
from core.programs.state import ProgramState
from core.web.door.policy import policy
from core.web.page.menu import Card
from core.web.page.pages import render

pages = Blueprint("home_cards", __name__, url_prefix="/<program>/home")

CARDS = (Card(N_("Program health"), "home_cards.health", "side", 80, "core.operations.edit"),)


@pages.get("/health", endpoint="health")
@policy("core.operations.edit")
def health() -> str:
    """What runs, and what somebody has to look at."""
    return render("home_health.html", block="page", rows=_rows(current().program), title=_("Program health"))


def _rows(program: ProgramState) -> list[SimpleNamespace]:
    jobs, failed, held, invited = _counts(program)
    broken = sum(plugin.status not in ("active", "missing") for plugin in portal().plugins.loaded.values())
    waiting = ngettext("%(n)s mail waits: no mail server is set up.", "%(n)s mails wait: no mail server is set up.", held)
    invitations = ngettext("%(n)s invitation is not accepted yet.", "%(n)s invitations are not accepted yet.", invited)
    return [
        _row(jobs, "operations.jobs", "clock", _("Background work is done."), ngettext("%(n)s job was given up.", "%(n)s jobs were given up.", jobs)),
        _row(failed, "operations.mail", "mail", _("No mail failed."), ngettext("%(n)s mail failed.", "%(n)s mails failed.", failed)),
        _row(broken, "admin_plugins.list", "puzzle", _("All plugins run."), ngettext("%(n)s plugin is out.", "%(n)s plugins are out.", broken)),
        *([_row(held, "operations.mail", "inbox", "", waiting, "warn")] if held else []),
        *([_row(invited, "people.list", "user-plus", "", invitations, "info")] if invited else []),
    ]  # fmt: skip


def _row(count: int, endpoint: str, icon: str, well: str, ill: str, kind: str = "bad") -> SimpleNamespace:
    url = url_for(endpoint, program=current().program.slug)
    return SimpleNamespace(text=ill if count else well, kind=kind if count else "ok", icon=icon, url=url if count else None)


def _counts(program: ProgramState) -> Any:
    """Return jobs given up, mails failed, mails held, open invitations; one statement."""

    def count(table: Any, *where: Any) -> Any:
        return sa.select(sa.func.count()).select_from(table).where(table.c.program_id == program.id, *where).scalar_subquery()

    post, member = mail.TABLE, Membership.__table__
    columns = (
        count(queue.TABLE, queue.TABLE.c.state == "dead"),
        count(post, post.c.state == "failed"),
        count(post, post.c.state == "held"),
        count(member, member.c.invited.is_(True), member.c.ended_at.is_(None)),
    )
    return db.session.connection().execute(sa.select(*columns).execution_options(**WALL)).one()
