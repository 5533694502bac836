"""Leads for the demo: taken in over three weeks, routed by the engine, answered and worked on by the people of the demo."""

import random
import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hansa import clock, current_scope, db, entity_of, perform, records
from hansa.demo import Scope, acting_as, at, customers, people
from plugins.leads.demo.scripts import has_deals, play, scripts
from plugins.leads.demo.words import CHINESE, ENGLISH, Words
from plugins.leads.offers.terms import KIND
from plugins.leads.routing.distribute import distribute
from plugins.policies.api import draft, kind_of, make_policy, publish

ROUTED = 24
SHOWN = (0, 1, 2)
"""The partners one can sign in as: their people come first."""

SOURCES = ("web", "import", "event", "referral", "web", "web")
POLICY: dict[str, Any] = {
    "rules": [
        {"name": "fairs", "when": 'lead.source == "event"', "method": "shark_tank"},
        {"name": "small_imports", "when": 'lead.source == "import" and lead.value_band == "s"', "method": "manual", "otherwise": "queue:inside"},
        {"name": "large", "when": 'lead.value_band in ("l", "xl")', "method": "weighted", "weight": "2 if partner.kind == \"distributor\" else 1"},
        {"name": "rest", "method": "longest_wait", "ties": ["most_room"], "wait_width": 60, "wait_limit": 5_760, "otherwise": "queue:inside"},
    ],
    "asks": ["next_action"],
}  # fmt: skip


def load() -> None:
    """Make the leads of the active program, with its policy, a queue, a web form and what partners say of their capacity."""
    program, now = current_scope().program, clock.now()
    words = CHINESE if program.locale.startswith("zh") else ENGLISH
    crowd = people()
    manager = next(scope for scope in crowd[None] if "manager" in scope.actor.roles)
    partners = {partner: members[-1] for partner, members in crowd.items() if partner is not None}
    with at(now - timedelta(days=30)):
        publish(draft(make_policy(kind_of(KIND)), POLICY))
        _around(manager, partners, words)
    rng, firms = random.Random(program.slug), _firms()
    for number in range(ROUTED):
        moment = now - timedelta(days=20 - 20 * number / ROUTED, minutes=rng.randint(1, 300))
        _route(_take_in(manager, words, rng, next(firms), moment, number), moment, number)
    for place in SHOWN:
        partner = list(partners)[place % len(partners)]
        _play_all(partner, partners[partner], manager, words, rng, firms)
    _close_some(manager, words, rng, firms)


def _firms() -> Iterator[Any]:
    """Yield companies, from the last of the demo on, so that few are those of deals."""
    return iter(customers()[::-3])


def _play_all(partner: uuid.UUID, scope: Scope, manager: Scope, words: Words, rng: random.Random, firms: Iterator[Any]) -> None:
    """Give a partner a lead for every state its copy can have."""
    now = clock.now()
    for number, script in enumerate(scripts(words, now, has_deals())):
        given = now - timedelta(hours=script.ago)
        lead = _take_in(manager, words, rng, next(firms), given - timedelta(hours=1), number, source="referral")
        with at(given), acting_as(manager):
            entity = entity_of("leads.lead")
            perform(entity, records.get(entity, lead), "assign", {"partner_id": str(partner), "reason": words.known})
        play(script, lead, _copy(lead, partner), given, scope, manager)


def _close_some(manager: Scope, words: Words, rng: random.Random, firms: Iterator[Any]) -> None:
    """Leads that end before any partner has them."""
    entity, moment = entity_of("leads.lead"), clock.now() - timedelta(days=3)
    for number, reason in enumerate(("spam", "duplicate")):
        lead = _take_in(manager, words, rng, next(firms), moment, number)
        with at(moment + timedelta(hours=2)), acting_as(manager):
            perform(entity, records.get(entity, lead), "discard", {"reason_code": reason})


def _around(manager: Scope, partners: Mapping[uuid.UUID, Scope], words: Words) -> None:
    with acting_as(manager):
        records.create(entity_of("leads.queue"), {"name": words.queue, "key": "inside"})
        form = {"name": words.form, "slug": "contact", "intro": words.intro, "consent_text": words.consent, "consent_months": 24}
        records.create(entity_of("leads.web_form"), form)
    today = clock.today(current_scope().program.zone)
    for place, scope in enumerate(list(partners.values())[:9]):
        with acting_as(scope):
            away = today + timedelta(days=30 + 3 * place)
            days = {"first_day": away.isoformat(), "last_day": (away + timedelta(days=4)).isoformat(), "why": words.away}
            records.create(entity_of("leads.absence"), days)
            records.create(
                entity_of("leads.capacity"), {"most_open": 6 + place, "weekdays": ["1", "2", "3", "4", "5"], "hours": "08:30-12:00, 13:00-17:30"}
            )


def _take_in(
    manager: Scope, words: Words, rng: random.Random, company: Any, moment: datetime, number: int, *, source: str = ""
) -> uuid.UUID:  # fmt: skip
    topic, need, product = words.topics[number % len(words.topics)]
    given = {
        "title": topic, "need": need, "product": product, "value_band": rng.choice(("s", "m", "m", "l", "xl")),
        "source": source or SOURCES[number % len(SOURCES)], "campaign": rng.choice(words.campaigns), "score": rng.randint(20, 95),
        "company": company.name, "country": company.country, "domain": company.domain, "registration_no": company.registration_no,
        "contact_name": words.contacts[number % len(words.contacts)], "contact_role": words.role,
        "contact_email": f"info@{company.domain}" if company.domain else None, "region": getattr(company, "region", None),
        **({} if number % 12 == 11 and not source else {"consent_basis": "consent", "consent_text": words.consent}),
    }  # fmt: skip
    with at(moment), acting_as(manager):
        made: uuid.UUID = records.create(entity_of("leads.lead"), {name: value for name, value in given.items() if value}).id
    return made


def _route(lead_id: uuid.UUID, moment: datetime, number: int) -> None:
    """Distribute a lead by the rules; some still wait for it."""
    entity = entity_of("leads.lead")
    with at(moment + timedelta(minutes=5)):
        lead = records.get(entity, lead_id)
        if lead.state == "ready" and number % 9 != 8:
            perform(entity, lead, "distribute")
            distribute([lead])


def _copy(lead_id: uuid.UUID, partner: uuid.UUID) -> uuid.UUID:
    model = entity_of("leads.assignment").model
    return db.session.scalars(sa.select(model.id).where(model.lead_id == lead_id, model.partner_id == partner)).one()
