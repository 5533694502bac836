"""What the panels and pages of conflicts show."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import url_for
from markupsafe import Markup

from hansa import N_, _, clock, current_scope, db, files, shown, url_of
from plugins.conflicts import evidence, follow, parties
from plugins.conflicts.entities import CASE, DOCKET, EVIDENCE
from plugins.conflicts.models import Case
from plugins.conflicts.settings import settings
from plugins.conflicts.states import ENDED, GIVING, STATES
from plugins.deals.api import LIVE, find_standings

HINTS = {
    "reviewed": N_(
        "The program reads this first and then discloses it. Do not name yourself, also not in the names of files, if you want to stay unnamed."
    ),
    "closed": N_(
        "The other side reads this when the time for evidence is over. Do not name yourself, also not in the names of files, if you want to stay unnamed."
    ),
    "at-once": N_("The other side reads this at once, and the names of the files. Do not name yourself if you want to stay unnamed."),
}


@dataclass(frozen=True)
class Entry:
    """One line of the timeline both sides see: a step, or a piece of evidence with its files."""

    at: datetime
    who: str
    title: str
    icon: str
    kind: str = ""
    text: str = ""
    files: Sequence[Any] = ()
    note: str = ""
    disclose: str = ""

    @property
    def when(self) -> Markup:
        return shown("datetime", self.at)


@dataclass(frozen=True)
class Thread:
    """The timeline, and what the reader may do next; an empty URL is what the reader may not."""

    entries: Sequence[Entry]
    give: str = ""
    accept: str = ""
    appeal: str = ""
    accepted: str = ""
    hint: str = ""
    error: str = ""
    typed: str = ""
    key: str = field(default_factory=lambda: uuid.uuid4().hex)


def of_case(case: Any, error: str = "", typed: str = "") -> Thread:
    """The conflict as one party sees it."""
    actor, today = current_scope().actor, clock.today(current_scope().program.zone)
    acts = actor.may(CASE.permission("give")) and not actor.read_only and case.partner_id == actor.partner_id
    asked = case.state == "mediation" and case.outcome and not case.accepted_at
    heard = case.state == "ruling" and case.appeal_until and today <= case.appeal_until
    return Thread(
        _entries(case.docket_id, case.steps, case.side),
        give=_url("give", case.id) if acts and case.state in GIVING else "",
        accept=_url("accept", case.id) if acts and asked else "",
        appeal=_url("appeal", case.id) if acts and heard else "",
        accepted=_("You have accepted this proposal.") if case.state == "mediation" and case.accepted_at else "",
        hint=_(HINTS[settings()["evidence_shown"]]), error=error, typed=typed,
    )  # fmt: skip


def of_docket(docket: Any, error: str = "", typed: str = "") -> Thread:
    """The same for the program's people, who also see who accepted a proposal."""
    actor = current_scope().actor
    decides = actor.may(DOCKET.permission("decide")) and not actor.read_only
    acts = decides and docket.state in GIVING
    accepted = [case.side for case in parties.cases(docket) if case.accepted_at]
    said = _("Accepted by: %(sides)s.", sides=", ".join(accepted)) if accepted and docket.state == "mediation" else ""
    return Thread(
        _entries(docket.id, docket.steps, "", docket if decides else None),
        give=_url("add", docket.id) if acts else "",
        accepted=said,
        hint=_("Both sides read this."),
        error=error,
        typed=typed,
    )


def about_deal(deal: Any) -> SimpleNamespace:
    """The conflicts about a deal, and how to open one from an overlap."""
    found = [(url_of(DOCKET, docket.id), docket) for docket in follow.about(deal.id)]
    open_now = any(docket.state not in ENDED for _link, docket in found)
    rivals = [] if open_now or not current_scope().actor.may(DOCKET.permission("decide")) else _rivals(deal)
    return SimpleNamespace(found=_conflicts(found), rivals=rivals, report="", key=uuid.uuid4().hex)


def of_deal(deal: Any) -> SimpleNamespace:
    """A party's conflicts about its deal, and how to report one."""
    actor = current_scope().actor
    cases = db.session.scalars(sa.select(Case).where(Case.deal_id == deal.id).order_by(Case.id.desc())).all()
    free = all(case.state in ENDED for case in cases) and deal.partner_id == actor.partner_id and deal.state in LIVE
    may = free and actor.may(CASE.permission("open")) and not actor.read_only
    shown_cases = _conflicts((url_of(CASE, case.id), case) for case in cases)
    return SimpleNamespace(found=shown_cases, rivals=[], report=_deal_url("report", deal.id) if may else "", key="")


def _rivals(deal: Any) -> list[tuple[str, str]]:
    """Return (label, URL) of the other partners' registrations the duplicate check finds."""
    others = [rival for rival in find_standings(deal) if rival.partner_id != deal.partner_id]
    return [(rival.number, _deal_url("open_between", deal.id, rival_id=rival.rival.deal_id)) for rival in others]


def _conflicts(found: Iterable[tuple[str, Any]]) -> list[tuple[str, str, str, Markup]]:
    field_of_state = DOCKET.schema._declared_fields["state"]
    return [(url, record.number, record.subject, shown("state", record.state, field_of_state)) for url, record in found]


def _entries(docket_id: uuid.UUID, steps: Sequence[Any], own: str, docket: Any = None) -> list[Entry]:
    """Merge the steps with the evidence the reader may see, oldest first. `docket`: for who may disclose what it holds."""
    given = evidence.given(docket_id)
    attached = files.list_of(EVIDENCE, [item.id for item in given])
    told = [_piece(item, own, _files(attached.get(item.id, ())), docket) for item in given]
    return sorted([*(_step(step, own) for step in steps), *told], key=lambda entry: entry.at)


def _piece(item: Any, own: str, attached: Sequence[Any], docket: Any) -> Entry:
    hidden = item.disclosed_at is None
    note = (_("Only you and the program read this so far.") if own else _("The other side does not read this yet.")) if hidden else ""
    url = _url("disclose", docket.id, evidence_id=item.id) if hidden and docket is not None else ""
    return Entry(item.created_at, _who(item.side, own), _("Evidence"), "paperclip", "", item.text, attached, note, url)


def _step(step: Sequence[Any], own: str) -> Entry:
    moment, state, side = step
    look = STATES[state]
    return Entry(datetime.fromisoformat(moment), _who(side, own), _(look.label), look.icon, look.kind)


def _who(side: str | None, own: str) -> str:
    if not side:
        return str(current_scope().program.name)
    return _("You (%(side)s)", side=side) if side == own else _("Party %(side)s", side=side)


def _files(rows: Iterable[Any]) -> list[tuple[str, str]]:
    program = current_scope().program.slug
    return [(row.name, url_for("files.fetch", program=program, file_id=row.id)) for row in rows]


def _url(endpoint: str, record_id: uuid.UUID, **more: Any) -> str:
    return url_for(f"conflicts.{endpoint}", program=current_scope().program.slug, record_id=record_id, **more)


def _deal_url(endpoint: str, deal_id: uuid.UUID, **more: Any) -> str:
    return url_for(f"conflicts.{endpoint}", program=current_scope().program.slug, deal_id=deal_id, **more)
