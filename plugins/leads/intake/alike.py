"""Leads and deals about the same company: found as a lead comes in, and once more before it is sent on its way."""

import uuid
from typing import Any

import sqlalchemy as sa

from hansa import db, select
from plugins.leads.models import Lead
from plugins.matching.api import Party, PartySource, in_words, search

LEADS, DEALS = "leads.lead", "deals.deal"
COMPANIES = PartySource(
    LEADS, name="company", country="country", domain="domain", registration="registration_no", phone="contact_phone", place="city",
    when=lambda lead: lead.state not in ("discarded", "withdrawn"),
)  # fmt: skip
MOST = 5
UNSENT = ("new", "ready")


def alike(lead: Any) -> list[dict[str, Any]]:
    """Return leads and deals about the same company, or perhaps it, with the reasons; for staff."""
    party = Party(lead.company, lead.country, lead.domain, lead.registration_no, lead.contact_phone, lead.city)
    found = [hit for hit in search(party, entities=(DEALS, LEADS), most=MOST + 1) if hit.record_id != lead.id][:MOST]
    return [
        {"entity": hit.entity, "id": str(hit.record_id), "verdict": hit.match.verdict, "name": hit.party.name, "why": [in_words(r) for r in hit.match.reasons]}
        for hit in found
    ]  # fmt: skip


def known(lead: Any) -> bool:
    """Tell whether the company of a lead was surely known as it came in."""
    return any(hit["verdict"] == "same" for hit in lead.alike or ())


def met_since(lead: Any) -> list[dict[str, Any]]:
    """Return what came in with a lead about the same company and goes before it; nothing where there is no such thing.

    Rows of one sheet, and forms that are sent at one moment, do not see each other as they are saved. The first of them goes on.
    """
    found = alike(lead) if lead.company else []
    same = [hit for hit in found if hit["verdict"] == "same"]
    leads = [uuid.UUID(hit["id"]) for hit in same if hit["entity"] == LEADS]
    before = sa.or_(Lead.id < lead.id, Lead.state.not_in(UNSENT))
    if len(leads) == len(same) and (not leads or not db.session.execute(select(Lead.id).where(Lead.id.in_(leads), before).limit(1)).first()):
        return []
    return found
