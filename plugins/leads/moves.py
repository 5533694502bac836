"""What the transitions of a partner's copy check and set. What follows for the lead itself is in `follow`."""

import uuid
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Unprocessable, _, behind, clock, current_scope, db, entity_of, records, select
from plugins.leads.models import Lead
from plugins.leads.offers import disclosure, terms
from plugins.leads.tasks import FOLLOW
from plugins.leads.words import DECLINES

Values = Mapping[str, Any]
GONE = N_("This lead is no longer offered to you.")
TAKEN = N_("Another partner was quicker.")
ENOUGH = N_("Leads from the pool you have open: %(n)s. Close one before you claim the next.")
NO_DEALS = N_("Deals are switched off in this program. Close the lead as won without a deal.")
IN_THE_PAST = N_("The expected close lies in the past. Give the day the customer is expected to order; today, if it has.")
NO_CONSENT = N_("The person has withdrawn the consent. The lead cannot be worked on.")


def _lead(record: Any) -> Any:
    """Return the state and holder of the lead, locked to the end of the unit: who comes second waits, and is refused."""
    with behind(FOLLOW):
        statement = select(Lead.state, Lead.holder_id, Lead.consent_withdrawn_at).where(Lead.id == record.lead_id)
        return db.session.execute(statement.with_for_update()).one()


def is_offered(record: Any, values: Values) -> None:
    """Raise Conflict unless the lead is this partner's to answer."""
    lead = _lead(record)
    if lead.consent_withdrawn_at is not None:
        raise Conflict(NO_CONSENT, code="no-consent")
    if lead.state != "offered" or lead.holder_id != record.partner_id:
        raise Conflict(GONE, code="not-offered")


def is_held(record: Any, values: Values) -> None:
    """Raise Conflict unless this partner works on the lead."""
    lead = _lead(record)
    if lead.state != "working" or lead.holder_id != record.partner_id:
        raise Conflict(GONE, code="not-offered")


def may_claim(record: Any, values: Values) -> None:
    """Raise Conflict when somebody was quicker, or the partner has claimed as much as it may hold."""
    if _lead(record).state != "pool":
        raise Conflict(TAKEN, code="taken")
    held = _from_pool(record.partner_id)
    if held >= terms.read(record.terms).get("claims", 0):
        raise Conflict(_(ENOUGH, n=held), code="claims")


def _from_pool(partner_id: uuid.UUID) -> int:
    """Count the leads a partner has claimed and still works on; what it was offered or found itself is no claim."""
    held = sa.and_(Lead.holder_id == partner_id, Lead.state == "working", Lead.plan["end"].as_string() == "pool")
    with behind(FOLLOW):
        found: int = db.session.execute(select(sa.func.count(Lead.id)).where(held)).scalar_one()
    return found


def demanded(record: Any) -> Collection[str]:
    """What has to be said at acceptance, by the policy the offer came under."""
    return tuple(terms.read(record.terms).get("asks", ()))


def accepted(record: Any, values: Values) -> Values:
    disclosure.reveal(record, disclosure.values_of(record.lead_id))
    now = clock.now()
    said = {name: value for name, value in values.items() if value is not None}
    contact = {"contacted_at": now} if values.get("contacted") else {}
    in_time = record.due_at is None or now <= record.due_at
    return {**said, **contact, "accepted_at": now, "in_time": in_time, "opened_at": record.opened_at or now}


def may_decline(record: Any, values: Values) -> None:
    is_offered(record, values)
    _listed(record, values)


def _listed(record: Any, values: Values) -> None:
    """Raise Unprocessable for a reason the policy does not list."""
    listed = terms.read(record.terms).get("reasons") or [code for code, _label in DECLINES]
    if values["reason_code"] not in listed:
        message = _("Choose one of the listed values.")
        raise Unprocessable(message, errors=[{"pointer": "/reason_code", "code": "invalid", "message": message}])


def ended(record: Any, values: Values) -> Values:
    """The partner no longer has the lead: what it knew goes."""
    disclosure.conceal(record)
    return {**values, "ended_at": clock.now()}


def given_back(record: Any, values: Values) -> Values:
    return {**ended(record, values), **_credit(record)}


def reclaimed(record: Any, values: Values) -> Values:
    return {**ended(record, values), **_credit(record)}


def _credit(record: Any) -> Values:
    """Work that was written down before the lead went on keeps its share, where the policy gives one."""
    percent = Decimal(terms.read(record.terms).get("credit_percent") or 0)
    return {"credit_percent": percent} if percent and record.acts else {}


def withdrawn(record: Any, values: Values) -> Values:
    disclosure.conceal(record, ())
    return {"ended_at": clock.now(), "withdrawn_at": clock.now()}


def logged(record: Any, values: Values) -> Values:
    said = {name: value for name, value in values.items() if value is not None and name != "reason"}
    contact = {"contacted_at": clock.now()} if values.get("contacted") and not record.contacted_at else {}
    said["contacted"] = record.contacted or bool(values.get("contacted"))
    return {**said, **contact, "acted_at": clock.now(), "acts": record.acts + 1, "warned_at": None}


def warned(record: Any, values: Values) -> Values:
    return {"warned_at": clock.now()}


def closed(record: Any, values: Values) -> Values:
    said = {name: values[name] for name in ("reason_code", "reason") if values.get(name)}
    return {**said, "outcome": "lost", "ended_at": clock.now()}


def may_convert(record: Any, values: Values) -> None:
    """Raise Conflict where this partner does not work on the lead, or the program has no deals; Unprocessable for a close that is past."""
    is_held(record, values)
    if "deals" not in current_scope().program.plugins:
        raise Conflict(NO_DEALS, code="no-deals")
    if values["close_date"] < clock.today(current_scope().program.zone):
        text = _(IN_THE_PAST)
        raise Unprocessable(text, errors=[{"pointer": "/close_date", "code": "in-the-past", "message": text}])


def converted(record: Any, values: Values) -> Values:
    """Make the deal in the same unit, so that neither is ever there without the other."""
    outcome = {"outcome": "won"} if values["mode"] == "both" else {}
    return {**won(record, values), "outcome": None, **outcome, "deal_id": _deal(record, values).id}


def won(record: Any, values: Values) -> Values:
    told = {"reason": values["reason"]} if values.get("reason") else {}
    return {**told, "outcome": "won", "expected_revenue": values["amount"], "contacted": True, "ended_at": clock.now()}


def _deal(record: Any, values: Values) -> Any:
    """Make a deal of what the partner's copy says, as a draft of the partner."""
    raw = {
        "title": record.title, "customer_name": record.company or record.title, "customer_country": record.country,
        "customer_domain": record.domain, "customer_registration_no": record.registration_no, "amount": str(values["amount"]),
        "close_date": values["close_date"].isoformat(), "need": record.need, "contact_name": record.contact_name,
        "contact_email": record.contact_email,
    }  # fmt: skip
    given = {name: value for name, value in raw.items() if value}
    return records.create(entity_of("deals.deal"), given, partner_id=record.partner_id)
