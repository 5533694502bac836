"""Partners of the demo with their figures, levels since a while, points, and changes on their way."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from hansa import clock, current_scope, db, entity_of, perform, records
from hansa.demo import Scope, acting_as, at, people
from plugins.policies.api import draft, facts_of_many, kind_of, known, list_by, make_policy, publish, reckon
from plugins.tiering.demo import programs as told
from plugins.tiering.demo.words import Words, words
from plugins.tiering.models import Change
from plugins.tiering.standing import effecting, programs, reviewing, standings

SINCE = 400
"""So many days ago the programs began."""
FACTS = {"revenue_12m": "money", "returns_percent": "percent", "stock_plan": "bool", "tier": "text", "answer_hours": "integer", "reviews_held": "integer"}
LISTED = ("orders.revenue", "deals.won", "orders.customers")
LEVELS = ("gold", "bronze", "silver")
REVENUE: Mapping[str, Sequence[int]] = {
    "gold": (640_000, 380_000, 1_350_000),
    "silver": (236_000, 118_000, 610_000),
    "bronze": (64_000, 139_000, 12_000),
}
"""Revenue of partners by the level they come from: one that keeps it, one that is close, one that is not."""


def load() -> None:
    """Fill levels of the active program: policies, facts, history, points, a review, what people decided about it."""
    said, crowd = words(), people()
    manager = next(scope for scope in crowd[None] if "manager" in scope.actor.roles)
    partners = [partner for partner in crowd if partner is not None]
    today = clock.today(current_scope().program.zone)
    _declare(said)
    _publish(said, manager)
    levels = _levels(partners, today)
    _facts(partners, levels, said, today)
    _certificates(partners, levels, said, today)
    _history(partners, levels, today)
    _awards(partners, said, manager, today)
    _members({one: crowd[one] for one in partners[2:]}, said, manager, today)
    for track in programs.tracks(today):
        reviewing.review(track.slug, partners, today)
    effecting.due(today)
    _decide(said, manager)
    _listed()


def _listed() -> None:
    """The partner list shows what partners sold and won: by now everybody has told of it."""
    measures = known()
    for key in (one for one in LISTED if one in measures.keys):
        list_by(measures.of(key), "trailing 12 months")
    reckon()


def _declare(said: Words) -> None:
    kind = entity_of("policies.fact_kind")
    known = set(db.session.scalars(sa.select(kind.model.name).where(kind.model.subject == "partner")))
    rows = [
        {"name": name, "subject": "partner", "type": type_, "label": said.facts[name]} for name, type_ in FACTS.items() if name not in known
    ]
    records.create_many(kind, rows)


def _publish(said: Words, manager: Scope) -> None:
    kind, began = kind_of(programs.KEY), clock.now() - timedelta(days=SINCE)
    with at(began), acting_as(manager):
        documents = (("sales", said.sales, told.sales(said)), ("service", said.service, told.service(said)), ("showroom", said.showroom, told.showroom(said)))
        for slug, label, document in documents:
            publish(draft(make_policy(kind, slug, label), document, note=said.notes[0]), began)
    with acting_as(manager):
        draft(make_policy(kind, "sales"), told.sales(said, gold=700_000), note=said.notes[1])


def _levels(partners: Sequence[uuid.UUID], today: date) -> dict[uuid.UUID, str]:
    """Return the levels partners stand on: those the program keeps as facts already, else in turns."""
    kept = facts_of_many("partner", partners, today)
    return {one: kept[str(one)].get("partner.tier") or LEVELS[n % 3] for n, one in enumerate(partners)}


def _facts(partners: Sequence[uuid.UUID], levels: Mapping[uuid.UUID, str], said: Words, today: date) -> None:
    start = (today - timedelta(days=30)).isoformat()
    rows = []
    for n, one in enumerate(partners):
        revenue = (REVENUE[levels[one]][n // 2 % 3] + 1_370 * n) * said.rate
        values = {"revenue_12m": str(revenue), "returns_percent": f"{1 + n % 3}.5", "stock_plan": "yes" if n % 3 else "no"}
        values |= {"answer_hours": str(12 + 9 * (n % 6)), "reviews_held": str(n % 4)}
        common = {"subject": "partner", "partner_id": str(one), "effective_from": start}
        rows += [{**common, "name": name, "value": value, "source_id": f"erp-{n}-{name}"} for name, value in values.items()]
    records.create_many(entity_of("policies.fact"), rows)


def _certificates(partners: Sequence[uuid.UUID], levels: Mapping[uuid.UUID, str], said: Words, today: date) -> None:
    """Certify fitters: as many as the level asks, one short at some, some of them about to end."""
    rows = []
    for n, one in enumerate(partners):
        held = {"gold": 2, "silver": 1, "bronze": 0}.get(levels[one], 0) + (1 if n % 5 == 2 else 0) - (1 if n % 7 == 3 else 0)
        for person in range(held):
            ends = today + timedelta(days=45 if n % 4 == 1 and person == 0 else 300 + 11 * n)
            rows.append(
                {
                    "partner_id": str(one), "person": f"fitter{person + 1}@shop{n + 1}.example", "name": said.course,
                    "issued_on": (ends - timedelta(days=730)).isoformat(), "valid_until": ends.isoformat(), "source_id": f"fitter-{n}-{person}",
                }
            )  # fmt: skip
    records.create_many(entity_of("policies.certificate"), rows)


def _history(partners: Sequence[uuid.UUID], levels: Mapping[uuid.UUID, str], today: date) -> None:
    """Have partners stand on their levels since a while; some came there from a lower one."""
    for n, one in enumerate(partners):
        if levels[one] != "bronze" and n % 2:
            standings.stand(one, "sales", "bronze", today - timedelta(days=SINCE - 5))
        standings.stand(one, "sales", levels[one], today - timedelta(days=SINCE - 20 - 9 * n % 150))


def _awards(partners: Sequence[uuid.UUID], said: Words, manager: Scope, today: date) -> None:
    with acting_as(manager):
        for n, one in enumerate(partners):
            for category, amount, label in said.awards[: n % 4]:
                raw = {
                    "kind": "points", "category": category, "amount": amount, "label": label, "evidence": said.evidence,
                    "earned_on": (today - timedelta(days=20 + 31 * (n % 11))).isoformat(),
                }  # fmt: skip
                records.create(entity_of("tiering.award"), raw, partner_id=one)


def _members(crowd: Mapping[uuid.UUID, Sequence[Scope]], said: Words, manager: Scope, today: date) -> None:
    """Have some partners join the showroom program: one waits, two are in, one asks to stay, one was declined."""
    entity = entity_of("tiering.enrolment")
    ends = (None, today + timedelta(days=40), today + timedelta(days=610), today + timedelta(days=21), None)
    for n, (one, note, end) in enumerate(zip(crowd, said.asks, ends, strict=False)):
        with at(clock.now() - timedelta(days=3 if n == 0 else 120 + 31 * n)):
            made = records.create(entity, {"track": "showroom", "note": note or None}, partner_id=one).id
            if end is not None:
                _moved(manager, made, "admit", ends_on=end.isoformat())
            elif n:
                _moved(manager, made, "decline", reason=said.declined)
        asks = next((scope for scope in crowd[one] if n == 3 and scope.actor.may("tiering.enrolment.create")), None)
        if asks is not None:
            _moved(asks, made, "ask_renewal")


def _moved(who: Scope, enrolment: uuid.UUID, name: str, **raw: str) -> None:
    entity = entity_of("tiering.enrolment")
    with acting_as(who):
        perform(entity, records.get(entity, enrolment), name, raw)


def _decide(said: Words, manager: Scope) -> None:
    """A person proposes one promotion and waives one loss; the rest waits for whoever tries the demo."""
    entity = entity_of("tiering.change")
    wanted = sa.select(Change.id, Change.state).where(Change.state.in_(("eligible_up", "notified"))).order_by(Change.id.desc())
    ready = {row.state: row.id for row in db.session.execute(wanted)}
    until = clock.today(current_scope().program.zone) + timedelta(days=120)
    moves = (("eligible_up", "propose", {}), ("notified", "waive", {"waived_until": until.isoformat(), "reason": said.waiver}))
    with acting_as(manager):
        for state, name, raw in moves:
            if state in ready:
                perform(entity, records.get(entity, ready[state]), name, raw)
