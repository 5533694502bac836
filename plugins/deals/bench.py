"""The workbench of staff: what waits for a decision, and everything one of them needs to be decided."""

import uuid
from typing import Any, NamedTuple

import sqlalchemy as sa
from markupsafe import Markup

from hansa import N_, _, db, directory, records, select, shown, url_of
from plugins.deals.duplicates import rivals
from plugins.deals.entities import DEAL
from plugins.deals.models import Deal
from plugins.deals.registration.deciding import compared
from plugins.deals.registration.gathering import record_of_partner
from plugins.deals.registration.policy import RESULTS
from plugins.deals.states import PROTECTED, TO_DECIDE
from plugins.policies.api import explained, latest

MOST = 100
COMPARED = (
    ("customer_name", "text", N_("Customer")), ("customer_country", "country", N_("Country")), ("customer_domain", "text", N_("Web domain")),
    ("customer_registration_no", "text", N_("Registration number")), ("title", "text", N_("Project")), ("lines", "lines", N_("Products")),
    ("amount", "money", N_("Expected value")), ("close_date", "date", N_("Expected close")), ("submitted_at", "datetime", N_("Submitted")),
)  # fmt: skip
GRANT = {"extending": "extend", "amending": "amend", "reinstating": "reinstate"}
REFUSE = {"extending": "refuse_extension", "amending": "refuse_amendment", "reinstating": "refuse_reinstatement"}
LIKENESS = {"same": N_("The same customer"), "possible": N_("Possibly the same"), "related": N_("A related firm")}
HIDDEN = N_("A registration outside of your region")


class Waiting(NamedTuple):
    """A line of the queue."""

    id: uuid.UUID
    title: str
    customer: str
    partner: str
    verdict: str
    state: Markup
    due: Markup | str
    amount: Markup
    chosen: bool


class Column(NamedTuple):
    """A registration in the comparison; `url` is None where the reader may not open it."""

    url: str | None
    name: str
    likeness: str
    reasons: list[str]
    state: Markup
    partner: str
    place: str
    cells: list[Markup | str]
    differs: list[bool]


def queue(deal_id: uuid.UUID | None, *, waiting: bool) -> list[Waiting]:
    """Return what staff has to decide, what presses first; those that wait for a first one apart. Two statements."""
    columns = (
        Deal.id, Deal.title, Deal.customer_name, Deal.partner_id, Deal.verdict, Deal.state, Deal.due_on, Deal.amount,
    )  # fmt: skip
    behind = sa.or_(Deal.state == "not_first", sa.and_(Deal.state.in_(TO_DECIDE), Deal.waits))
    mine = behind if waiting else sa.and_(Deal.state.in_(TO_DECIDE), Deal.waits.is_(False))
    order = (Deal.seq, Deal.id) if waiting else (Deal.due_on, Deal.amount.desc(), Deal.id)
    rows = db.session.execute(select(*columns).where(mine, Deal.archived_at.is_(None)).order_by(*order).limit(MOST)).all()
    names = _names({row.partner_id for row in rows})
    current = deal_id or (rows[0].id if rows and not waiting else None)
    return [_waiting(row, names, current) for row in rows]


def _waiting(row: Any, names: dict[uuid.UUID, str], current: uuid.UUID | None) -> Waiting:
    return Waiting(
        row.id, row.title, row.customer_name, names.get(row.partner_id, ""), verdict(row.verdict), _state(row.state),
        shown("left", row.due_on) if row.due_on else "", shown("money", row.amount), row.id == current,
    )  # fmt: skip


def verdict(code: str | None) -> str:
    """Return what people call a result of the policy."""
    return _(dict(RESULTS).get(code, code.replace("_", " "))) if code else ""


def comparison(deal: Any) -> list[Column]:
    """Return the registration and its rivals side by side, in the order of submission."""
    check = compared(deal)
    found = [*check.rivals, *check.perhaps]
    ids = [standing.rival.deal_id for standing in found]
    rows = {row.id: row for row in db.session.execute(select(*_compared()).where(Deal.id.in_(ids))).all()} if ids else {}
    names = _names({deal.partner_id, *(row.partner_id for row in rows.values())})
    own = Column(None, deal.number, "", [], _state(deal.state), names.get(deal.partner_id, ""), str(check.order(deal)), _cells(deal), [])
    places = _places(deal, check)
    ordered = sorted(found, key=lambda s: (s.rival.verdict != "same", s.seq is None, s.seq or 0))
    return [own, *(_column(s, rows.get(s.rival.deal_id), names, own, places.get(s.rival.deal_id, "")) for s in ordered)]


def _places(deal: Any, check: rivals.Check) -> dict[uuid.UUID, str]:
    """Return where each of those for the same stands in the order of submission, protected ones first."""
    line = [(not s.protected, s.seq is None, s.seq or 0, s.rival.deal_id) for s in check.rivals]
    own = (deal.state not in PROTECTED, deal.seq is None, deal.seq or 0, deal.id)
    return {one[-1]: str(place) for place, one in enumerate(sorted([*line, own]), 1)}


def _compared() -> tuple[Any, ...]:
    return (Deal.id, Deal.number, Deal.partner_id, *(getattr(Deal, name) for name, _kind, _label in COMPARED))


def _column(standing: rivals.Standing, row: Any, names: dict[uuid.UUID, str], own: Column, place: str) -> Column:
    likeness, why = _(LIKENESS[standing.rival.verdict]), [_(reason) for reason in standing.rival.reasons]
    state = _state(standing.state)
    if row is None:
        return Column(None, _(HIDDEN), likeness, why, state, "", place, [""] * len(COMPARED), [False] * len(COMPARED))
    cells = _cells(row)
    differs = [str(one) != str(other) for one, other in zip(cells, own.cells, strict=True)]
    return Column(url_of(DEAL, row.id), row.number, likeness, why, state, names.get(row.partner_id, ""), place, cells, differs)


def _cells(row: Any) -> list[Markup | str]:
    return [_cell(kind, getattr(row, name)) for name, kind, _label in COMPARED]


def _cell(kind: str, value: Any) -> Markup | str:
    if kind == "lines":
        return ", ".join(str(line["product"]) for line in value or ())
    return shown(kind, value) if kind != "text" else value or ""


def labels() -> list[str]:
    return [_(label) for _name, _kind, label in COMPARED]


def _state(code: str) -> Markup:
    return shown("state", code, DEAL.schema._declared_fields["state"])


def _names(ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    return {company.id: company.name for company in directory.companies(ids)} if ids else {}


def chosen(deal_id: uuid.UUID | None, lines: list[Waiting]) -> Any:
    """Return the registration that is looked at: the one asked for, else the first of the queue."""
    wanted = deal_id or next((line.id for line in lines if line.chosen), None)
    return records.get(DEAL, wanted) if wanted else None


def neighbours(lines: list[Waiting]) -> tuple[uuid.UUID | None, uuid.UUID | None]:
    """Return the ids before and after the chosen line."""
    at = next((i for i, line in enumerate(lines) if line.chosen), None)
    if at is None:
        return None, (lines[0].id if lines else None)
    return (lines[at - 1].id if at else None), (lines[at + 1].id if at + 1 < len(lines) else None)


def track_record(deal: Any) -> str:
    """Return how often the partner wins what it registers."""
    found = record_of_partner(deal.partner_id)
    return _(
        "%(partner)s won %(won)s of %(ended)s that ended and has %(now)s protected now.",
        partner=_name(deal),
        won=found.won,
        ended=found.ended,
        now=found.protected,
    )


def _name(deal: Any) -> str:
    return _names({deal.partner_id}).get(deal.partner_id, _("The partner"))


def reasons(deal: Any) -> list[Any]:
    """Return what the last decision says for and against a registration."""
    ids = latest(DEAL.key, deal.id, 1) if deal is not None else []
    return list(explained(ids[0]).reasons) if ids else []


def refuse_url(deal: Any) -> str:
    """Return the address of the form that refuses it."""
    if deal is None:
        return ""
    name = REFUSE.get(deal.state, "reject")
    return f"{url_of(DEAL, deal.id).rstrip('/')}/do/{name}"
