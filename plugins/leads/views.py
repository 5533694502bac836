"""What the inbox of a partner, the board of staff, panels and cards show."""

import uuid
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, NamedTuple

import sqlalchemy as sa
from markupsafe import Markup

from hansa import N_, _, clock, current_scope, db, entity_of, moment, select, shown, url_of
from plugins.leads.models import Assignment, Capacity, Lead
from plugins.leads.offers import terms
from plugins.leads.states import ASKED, ASSIGNMENT, HELD, LEAD
from plugins.leads.words import DECLINES, VALUE_BANDS

MOST = 50
BANDS = dict(VALUE_BANDS)
LATER = N_("Available later")


class Row(NamedTuple):
    """A lead on a list: what it is, how big, until when, what to do."""

    id: uuid.UUID
    url: str
    title: str
    detail: str
    size: str
    due: Markup | str
    kind: str
    icon: str
    state: str
    label: str
    version: int = 1
    asks: Sequence[str] = ()
    pool: bool = False
    unread: bool = False


_COPY = (
    Assignment.id, Assignment.title, Assignment.state, Assignment.product, Assignment.company, Assignment.city, Assignment.region,
    Assignment.country, Assignment.value_band, Assignment.due_at, Assignment.opened_at, Assignment.next_action, Assignment.terms,
    Assignment.version, Assignment.partner_id,
)  # fmt: skip


def offers(most: int = MOST) -> list[Row]:
    """Return what waits for the partner's answer, the most pressing first; one statement."""
    wanted = _mine().where(Assignment.state.in_(ASKED))
    rows = db.session.execute(wanted.order_by(Assignment.due_at.nulls_last(), Assignment.id).limit(most))
    return [_row(row) for row in rows]


def held(most: int = MOST) -> list[Row]:
    """Return what the partner works on, the most pressing first; one statement."""
    wanted = _mine().where(Assignment.state.in_(HELD))
    rows = db.session.execute(wanted.order_by(Assignment.due_at.nulls_last(), Assignment.id).limit(most))
    return [_row(row) for row in rows]


def _mine() -> Any:
    return select(*_COPY).where(Assignment.partner_id == current_scope().actor.partner_id, Assignment.archived_at.is_(None))


def _row(row: Any) -> Row:
    look = ASSIGNMENT[row.state]
    where = [row.company, row.product, row.city or row.region, row.country and shown("country", row.country)]
    detail = " · ".join(dict.fromkeys(str(part) for part in where if part))
    if row.state in HELD and row.next_action:
        detail = f"{detail} · {row.next_action}" if detail else row.next_action
    due = shown("datetime", row.due_at) if row.due_at else ""
    size = _(BANDS[row.value_band]) if row.value_band in BANDS else ""
    return Row(
        row.id, url_of(entity_of("leads.assignment"), row.id), row.title, detail, size, due, look.kind, look.icon, _(look.label),
        _(look.partner_step), row.version, tuple(terms.read(row.terms).get("asks", ())), row.state == "open", row.opened_at is None and row.state in ASKED,
    )  # fmt: skip


def reasons() -> list[tuple[str, str]]:
    return [(code, _(label)) for code, label in DECLINES]


def capacity() -> SimpleNamespace | None:
    """Return what the partner has said of its capacity as a whole, as it holds today; None when it has said nothing."""
    today = clock.today(current_scope().program.zone)
    own = (Capacity.partner_id == current_scope().actor.partner_id, Capacity.person_id.is_(None), Capacity.archived_at.is_(None))
    begun = sa.or_(Capacity.since.is_(None), Capacity.since <= today)
    wanted = select(Capacity.id, Capacity.most_open, Capacity.per_week).where(*own, begun)
    row = db.session.execute(wanted.order_by(Capacity.since.desc().nulls_last(), Capacity.id.desc())).first()
    return None if row is None else SimpleNamespace(id=row.id, most_open=row.most_open, per_week=row.per_week)


class Stage(NamedTuple):
    """A column of the board."""

    key: str
    label: str
    kind: str
    icon: str
    size: int
    url: str


STAGES = ("new", "ready", "matching", "queued", "offered", "pool", "working")


def stages() -> list[Stage]:
    """Return how many leads are in each open state; one statement."""
    wanted = select(Lead.state, sa.func.count(Lead.id).label("n")).where(Lead.archived_at.is_(None), Lead.state.in_(STAGES))
    counts = {row.state: row.n for row in db.session.execute(wanted.group_by(Lead.state))}
    base = url_of(entity_of("leads.lead"))
    return [
        Stage(key, _(LEAD[key].label), LEAD[key].kind, LEAD[key].icon, counts.get(key, 0), f"{base}?f.state.in={key}") for key in STAGES
    ]


_LEAD = (
    Lead.id,
    Lead.title,
    Lead.number,
    Lead.company,
    Lead.city,
    Lead.country,
    Lead.state,
    Lead.created_at,
    Lead.plan,
    Lead.reason,
    Lead.alike,
    Lead.rounds,
)


def waiting(most: int = MOST) -> list[Row]:
    """Return the leads that wait for a person of the vendor, the oldest first, each with why; one statement."""
    wanted = select(*_LEAD).where(Lead.state.in_(("queued", "ready", "new")), Lead.archived_at.is_(None))
    order = sa.case((Lead.state == "queued", 0), (Lead.state == "ready", 1), else_=2)
    return [_waiting(row) for row in db.session.execute(wanted.order_by(order, Lead.id).limit(most))]


def _waiting(row: Any) -> Row:
    look = LEAD[row.state]
    parts = [row.company, row.city, row.country and shown("country", row.country)]
    detail = " · ".join(str(part) for part in parts if part)
    return Row(
        row.id, url_of(entity_of("leads.lead"), row.id), row.title, detail, why_waiting(row), moment(row.created_at), look.kind, look.icon,
        _(look.label), _("Open"),
    )  # fmt: skip


ENDS = {
    "no_rule": N_("No rule applies"),
    "queue": N_("Nobody eligible is left"),
    "stay": N_("The rule leaves it here"),
}


def why_waiting(row: Any) -> str:
    """Return in a few words why a lead has no partner."""
    if row.state == "new":
        return _("The legal basis is not confirmed")
    if any(hit["verdict"] == "same" for hit in row.alike or ()):
        return _("We know this company already")
    if row.reason and row.state == "queued":
        return str(row.reason)
    if row.rounds:
        return _("Offered %(n)s times", n=row.rounds)
    return _(ENDS.get((row.plan or {}).get("end", ""), N_("Waits for distribution")))


def late(most: int = 8) -> list[Row]:
    """Return copies whose time runs out next, with their partners; one statement."""
    partner = entity_of("core.partner").model
    wanted = select(*_COPY, partner.name.label("partner")).join_from(
        Assignment, partner, sa.and_(partner.program_id == Assignment.program_id, partner.id == Assignment.partner_id)
    )
    wanted = wanted.where(Assignment.due_at.is_not(None), Assignment.state.in_(("offered", *HELD))).order_by(
        Assignment.due_at, Assignment.id
    )
    return [_row(row)._replace(detail=row.partner) for row in db.session.execute(wanted.limit(most))]
