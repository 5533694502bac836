"""Deciding from a mail: a signed link to one transition of one record, for one person. It shows the record and asks; it never acts by itself.

It holds once: it is bound to the record's version, which the transition (and any other change) moves on. Who follows it has to
sign in, as the person it was written for.
"""

import base64
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, redirect, request, url_for

from core import clock, signing
from core.entities import records
from core.entities.entity import Entity
from core.entities.known import entity_of
from core.entities.scope import current
from core.errors import Conflict, Denied, NotFound
from core.i18n import N_, _
from core.identity.directory import Member
from core.web.door.policy import policy
from core.web.page.links import absolute_url
from core.web.page.pages import render
from core.web.page.toasts import with_toast
from core.web.records.detail_view import detail_view, title_of, url_of
from core.web.records.transition_form import crumbs, hidden
from core.web.records.workflow_pages import told
from core.workflow import rights
from core.workflow.machine import Transition
from core.workflow.perform import perform

HOLDS = timedelta(days=7)
SHOWN = 12
ENDED = N_("This link does not hold any more: it is too old, was used, or something has changed since. Decide on the page of the record.")
NOT_YOURS = N_("This link was written for another person.")
KIND = "hansa-move-1"

pages = Blueprint("mailed_move", __name__, url_prefix="/<program>/decide")


@dataclass(frozen=True)
class Link:
    """What a link says."""

    program: uuid.UUID
    entity: str
    record: uuid.UUID
    move: str
    member: uuid.UUID
    version: int
    until: datetime


def move_links(entity: Entity, record: Any, names: Iterable[str], member: Member) -> list[tuple[str, str]]:
    """Return label and address of the transitions a person may decide by a link: those that ask for nothing but a confirmation."""
    flow, program = entity.workflow, current().program
    if flow is None:
        return []
    wanted, sides = set(names), ("anyone", "staff" if member.staff else "partner")
    ways = [move for move in flow.leaving(getattr(record, flow.field)) if move.name in wanted and move.by in sides and move.input is None]
    until = clock.real() + HOLDS
    found = []
    for move in (move for move in ways if member.may(entity.permission(move.right))):
        link = Link(program.id, entity.key, record.id, move.name, member.membership_id, record.version, until)
        found.append((_(move.label), absolute_url("mailed_move.ask", program=program.slug, t=written(link))))
    return found


def written(link: Link) -> str:
    """Return a link as text that cannot be changed unseen."""
    plain = [KIND, link.program.hex, link.entity, link.record.hex, link.move, link.member.hex, link.version, int(link.until.timestamp())]
    body = json.dumps(plain, separators=(",", ":")).encode()
    return f"{_text(body)}.{_text(base64.b64decode(signing.sign(body)))}"


def read(text: str) -> Link:
    """Return what a link says. Raises NotFound for one that is not ours."""
    try:
        body, signature = (base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in text.split("."))
        signed = base64.b64encode(signature).decode()
        if not any(signing.genuine(body, signed, key) for key in signing.public_keys()):
            raise NotFound()
        kind, program, entity, record, move, member, version, until = json.loads(body)
    except (ValueError, TypeError):
        raise NotFound() from None
    if kind != KIND:
        raise NotFound()
    ids = [uuid.UUID(hex=one) for one in (program, record, member)]
    return Link(ids[0], entity, ids[1], move, ids[2], version, datetime.fromtimestamp(until, UTC))


@pages.get("/", endpoint="ask")
@policy(member=True)
def ask() -> str:
    """The page that shows the record and asks to confirm."""
    text = request.args.get("t", "")
    entity, record, move = _found(read(text))
    shown = detail_view(entity, record)
    facts = [*shown.figures, *(pair for _group, pairs in shown.groups for pair in pairs)][:SHOWN]
    view = SimpleNamespace(
        title=f"{_(move.label)}: {title_of(entity, record)}", text=_(move.confirm or move.help) or _("Please confirm."), kind=move.kind, fields=[],
        action=url_for("mailed_move.act", program=current().program.slug), effects=[], facts=facts, submit_label=_(move.label),
        hidden=[*hidden(record), ("t", text)], cancel_url=url_of(entity, record.id), crumbs=crumbs(entity, record),
    )  # fmt: skip
    return render("decide.html", confirm=view)


@pages.post("/", endpoint="act")
@policy(member=True)
def act() -> Any:
    """Make the transition the link is for, of the record as it was when the mail was written."""
    link = read(request.form.get("t", ""))
    entity, record, move = _found(link)
    outcome = perform(entity, record, move.name, version=link.version)
    return with_toast(redirect(url_of(entity, link.record), 303), told(entity, outcome))


def _found(link: Link) -> tuple[Entity, Any, Transition]:
    """Return what a link is about. Raises NotFound, Denied (another person), Conflict (`link-ended`)."""
    scope = current()
    if link.program != scope.program.id:
        raise NotFound()
    if link.member != scope.actor.membership_id:
        raise Denied(NOT_YOURS)
    entity = entity_of(link.entity)
    record = records.get(entity, link.record)
    if entity.workflow is None or clock.real() >= link.until or record.version != link.version:
        raise Conflict(_(ENDED), code="link-ended")
    move = entity.workflow.transition(link.move)
    if move not in rights.lawful(entity, record):
        rights.require(entity, move, record)
        raise Conflict(_(ENDED), code="link-ended")
    return entity, record, move


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
