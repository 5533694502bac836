"""The duplicate check applied: which registrations a deal meets, and what may be said of them."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from hansa import SystemTask, clock, db, records, select, system
from plugins.deals.matching import Keys, Registration, Rival, merged, overlaps, plain, shared
from plugins.deals.models import Deal
from plugins.deals.settings import settings
from plugins.deals.states import LIVE, PROTECTED

TASK = "deals.find_rivals"
TASKS = [SystemTask(TASK, "A registration is compared with those of all partners; the partner learns only what `disclosure` allows.")]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a rival stands: whose it is, in which state, until when it is protected."""

    rival: Rival
    partner_id: uuid.UUID
    number: str
    state: str
    protected_until: date | None

    @property
    def protected(self) -> bool:
        return self.state in PROTECTED


def registration_of(deal: Any) -> Registration:
    return Registration(
        deal.id, deal.partner_id, deal.customer_name, deal.customer_country, deal.customer_domain, deal.customer_registration_no,
        deal.title, frozenset(plain(line["product"]) for line in deal.lines or ()),
    )  # fmt: skip


def index(deal: Any) -> None:
    """Keep the keys of a live registration beside it; others are not compared."""
    keys = registration_of(deal).keys if deal.state in LIVE else Keys()
    deal.name_key, deal.domain_key, deal.registration_key = keys.name, keys.domain, keys.registration


def find(deal: Any) -> list[Standing]:
    """Return the live rivals of a deal that any matcher found, protected ones first. Takes the same steps whatever it finds."""
    registration = registration_of(deal)
    with system(TASK):
        answers = records.hooks("find_rivals", registration=registration)
        rivals = {r.deal_id: r for r in merged(rival for answer in answers for rival in answer) if r.deal_id != deal.id}
        columns = (Deal.id, Deal.partner_id, Deal.number, Deal.state, Deal.protected_until)
        rows = db.session.execute(select(*columns).where(Deal.id.in_(list(rivals)), Deal.state.in_(LIVE))).all()
    found = [Standing(rivals[row.id], row.partner_id, row.number, row.state, row.protected_until) for row in rows]
    return sorted(found, key=lambda s: (not s.protected, s.number))


def exact(registration: Registration) -> list[Rival]:
    """The first matcher: the same number, domain or name, written however."""
    keys, uniqueness = registration.keys, settings()["uniqueness"]
    columns = ((Deal.name_key, keys.name), (Deal.domain_key, keys.domain), (Deal.registration_key, keys.registration))
    same = sa.or_(sa.false(), *(column == value for column, value in columns if value))
    wanted = (
        Deal.name_key,
        Deal.domain_key,
        Deal.registration_key,
        Deal.customer_country,
        Deal.id,
        Deal.partner_id,
        Deal.title,
        Deal.lines,
    )
    rows = db.session.execute(select(*wanted).where(same, Deal.id != registration.id, Deal.state.in_(LIVE))).all()
    return [Rival(row.id, why) for row in rows if (why := _why(registration, row, uniqueness))]


def _why(registration: Registration, row: Any, uniqueness: str) -> tuple[str, ...]:
    other = Registration(
        row.id, row.partner_id, "", title=row.title, products=frozenset(plain(line["product"]) for line in row.lines or ())
    )
    keys = Keys(row.name_key, row.domain_key, row.registration_key, row.customer_country)
    return shared(registration.keys, keys) if overlaps(registration, other, uniqueness) else ()


def clearance(deal: Any, standings: Collection[Standing]) -> str:
    """Return what the check says of other partners' registrations: clear, contested or protected."""
    others = [s for s in standings if s.partner_id != deal.partner_id]
    if any(s.protected for s in others):
        return "protected"
    return "contested" if others else "clear"


def answer(deal: Any, found: str) -> str:
    """Return what the partner is told: by default the same for all, else `found` for so many registrations a day."""
    if settings()["disclosure"] != "status":
        return "received"
    since = clock.now() - timedelta(days=1)
    lately = select(sa.func.count(Deal.id)).where(Deal.partner_id == deal.partner_id, Deal.submitted_at > since)
    asked = db.session.execute(lately).scalar_one()
    return found if asked < settings()["answers_per_day"] else "received"
