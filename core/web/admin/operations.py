"""What runs behind the pages, for admins: mail and its outbox, background jobs, the audit trail."""

import uuid
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, redirect, request, url_for

from core import audit_chain, mail
from core.audit import Audit
from core.db import db
from core.entities.marks import WALL
from core.entities.scope import current
from core.errors import NotFound
from core.i18n import N_, _
from core.identity.models import User
from core.jobs import queue
from core.typed_words import meeting
from core.web.admin.audit_words import fields_of, thing_of, words_of
from core.web.door.here import here
from core.web.door.policy import policy
from core.web.page.pages import render
from core.web.values.cells import StateLook
from core.web.values.moments import moment

pages = Blueprint("operations", __name__, url_prefix="/<program>/admin")
site = Blueprint("operations_site", __name__, url_prefix="/-")

PAGE = 50
MAIL_STATES = {
    "queued": StateLook(N_("Waiting"), "info", "clock"),
    "held": StateLook(N_("Not sent: no mail server is set up"), "hold", "inbox"),
    "failed": StateLook(N_("Failed, will be tried again"), "bad", "alert-triangle"),
    "sent": StateLook(N_("Sent"), "ok", "circle-check"),
}
JOB_STATES = {
    "queued": StateLook(N_("Waiting"), "info", "clock"),
    "running": StateLook(N_("Running"), "info", "player-play"),
    "failed": StateLook(N_("Failed, will be tried again"), "warn", "alert-triangle"),
    "dead": StateLook(N_("Given up"), "bad", "circle-x"),
    "skipped": StateLook(N_("Left out"), "idle", "circle-dashed"),
    "done": StateLook(N_("Done"), "ok", "circle-check"),
}


@pages.get("/mail", endpoint="mail")
@policy("core.operations.edit")
def mail_list() -> str:
    return _mail_page(current().program.id)


@site.get("/mail", endpoint="mail")
@policy(site=True)
def site_mail_list() -> str:
    """Mail that belongs to no program, like that of the site's sign-in."""
    return _mail_page(None)


@pages.get("/mail/<uuid:mail_id>", endpoint="letter")
@policy("core.operations.edit")
def letter(mail_id: uuid.UUID) -> str:
    return _letter_page(mail_id, current().actor.site_admin)


@site.get("/mail/<uuid:mail_id>", endpoint="letter")
@policy(site=True)
def site_letter(mail_id: uuid.UUID) -> str:
    return _letter_page(mail_id, True)


@pages.post("/mail/<uuid:mail_id>/send", endpoint="send")
@policy("core.operations.edit")
def send_again(mail_id: uuid.UUID) -> Any:
    _letter(mail_id)
    mail.post(mail_id)
    return redirect(url_for("operations.mail", program=current().program.slug), 303)


@pages.get("/jobs", endpoint="jobs")
@policy("core.operations.edit")
def job_list() -> str:
    """What is not done first: the page is opened when something is wrong."""
    table = queue.TABLE
    chosen = request.args.get("state", "")
    where = [table.c.program_id == current().program.id, table.c.state == chosen if chosen in JOB_STATES else table.c.state != "done"]
    rows, after = _page(sa.select(table).where(*where), table.c.id)
    views = [(_("Open and given up"), "", not chosen), *((_(look.label), key, chosen == key) for key, look in JOB_STATES.items())]
    return render("operations/jobs.html", block="rows", view=SimpleNamespace(
        title=_("Background jobs"), views=[(label, _here(state=key), on) for label, key, on in views], items=[_job(row) for row in rows],
        next_url=_here(state=chosen, after=after) if after else None,
    ))  # fmt: skip


@pages.post("/jobs/<uuid:job_id>/replay", endpoint="replay")
@policy("core.operations.edit")
def replay(job_id: uuid.UUID) -> Any:
    if not queue.replay(job_id, current().program.id):
        raise NotFound()
    return redirect(url_for("operations.jobs", program=current().program.slug), 303)


@pages.get("/audit", endpoint="audit")
@policy("core.audit.view")
def audit_list() -> str:
    """The trail, newest first; it can be narrowed to an entity, a record or a person."""
    table, user = Audit.__table__, User.__table__
    columns = (
        table.c.id,
        table.c.at,
        table.c.entity,
        table.c.record_id,
        table.c.action,
        table.c.changes,
        table.c.reason,
        table.c.actor_kind,
        user.c.name,
    )
    statement = (
        sa.select(*columns)
        .select_from(table.outerjoin(user, user.c.id == table.c.user_id))
        .where(table.c.program_id == current().program.id)
    )
    entity, record = request.args.get("entity", ""), request.args.get("record", type=uuid.UUID)
    if entity:
        statement = statement.where(table.c.entity == entity)
    if record:
        statement = statement.where(table.c.record_id == record)
    rows, after = _page(statement, table.c.id)
    narrowed = {"entity": entity, "record": record or ""}
    return render("operations/audit.html", block="rows", view=SimpleNamespace(
        title=_("Audit trail"), items=[_act(row) for row in rows], next_url=_here(**narrowed, after=after) if after else None,
        narrowed=_narrowed_to(entity, one=bool(record)), all_url=request.path, verify_url=url_for("operations.verify", program=current().program.slug),
    ))  # fmt: skip


def _narrowed_to(entity: str, *, one: bool) -> str:
    """Return what the trail is narrowed to; "" when it is not."""
    if one:
        return _("Only one record: %(thing)s", thing=thing_of(entity) if entity else _("Record"))
    return _("Only: %(thing)s", thing=thing_of(entity)) if entity else ""


@pages.get("/audit/verify", endpoint="verify")
@policy("core.audit.view")
def verify() -> str:
    """Check the chain of the whole trail."""
    state = current().program
    report = audit_chain.examine(db.session.connection(), state.id, audit_chain.heads_of(state.id))
    return render("operations/verify.html", report=report, title=_("Check of the audit trail"))


def _page(statement: Any, key: Any) -> tuple[list[Any], str]:
    """Return the rows of a page, newest first, and the key after which the next one begins."""
    after = request.args.get("after", type=uuid.UUID)
    if after:
        statement = statement.where(key < after)
    rows = list(db.session.connection().execute(statement.order_by(key.desc()).limit(PAGE + 1).execution_options(**WALL)))
    return rows[:PAGE], str(rows[PAGE - 1].id) if len(rows) > PAGE else ""


def _here(**words: Any) -> str:
    program = here().program
    named = {name: value for name, value in words.items() if value}
    return url_for(request.endpoint or "", program=program.slug if program else None, **named)


def _mail_page(program_id: uuid.UUID | None) -> str:
    table = mail.TABLE
    columns = (table.c.id, table.c.to, table.c.subject, table.c.state, table.c.error, table.c.created_at)
    words, wanted = request.args.get("q", "")[:100], sa.select(*columns).where(table.c.program_id.is_not_distinct_from(program_id))
    rows, after = _page(wanted.where(*meeting(words, table.c.to, table.c.subject)), table.c.id)
    return render("operations/mail.html", block="rows", view=SimpleNamespace(
        title=_("Mail"), items=[_mail(row) for row in rows], next_url=_here(after=after, q=words) if after else None, server=bool(mail.server()),
        words=words, url=_here(),
    ))  # fmt: skip


def _mail(row: Any) -> SimpleNamespace:
    program = here().program
    words: dict[str, Any] = {"program": program.slug} if program else {}
    base = "operations" if program else "operations_site"
    return SimpleNamespace(
        to=row.to,
        subject=row.subject,
        look=MAIL_STATES[row.state],
        error=row.error,
        when=moment(row.created_at),
        url=url_for(f"{base}.letter", mail_id=row.id, **words),
        send_url=url_for("operations.send", mail_id=row.id, **words)
        if program and row.state in ("held", "failed") and mail.server()
        else None,
    )


def _letter(mail_id: uuid.UUID) -> Any:
    program, table = here().program, mail.TABLE
    where = (table.c.id == mail_id, table.c.program_id.is_not_distinct_from(program.id if program else None))
    found = db.session.connection().execute(sa.select(table).where(*where).execution_options(**WALL)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def _letter_page(mail_id: uuid.UUID, site_admin: bool) -> str:
    found = _letter(mail_id)
    hidden = found.private and not site_admin
    return render("operations/letter.html", letter=SimpleNamespace(
        **vars(_mail(found)), text="" if hidden else found.text, hidden=hidden, back_url=_list_url(),
    ))  # fmt: skip


def _list_url() -> str:
    program = here().program
    return url_for("operations.mail", program=program.slug) if program else url_for("operations_site.mail")


def _job(row: Any) -> SimpleNamespace:
    name = str(row.payload.get("event")) if row.name == "core:event" else ""
    return SimpleNamespace(
        label=_("Event to %(plugin)s", plugin=row.plugin) if name else f"{row.plugin}.{row.name}",
        look=JOB_STATES[row.state],
        error=row.error,
        last_line="".join((row.error or "").strip().splitlines()[-1:]),
        attempts=row.attempts,
        max_attempts=row.max_attempts,
        when=moment(row.run_at),
        replay_url=url_for("operations.replay", program=current().program.slug, job_id=row.id)
        if row.state in ("dead", "skipped")
        else None,
    )


def _act(row: Any) -> SimpleNamespace:
    """Fields are named, values are not: the trail holds what the reader may not see on the record."""
    who = row.name or (_("The portal") if row.actor_kind == "system" else _("A person who is gone"))
    return SimpleNamespace(
        who=who,
        what=words_of(row.entity, row.action),
        fields=", ".join(fields_of(row.entity, row.changes)),
        reason=row.reason,
        when=moment(row.at),
        url=_here(entity=row.entity, record=row.record_id) if row.record_id else None,
    )
