"""Leads for the demo: taken in over three weeks, routed by the engine, answered and worked on by the people of the demo."""

import random
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hansa import Problem, clock, current_scope, db, entity_of, perform, records
from hansa.demo import Scope, acting_as, at, customers, people
from plugins.leads.demo_words import CHINESE, ENGLISH, Words
from plugins.leads.distribute import distribute

COUNT = 36
SHOWN = (0, 6, 24)
"""The partners one can sign in as, counted as the demo makes them."""
STEPS = ("accept", "accept", "accept", "decline", "wait")


def load() -> None:
    """Make the leads of the active program, with a queue, a web form and what partners say of their capacity."""
    program = current_scope().program
    words = CHINESE if program.locale.startswith("zh") else ENGLISH
    crowd = people()
    manager = next(scope for scope in crowd[None] if "manager" in scope.actor.roles)
    partners = {partner: members[-1] for partner, members in crowd.items() if partner is not None}
    _around(manager, partners, words)
    rng, companies, now = random.Random(program.slug), customers(), clock.now()
    for number in range(COUNT):
        moment = now - timedelta(days=20 - 20 * number / COUNT, minutes=rng.randint(1, 300))
        company = companies[-1 - number * 3]
        _live(_take_in(manager, words, rng, company, moment, number), moment, number, manager, partners, words, rng, now)


def _around(manager: Scope, partners: Mapping[uuid.UUID, Scope], words: Words) -> None:
    with acting_as(manager):
        records.create(entity_of("leads.queue"), {"name": words.queue, "key": "inside"})
        form = {"name": words.form, "slug": "contact", "intro": words.intro, "consent_text": words.consent, "consent_months": 24}
        records.create(entity_of("leads.web_form"), form)
    for place, scope in enumerate(list(partners.values())[:9]):
        with acting_as(scope):
            records.create(
                entity_of("leads.capacity"), {"most_open": 6 + place, "weekdays": ["1", "2", "3", "4", "5"], "opens": 8, "closes": 18}
            )


def _take_in(manager: Scope, words: Words, rng: random.Random, company: Any, moment: datetime, number: int) -> uuid.UUID:
    topic, need, product = words.topics[number % len(words.topics)]
    given = {
        "title": topic, "need": need, "product": product, "value_band": rng.choice(("s", "m", "m", "l", "xl")),
        "source": rng.choice(("web", "event", "referral", "import")), "campaign": rng.choice(words.campaigns), "score": rng.randint(20, 95),
        "company": company.name, "country": company.country, "domain": company.domain, "registration_no": company.registration_no,
        "contact_name": words.contacts[number % len(words.contacts)], "contact_role": words.role,
        "contact_email": f"info@{company.domain}" if company.domain else None, "region": getattr(company, "region", None),
        **({} if number % 12 == 11 else {"consent_basis": "consent", "consent_text": words.consent}),
    }  # fmt: skip
    with at(moment), acting_as(manager):
        made: uuid.UUID = records.create(entity_of("leads.lead"), {name: value for name, value in given.items() if value}).id
    return made


def _live(
    lead_id: uuid.UUID,
    moment: datetime,
    number: int,
    manager: Scope,
    partners: Mapping[uuid.UUID, Scope],
    words: Words,
    rng: random.Random,
    now: datetime,
) -> None:
    """Route a lead and let the partner do something with it, as far as time has come."""
    entity = entity_of("leads.lead")
    with at(moment + timedelta(minutes=5)):
        lead = records.get(entity, lead_id)
        if lead.state != "ready" or number % 9 == 8:
            return
        if number % 4 == 1:
            _by_hand(lead_id, list(partners)[SHOWN[number // 4 % len(SHOWN)] % len(partners)], manager, words)
            lead = records.get(entity, lead_id)
        else:
            perform(entity, lead, "distribute")
            distribute([lead])
        holder, copies = lead.holder_id, entity_of("leads.assignment")
        copy = next(iter(_copies(lead_id)), None)
    if copy is None or holder not in partners:
        return
    step = STEPS[number % len(STEPS)] if moment < now - timedelta(days=1) else "wait"
    scope = partners[holder]
    for hours, name, raw in _steps(step, number, words):
        then = moment + timedelta(hours=hours)
        if then >= now:
            return
        with at(then), acting_as(scope):
            try:
                perform(copies, records.get(copies, copy), name, raw)
            except Problem:
                return
    if step == "decline" and moment + timedelta(hours=8) < now:
        with at(moment + timedelta(hours=8)):
            distribute([records.get(entity, lead_id)])


def _by_hand(lead_id: uuid.UUID, partner: uuid.UUID, manager: Scope, words: Words) -> None:
    """Some leads go to the partners one can sign in as."""
    entity = entity_of("leads.lead")
    with acting_as(manager):
        perform(entity, records.get(entity, lead_id), "assign", {"partner_id": str(partner), "reason": words.known})


def _steps(step: str, number: int, words: Words) -> list[tuple[int, str, dict[str, Any]]]:
    if step == "wait":
        return []
    if step == "decline":
        return [(7, "decline", {"reason_code": ("no-capacity", "unable-to-support", "too-small")[number % 3], "reason": words.declined})]
    found: list[tuple[int, str, dict[str, Any]]] = [(5, "accept", {"next_action": words.next_step, "contacted": False})]
    if number % 2 == 0:
        found.append(
            (
                30,
                "log",
                {"reason": words.logged, "contacted": True, "next_action": words.offer, "expected_revenue": str(4_000 + 900 * number)},
            )
        )
    if number % 7 == 0:
        found.append((100, "win", {"amount": str(5_000 + 1_000 * number), "reason": words.won}))
    elif number % 7 == 5:
        found.append((120, "lose", {"reason_code": "no-budget", "reason": words.lost}))
    return found


def _copies(lead_id: uuid.UUID) -> list[uuid.UUID]:
    model = entity_of("leads.assignment").model
    return list(db.session.scalars(sa.select(model.id).where(model.lead_id == lead_id)))
