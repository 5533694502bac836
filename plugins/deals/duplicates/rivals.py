"""The duplicate check applied: which registrations a deal meets, and what may be said of them."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hansa import SystemTask, clock, current_scope, db, records, select, system
from plugins.deals.duplicates.matching import CUSTOMER, PRODUCTS, TITLE, Registration, Rival, grant_key, merged, overlaps, plain
from plugins.deals.models import Deal
from plugins.deals.settings import settings
from plugins.deals.states import LIVE, PROTECTED
from plugins.matching.api import Found, Party, PartySource, in_words, search

TASK = "deals.find_rivals"
TASKS = [SystemTask(TASK, "A registration is compared with those of all partners; the partner learns only what `disclosure` allows.")]
LOOKED_AT = 200
CUSTOMERS = PartySource(
    "deals.deal", name="customer_name", country="customer_country", domain="customer_domain", registration="customer_registration_no",
    when=lambda deal: deal.state in LIVE,
)  # fmt: skip
"""Registrations that are not live stand in nobody's way, and are not known to the matcher."""
COLUMNS = (
    Deal.id, Deal.partner_id, Deal.number, Deal.state, Deal.protected_until, Deal.seq, Deal.title, Deal.lines, Deal.custom,
    Deal.submitted_at, Deal.waits, Deal.distributor_id,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a rival stands: whose it is, in which state, until when it is protected, its place among all submissions."""

    rival: Rival
    partner_id: uuid.UUID
    number: str
    state: str
    protected_until: date | None
    seq: int | None = None
    submitted_at: datetime | None = None
    waits: bool = False
    distributor_id: uuid.UUID | None = None

    @property
    def protected(self) -> bool:
        return self.state in PROTECTED

    def before(self, deal: Any) -> bool:
        """Tell whether it comes before a deal: protected, or submitted earlier and not put behind. What has no place yet comes last."""
        behind = self.state == "not_first" and deal.state != "not_first"
        return self.protected or (not behind and self.seq is not None and (deal.seq is None or self.seq < deal.seq))


@dataclass(frozen=True, slots=True)
class Check:
    """What the duplicate check found: `rivals` count as being for the same; `perhaps` is for a person to judge.

    `partner_id` and `distributor_id` are those of the registration that was compared.
    """

    rivals: Sequence[Standing] = ()
    perhaps: Sequence[Standing] = field(default=())
    partner_id: uuid.UUID | None = None
    distributor_id: uuid.UUID | None = None

    def own(self, standing: Standing) -> bool:
        """Tell whether another registration is the partner's own, or that of the other half of its pair."""
        return standing.partner_id in (self.partner_id, self.distributor_id) or standing.distributor_id == self.partner_id

    def others(self) -> list[Standing]:
        return [standing for standing in self.rivals if not self.own(standing)]

    def order(self, deal: Any) -> int:
        """Return the place of a deal in the order of submission among those for the same; 1 is the first."""
        return 1 + sum(standing.before(deal) for standing in self.rivals)


def registration_of(deal: Any, key: Sequence[str] = ()) -> Registration:
    custom = deal.custom or {}
    parts = {name: custom[name] if name in custom else getattr(deal, name, None) for name in key if name not in (CUSTOMER, PRODUCTS, TITLE)}
    return Registration(
        deal.id, deal.partner_id, deal.customer_name, deal.customer_country, deal.customer_domain, deal.customer_registration_no,
        deal.title, frozenset(plain(line["product"]) for line in deal.lines or ()), parts,
    )  # fmt: skip


def find(deal: Any, key: Sequence[str], counts: Collection[str] = ("same",), distributor_id: uuid.UUID | None = None) -> Check:
    """Return the live registrations that a deal meets under a key. Takes the same steps whatever it finds."""
    registration = registration_of(deal, key)
    if current_scope().system:
        return Check(*_find(registration, key, counts), deal.partner_id, distributor_id)
    with system(TASK):
        return Check(*_find(registration, key, counts), deal.partner_id, distributor_id)


def _find(registration: Registration, key: Sequence[str], counts: Collection[str]) -> tuple[list[Standing], list[Standing]]:
    answers = records.hooks("find_rivals", registration=registration)
    found = {r.deal_id: r for r in merged(rival for answer in answers for rival in answer) if r.deal_id != registration.id}
    columns = (*COLUMNS, *(getattr(Deal, name) for name in key if name not in (CUSTOMER, TITLE) and hasattr(Deal, name)))
    # With its own id the list is never empty: an empty one makes another statement, which takes another time.
    # The same key is asked for beside it, as the matcher looks at a limited number of those with one name.
    alike, same = Deal.id.in_([registration.id, *found]), Deal.unique_key == grant_key(registration, key)
    wanted: Any = sa.or_(alike, same) if CUSTOMER in key else same
    rows = db.session.execute(select(*columns).where(wanted, Deal.state.in_(LIVE), Deal.id != registration.id)).all()
    met = [row for row in rows if overlaps(registration, _covered(row, key), key)]
    standings = sorted((_standing(found.get(row.id) or Rival(row.id, ()), row) for row in met), key=lambda s: (not s.protected, s.number))
    sure = [s for s in standings if s.rival.verdict in counts or CUSTOMER not in key]
    return sure, [s for s in standings if s not in sure]


def _covered(row: Any, key: Sequence[str]) -> Registration:
    """Return what a stored registration covers."""
    parts = {name: row.custom[name] if name in (row.custom or {}) else getattr(row, name, None) for name in key}
    return Registration(
        row.id, row.partner_id, "", title=row.title, products=frozenset(plain(line["product"]) for line in row.lines or ()), parts=parts
    )


def _standing(rival: Rival, row: Any) -> Standing:
    return Standing(
        rival, row.partner_id, row.number, row.state, row.protected_until, row.seq, row.submitted_at, row.waits, row.distributor_id
    )


def matched(registration: Registration) -> list[Rival]:
    """The matcher of the portal: live registrations for the same or a like customer, however it is written."""
    customer = Party(
        registration.customer_name, registration.customer_country, registration.customer_domain, registration.customer_registration_no
    )
    hits = [hit for hit in search(customer, entities=(CUSTOMERS.entity,), most=LOOKED_AT) if hit.record_id != registration.id]
    return [Rival(hit.record_id, _why(hit), hit.match.verdict) for hit in hits]


def elsewhere(deal: Any) -> list[Found]:
    """Return the records of other kinds, like leads, that name the same or a like customer; for engines and staff."""
    customer = Party(deal.customer_name, deal.customer_country, deal.customer_domain, deal.customer_registration_no)
    return [hit for hit in search(customer) if hit.entity != CUSTOMERS.entity]


def _why(hit: Found) -> tuple[str, ...]:
    return tuple(in_words(reason) for reason in hit.match.reasons)


def clearance(check: Check) -> str:
    """Return what the check says of other partners' registrations: clear, contested or protected."""
    others = check.others()
    if any(s.protected for s in others):
        return "protected"
    return "contested" if others else "clear"


def answer(deal: Any, found: str) -> str:
    """Return what the partner is told: by default the same for all, else `found` for so many registrations a day."""
    if settings()["disclosure"] != "status":
        return "received"
    since, asking = clock.now() - timedelta(days=1), current_scope().actor.partner_id
    theirs = Deal.partner_id == deal.partner_id
    if asking not in (None, deal.partner_id):  # whoever registers for its dealers asks no oftener than for itself
        theirs = sa.or_(theirs, Deal.partner_id == asking, Deal.distributor_id == asking)
    lately = select(sa.func.count(Deal.id)).where(theirs, Deal.submitted_at > since)
    asked = db.session.execute(lately).scalar_one()
    return found if asked < settings()["answers_per_day"] else "received"
