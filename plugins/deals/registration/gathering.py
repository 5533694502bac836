"""The facts of one registration, gathered for its policy: what costs a statement is asked only where the policy reads it."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from hansa import Company, current_scope, db, directory, entity_of, facts, files, records, select
from plugins.deals.duplicates.matching import grant_key, plain
from plugins.deals.duplicates.rivals import Check, elsewhere, registration_of
from plugins.deals.models import Deal, EvidenceUse
from plugins.deals.registration.vocabulary import OWN_SAME, SETTINGS, of_partner, vocabularies
from plugins.deals.settings import settings
from plugins.deals.states import LIVE, PROTECTED
from plugins.policies.api import Compiled, facts_of, facts_of_many, names_in

DAY = timedelta(days=1)
AFTER_GRANT = ("extend", "reinstate", "progress")
"""Steps of what has been protected before."""
ENDED = ("won", "lost", "rejected", "expired")


def distributor_of(deal: Any, policy: Compiled) -> Company | None:
    """Return the distributor a registration goes through: the one the partner stands under now, where the policy protects both."""
    if policy["distributor"] == "no":
        return None
    return above(deal.partner_id)


def above(partner_id: uuid.UUID) -> Company | None:
    """Return the distributor of a partner; for callers behind the wall, as a partner need not see it."""
    partner = directory.company(partner_id)
    return directory.company(partner.distributor_id) if partner and partner.distributor_id else None


def gathered(deal: Any, step: str, policy: Compiled, key: tuple[str, ...], check: Check, now: datetime) -> dict[str, Any]:
    """Return the facts of a registration at a step; for callers behind the wall."""
    names = names_in(policy)
    found = {**_own(deal), **_days(deal, step, now), **_counted(deal, step, check)}
    found |= known_of(deal.partner_id, names, found["today"])
    if check.distributor_id and any(name.startswith("distributor.") for name in names):
        found |= facts_of("partner", check.distributor_id, found["today"], prefix="distributor")
    if any(name.startswith("customer.") for name in names):
        found |= _customer(deal, found["today"])
    if "own.protections" in names or policy["quota"] is not None:
        found["own.protections"] = _protections(deal)
    if "key.elsewhere" in names:
        found["key.elsewhere"] = sum(hit.match.verdict == "same" and hit.owner_id not in (None, deal.partner_id) for hit in elsewhere(deal))
    if any(name in names for name in ("key.registrations", *(f"key.{state}" for state in ENDED))):
        found |= _ended(deal, grant_key(registration_of(deal, key), key))
    if names & OWN_SAME:
        found |= _own_before(deal, grant_key(registration_of(deal, key), key))
    if any(name.startswith("evidence.") for name in names) or policy["evidence_once"] != "no" or _wants_evidence(policy):
        found |= _evidence(deal, policy["evidence_once"], grant_key(registration_of(deal, key), key), check)
    return found


def known_of(partner_id: uuid.UUID, names: frozenset[str], today: date) -> dict[str, Any]:
    """Return what rules ask of a partner: its own record, what the program keeps of it, what became of what it registered."""
    found: dict[str, Any] = {}
    if any(name.startswith("partner.") for name in names):
        found |= {**_partner(partner_id, names), **facts_of("partner", partner_id, today)}
    if "own.won" in names or "own.ended" in names:
        found |= record_of_partner(partner_id).facts
    return found


def _wants_evidence(policy: Compiled) -> bool:
    return policy["checks"] is not None and any("evidence" in clause.values for clause in policy["checks"].rows)


def _own(deal: Any) -> dict[str, Any]:
    known = vocabularies()[""]
    lines = deal.lines or ()
    values = {name: value for name, value in facts.values_of(entity_of("deals.deal"), deal, "deal").items() if name in known}
    given = settings()
    return {
        **values,
        "deal.units": sum(line.get("quantity") or 0 for line in lines),
        "deal.products": sorted({plain(line["product"]) for line in lines}),
        **{name: given[name.removeprefix("setting.")] for name in SETTINGS},
    }


def _partner(partner_id: uuid.UUID, names: frozenset[str]) -> dict[str, Any]:
    """What rules ask of the partner's own record; its row is read only where they do."""
    asked = names & of_partner().keys()
    if not asked:
        return {}
    entity = entity_of("core.partner")
    values = facts.values_of(entity, records.get(entity, partner_id), "partner")
    return {name: values[name] for name in sorted(asked) if values.get(name) is not None}


def _days(deal: Any, step: str, now: datetime) -> dict[str, Any]:
    zone = ZoneInfo(current_scope().program.zone)
    today = now.astimezone(zone).date()
    submitted = (deal.submitted_at or now).astimezone(zone).date()
    last = deal.protected_until - DAY if deal.protected_until else None
    decided = deal.protected_from if step in AFTER_GRANT and deal.protected_from else today
    return {
        "step": step, "today": today, "submitted_on": submitted, "decided_on": decided, "protected_until": last,
        "activity_on": deal.activity_on or decided, "window_until": deal.window_until or last,
        "days_left": (last - today).days if last else None,
    }  # fmt: skip


def _counted(deal: Any, step: str, check: Check) -> dict[str, Any]:
    others, own = check.others(), [s for s in check.rivals if check.own(s)]
    return {
        "order": check.order(deal), "extensions": deal.extensions or 0, "customer_choice": deal.chosen,
        "has_distributor": check.distributor_id is not None,
        "key.live": len(others), "key.protected": sum(s.protected for s in others), "key.own": len(own),
        "key.possible": sum(not check.own(s) for s in check.perhaps),
    }  # fmt: skip


def _customer(deal: Any, today: date) -> dict[str, Any]:
    """What the program knows of the end customer, kept by its number, its domain or its name; the surest source wins."""
    keys = [key for key in (deal.customer_name, deal.customer_domain, deal.customer_registration_no) if key]
    known = facts_of_many("customer", keys, today)
    return {name: value for key in keys for name, value in known[str(key).casefold()].items()}


class TrackRecord(NamedTuple):
    """What became of what a partner registered."""

    won: int
    ended: int
    protected: int

    @property
    def facts(self) -> dict[str, int]:
        return {"own.won": self.won, "own.ended": self.ended}


def record_of_partner(partner_id: uuid.UUID) -> TrackRecord:
    """Count what a partner has won of what it registered: who registers everything wins little of it. One statement."""
    counting = select(Deal.state, sa.func.count(Deal.id)).where(Deal.partner_id == partner_id).group_by(Deal.state)
    found: dict[str, int] = {row[0]: row[1] for row in db.session.execute(counting)}
    return TrackRecord(found.get("won", 0), sum(found.get(state, 0) for state in ENDED), sum(found.get(state, 0) for state in PROTECTED))


def _protections(deal: Any) -> int:
    mine = select(sa.func.count(Deal.id)).where(Deal.partner_id == deal.partner_id, Deal.state.in_(PROTECTED), Deal.id != deal.id)
    return int(db.session.execute(mine).scalar_one())


def _ended(deal: Any, unique_key: str) -> dict[str, int]:
    counting = select(Deal.state, sa.func.count(Deal.id)).where(Deal.unique_key == unique_key, Deal.id != deal.id).group_by(Deal.state)
    found: dict[str, int] = {row[0]: row[1] for row in db.session.execute(counting)}
    live = sum(found.get(state, 0) for state in LIVE)
    return {"key.registrations": live + sum(found.get(state, 0) for state in ENDED), **{f"key.{s}": found.get(s, 0) for s in ENDED}}


def _own_before(deal: Any, unique_key: str) -> dict[str, Any]:
    """What became of the partner's own registrations for the same: who won it before, and when a partner may come again."""
    mine = select(sa.func.count(Deal.id).filter(Deal.state == "won"), sa.func.max(Deal.protected_until).filter(Deal.state == "expired"))
    won, until = db.session.execute(mine.where(Deal.unique_key == unique_key, Deal.partner_id == deal.partner_id, Deal.id != deal.id)).one()
    return {"own.same_won": won, "own.same_until": until - DAY if until else None}


def _evidence(deal: Any, once: str, unique_key: str, check: Check) -> dict[str, Any]:
    """What was shown, and how many of the documents were shown before: twice in this registration, or elsewhere, as far as that counts."""
    shown = files.list_for(deal)
    digests = [file.sha256 for file in shown]
    used = len(digests) - len(set(digests))
    if once in ("opportunity", "program") and digests:
        elsewhere = select(EvidenceUse.sha256).where(EvidenceUse.sha256.in_(digests), EvidenceUse.deal_id != deal.id)
        if once == "opportunity":
            same = select(Deal.id).where(Deal.unique_key == unique_key)
            met = [standing.rival.deal_id for standing in check.rivals]
            elsewhere = elsewhere.where(sa.or_(EvidenceUse.deal_id.in_(same), EvidenceUse.deal_id.in_(met)))
        used += len(set(db.session.execute(elsewhere).scalars()))
    return {"evidence.files": len(shown), "evidence.kinds": sorted({file.kind for file in shown if file.kind}), "evidence.used": used}


def keep_evidence(deal: Any) -> None:
    """Remember the documents of a registration, so that they are known when they are shown again."""
    known = set(db.session.execute(select(EvidenceUse.sha256).where(EvidenceUse.deal_id == deal.id)).scalars())
    fresh = {file.sha256 for file in files.list_for(deal)} - known
    db.session.add_all(
        EvidenceUse(program_id=deal.program_id, partner_id=deal.partner_id, deal_id=deal.id, sha256=digest) for digest in sorted(fresh)
    )
