"""What cards and panels show."""

from typing import Any, NamedTuple

import sqlalchemy as sa
from markupsafe import Markup

from hansa import N_, _, clock, current_scope, db, entity_of, ngettext, select, shown, url_of
from plugins.deals import rivals
from plugins.deals.models import Deal
from plugins.deals.settings import settings
from plugins.deals.states import PROTECTED, STATES

SHOWN = 6
NOTHING, NO_END = N_("Nothing waits for you."), N_("No protection ends soon.")
WORDS = {
    "draft": N_("Finish"),
    "action_required": N_("Answer"),
    "submitted": N_("Review"),
    "in_review": N_("Decide"),
    "extending": N_("Decide"),
    "approved": N_("Open"),
}


class Task(NamedTuple):
    """A line of a card: what, for whom, how much, until when, and what to do."""

    url: str
    title: str
    detail: str
    amount: Markup
    due: str
    kind: str
    icon: str
    label: str


class Shown(NamedTuple):
    """A rival as staff sees it; `url` is None where the reader may not open it."""

    url: str | None
    title: str
    state: Markup
    reasons: list[str]
    until: Markup


def needs_you() -> list[Task]:
    """Partner: asked for something, then drafts. Staff: what is to be decided, the longest waiting first. One statement."""
    actor = current_scope().actor
    if actor.staff:
        statement = _deals().where(Deal.state.in_(("submitted", "in_review", "extending"))).order_by(Deal.submitted_at, Deal.id)
    else:
        mine = _deals().where(Deal.partner_id == actor.partner_id, Deal.state.in_(("action_required", "draft")))
        statement = mine.order_by(sa.case((Deal.state == "action_required", 0), else_=1), Deal.amount.desc(), Deal.id)
    return [_task(row) for row in db.session.execute(statement.limit(SHOWN)).all()]


def expiring() -> list[Task]:
    """Protections that end within the days of the reminder; one statement."""
    last = clock.today(current_scope().program.zone).toordinal() + settings()["reminder_days"]
    statement = _deals().where(Deal.state.in_(PROTECTED)).order_by(Deal.protected_until, Deal.id).limit(SHOWN)
    return [_task(row) for row in db.session.execute(statement).all() if row.protected_until.toordinal() <= last]


def rivals_of(deal: Any) -> list[Shown]:
    """Return the rivals of a deal; those outside of the reader's region have no name."""
    standings = rivals.find(deal)
    ids = [s.rival.deal_id for s in standings]
    known = {row.id: row for row in db.session.execute(_deals().where(Deal.id.in_(ids))).all()} if ids else {}
    return [_rival(standing, known.get(standing.rival.deal_id)) for standing in standings]


def _deals() -> Any:
    return select(Deal.id, Deal.title, Deal.number, Deal.customer_name, Deal.amount, Deal.state, Deal.protected_until).where(
        Deal.archived_at.is_(None)
    )


def _task(row: Any) -> Task:
    look = STATES[row.state]
    days = (
        (row.protected_until - clock.today(current_scope().program.zone)).days if row.protected_until and row.state in PROTECTED else None
    )
    due = _(look.label) if days is None else ngettext("Ends in %(n)s day", "Ends in %(n)s days", days)
    kind = "bad" if days is not None and days <= 3 else "warn" if days is not None else look.kind
    url = url_of(entity_of("deals.deal"), row.id, "edit" if row.state == "draft" else "detail")
    return Task(
        url, row.title, f"{row.customer_name} · {row.number}", shown("money", row.amount), due, kind, look.icon, _(WORDS[row.state])
    )


def _rival(standing: rivals.Standing, row: Any) -> Shown:
    entity = entity_of("deals.deal")
    state = shown("state", standing.state, entity.schema._declared_fields["state"])
    until = shown("date", standing.protected_until if standing.protected else None)
    reasons = [_(reason) for reason in standing.rival.reasons]
    if row is None:
        return Shown(None, _("A registration outside of your region"), state, reasons, until)
    return Shown(url_of(entity, row.id), f"{row.title} · {row.number}", state, reasons, until)
