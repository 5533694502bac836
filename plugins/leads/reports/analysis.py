"""The closed loop: what becomes of leads, where they get stuck, and whether everybody had their share. For staff."""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

import sqlalchemy as sa
from markupsafe import Markup

from hansa import N_, _, clock, db, entity_of, moment, select, shown, url_of
from plugins.leads.models import Assignment, Lead
from plugins.leads.states import ASSIGNMENT, LEAD, OUT

SPAN = timedelta(days=365)
MOST = 12
NO_RULE = N_("By hand")


class Line(NamedTuple):
    """Leads of one kind (a rule, a partner, a product): how many were offered, accepted, won, and how long they took."""

    name: str
    offers: int
    accepted: int
    closed: int
    won: int
    answer: str
    work: str

    @property
    def accepted_percent(self) -> int:
        return round(100 * self.accepted / self.offers) if self.offers else 0

    @property
    def won_percent(self) -> int:
        return round(100 * self.won / self.closed) if self.closed else 0


def copies_of(lead_id: uuid.UUID) -> list[SimpleNamespace]:
    """Return every partner a lead was offered to, in order, and what came of it; one statement."""
    partner = entity_of("core.partner").model
    joined = sa.and_(partner.program_id == Assignment.program_id, partner.id == Assignment.partner_id)
    columns = (
        Assignment.id,
        Assignment.state,
        Assignment.sent_at,
        Assignment.opened_at,
        Assignment.reason,
        Assignment.credit_percent,
        partner.name,
    )
    rows = db.session.execute(
        select(*columns).join_from(Assignment, partner, joined).where(Assignment.lead_id == lead_id).order_by(Assignment.id).limit(50)
    )
    entity = entity_of("leads.assignment")
    return [
        SimpleNamespace(
            url=url_of(entity, row.id), name=row.name, look=ASSIGNMENT[row.state], label=_(ASSIGNMENT[row.state].label), when=moment(row.sent_at),
            reason=row.reason or "", opened=row.opened_at is not None, credit=shown("percent", row.credit_percent) if row.credit_percent else "",
        )
        for row in rows
    ]  # fmt: skip


def report() -> SimpleNamespace:
    """Return the closed loop of the last year."""
    since = clock.now() - SPAN
    columns = (
        Assignment.partner_id, Assignment.rule, Lead.product, Assignment.state, Assignment.sent_at, Assignment.accepted_at,
        Assignment.ended_at, Assignment.outcome,
    )  # fmt: skip
    joined = sa.and_(Lead.program_id == Assignment.program_id, Lead.id == Assignment.lead_id)
    wanted = select(*columns).join_from(Assignment, Lead, joined).where(Assignment.sent_at >= since, Assignment.state != "taken")
    rows = db.session.execute(wanted).all()
    names = partner_names({row.partner_id for row in rows})
    return SimpleNamespace(
        partners=_lines(rows, lambda row: names.get(row.partner_id, "")), rules=_lines(rows, lambda row: row.rule or _(NO_RULE)),
        products=_lines(rows, lambda row: row.product or "–"), stuck=stuck(), funnel=_funnel(since),
    )  # fmt: skip


def partner_names(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    model = entity_of("core.partner").model
    return {row.id: row.name for row in db.session.execute(select(model.id, model.name).where(model.id.in_(list(ids))))}


def _lines(rows: Sequence[Any], key: Any) -> list[Line]:
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(str(key(row)), []).append(row)
    found = [_line(name, some) for name, some in groups.items()]
    return sorted(found, key=lambda line: (-line.offers, line.name))[:MOST]


def _line(name: str, rows: Sequence[Any]) -> Line:
    accepted = [row for row in rows if row.accepted_at]
    closed = [row for row in accepted if row.state in ("converted", "won", "lost")]
    answers = [row.accepted_at - row.sent_at for row in accepted]
    works = [row.ended_at - row.accepted_at for row in closed if row.ended_at]
    return Line(
        name,
        len(rows),
        len(accepted),
        len(closed),
        sum(row.outcome == "won" or row.state in ("converted", "won") for row in closed),
        _middle(answers),
        _middle(works),
    )


def _middle(spans: Sequence[timedelta]) -> str:
    """Return the median of some spans in days or hours."""
    if not spans:
        return "–"
    middle = sorted(spans)[len(spans) // 2]
    hours = middle.total_seconds() / 3600
    return _("%(n)s days", n=f"{hours / 24:.1f}") if hours >= 48 else _("%(n)s hours", n=f"{hours:.1f}")


class Stuck(NamedTuple):
    """Leads that stand in a state: how many, how long the middle one has, which is the oldest."""

    label: str
    kind: str
    icon: str
    size: int
    middle: str
    oldest: Markup
    url: str


def stuck() -> list[Stuck]:
    """Return where open leads stand and for how long; one statement."""
    wanted = select(Lead.id, Lead.state, Lead.updated_at).where(
        Lead.archived_at.is_(None), Lead.state.in_(("new", "ready", "queued", *OUT))
    )
    groups: dict[str, list[tuple[datetime, uuid.UUID]]] = {}
    for row in db.session.execute(wanted):
        groups.setdefault(row.state, []).append((row.updated_at, row.id))
    now, entity = clock.now(), entity_of("leads.lead")
    found = []
    for state, some in groups.items():
        oldest = min(some)
        look = LEAD[state]
        found.append(
            Stuck(
                _(look.label),
                look.kind,
                look.icon,
                len(some),
                _middle([now - at for at, _id in some]),
                moment(oldest[0]),
                url_of(entity, oldest[1]),
            )
        )
    return sorted(found, key=lambda one: -one.size)


def _funnel(since: datetime) -> list[tuple[str, int]]:
    """Return how many leads of the span came how far."""
    rows = db.session.execute(
        select(Lead.state, sa.func.count(Lead.id).label("n"), sa.func.max(Lead.rounds)).where(Lead.created_at >= since).group_by(Lead.state)
    )
    counts = Counter({row.state: row.n for row in rows})
    offered = sum(counts[state] for state in (*OUT, "converted", "won", "lost"))
    taken = sum(counts[state] for state in ("working", "converted", "won", "lost"))
    return [
        (_("Taken in"), sum(counts.values())), (_("Went to a partner"), offered), (_("Accepted"), taken),
        (_("Deal or won"), counts["converted"] + counts["won"]),
    ]  # fmt: skip
