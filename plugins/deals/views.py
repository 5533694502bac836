"""What cards and panels show."""

import contextlib
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

import sqlalchemy as sa
from markupsafe import Markup

from hansa import N_, Denied, NotFound, _, clock, current_scope, db, record_of, select, shown, title_of, url_of
from plugins.deals.bench import LIKENESS
from plugins.deals.duplicates import rivals
from plugins.deals.entities import DEAL
from plugins.deals.models import Deal
from plugins.deals.registration.deciding import behind_the_wall, compared
from plugins.deals.settings import settings
from plugins.deals.states import PROTECTED, STATES, TO_DECIDE
from plugins.matching.api import in_words

SHOWN = 6
NOTHING, NO_END = N_("Nothing waits for you."), N_("No protection ends soon.")
PARTNER_WORDS = {"draft": N_("Finish"), "action_required": N_("Answer")}
STAFF_WORDS = {"submitted": N_("Review"), "in_review": N_("Decide"), "extending": N_("Decide"), "amending": N_("Decide"), "reinstating": N_("Decide")}


class Task(NamedTuple):
    """A line of a card: what, for whom, how much, until when, and what to do."""

    url: str
    title: str
    detail: str
    number: str
    amount: Markup
    due: Markup | str
    kind: str
    icon: str
    label: str


class Shown(NamedTuple):
    """A rival as staff sees it; `url` is None where the reader may not open it."""

    url: str | None
    title: str
    state: Markup | str
    reasons: list[str]
    until: Markup | str


def needs_you() -> list[Task]:
    """Partner: asked for something, then drafts. Staff: what is to be decided. What presses first, then what is worth most; one statement."""
    actor = current_scope().actor
    if actor.staff:
        statement = _deals().where(Deal.state.in_(TO_DECIDE), Deal.waits.is_(False)).order_by(Deal.due_on, Deal.amount.desc(), Deal.id)
    else:
        mine = _deals().where(Deal.partner_id == actor.partner_id, Deal.state.in_(("action_required", "draft")))
        statement = mine.order_by(sa.case((Deal.state == "action_required", 0), else_=1), Deal.due_on, Deal.amount.desc(), Deal.id)
    return [_task(row) for row in db.session.execute(statement.limit(SHOWN)).all()]


def expiring() -> list[Task]:
    """Protections that end within the days of the reminder; one statement."""
    last = clock.today(current_scope().program.zone).toordinal() + settings()["reminder_days"]
    statement = _deals().where(Deal.state.in_(PROTECTED)).order_by(Deal.protected_until, Deal.id).limit(SHOWN)
    return [_task(row) for row in db.session.execute(statement).all() if row.protected_until.toordinal() <= last]


def first_action() -> SimpleNamespace | None:
    """Return what a partner with nothing to do can do; None for who may not register."""
    actor = current_scope().actor
    if actor.staff or actor.read_only or not actor.may(DEAL.permission("create")):
        return None
    return SimpleNamespace(url=f"{url_of(DEAL)}new", label=_(DEAL.create_label))


def alike(deal: Any) -> tuple[list[Shown], list[Shown]]:
    """Return what `deals/rivals.html` shows: other registrations, and records of other kinds, for the same or a like customer."""
    with behind_the_wall():
        check, hits = compared(deal), rivals.elsewhere(deal)
    return _rivals(check), _elsewhere(hits[:SHOWN])


def _rivals(check: rivals.Check) -> list[Shown]:
    """Show the rivals of a deal, and who may be one; those outside of the reader's region have no name."""
    standings = [*check.rivals, *check.perhaps]
    ids = [s.rival.deal_id for s in standings]
    known = {row.id: row for row in db.session.execute(_deals().where(Deal.id.in_(ids))).all()} if ids else {}
    return [_rival(standing, known.get(standing.rival.deal_id)) for standing in standings]


def _elsewhere(hits: Sequence[Any]) -> list[Shown]:
    """Show records of other kinds, like leads; the reader learns only of those it may see."""
    found = []
    for hit in hits:
        with contextlib.suppress(NotFound, Denied):
            entity, record = record_of(hit.entity, hit.record_id)
            reasons = [_(LIKENESS[hit.match.verdict]), *(in_words(reason) for reason in hit.match.reasons)]
            found.append(Shown(url_of(entity, record.id), f"{_(entity.label)}: {title_of(entity, record)}", "", reasons, ""))
    return found


def _deals() -> Any:
    return select(Deal.id, Deal.title, Deal.number, Deal.customer_name, Deal.amount, Deal.state, Deal.protected_until, Deal.due_on).where(
        Deal.archived_at.is_(None)
    )


def _task(row: Any) -> Task:
    look = STATES[row.state]
    words = STAFF_WORDS if current_scope().actor.staff else PARTNER_WORDS
    due = shown("left", row.due_on) if row.due_on else _(look.label)
    url = url_of(DEAL, row.id, "edit" if row.state == "draft" else "detail")
    detail, label = row.customer_name, _(words[row.state]) if row.state in words else ""
    return Task(url, row.title, detail, row.number, shown("money", row.amount), due, look.kind, look.icon, label)


def _rival(standing: rivals.Standing, row: Any) -> Shown:
    state = shown("state", standing.state, DEAL.schema._declared_fields["state"])
    until = shown("date", standing.protected_until if standing.protected else None)
    reasons = [_(LIKENESS[standing.rival.verdict]), *(_(reason) for reason in standing.rival.reasons)]
    if row is None:
        return Shown(None, _("A registration outside of your region"), state, reasons, until)
    return Shown(url_of(DEAL, row.id), f"{row.title} · {row.number}", state, reasons, until)
