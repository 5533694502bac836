"""Promotions, authorisation, allocations and tiers of the demo."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from hansa import clock, current_scope, db, entity_of, perform, records
from hansa.demo import Scope, acting_as, at, catalogue
from plugins.catalog.demo.words import Words
from plugins.catalog.entities import ALLOCATION, AUTHORISATION, PROMOTION
from plugins.catalog.models import Family

PROMOTIONS: tuple[tuple[str, Mapping[str, Any], int, int, bool], ...] = (
    ("SPRING", {"kind": "percent", "percent": "5", "family_id": "helmets", "stack_group": "season"}, -20, 40, True),
    ("TUBES", {"kind": "free_goods", "buy": "10", "free": "1", "family_id": "tires-and-tubes", "rank": 20}, -10, 80, True),
    ("CLEAR", {"kind": "percent", "percent": "25", "family_id": "jerseys", "exclusive": True}, -200, -120, True),
    (
        "LAUNCH",
        {"kind": "percent", "percent": "3", "family_id": "touring-bikes", "kinds": ["reseller", "dealer"], "budget": "50000"},
        -5,
        55,
        True,
    ),
    ("NEXT", {"kind": "percent", "percent": "8", "family_id": "clothing", "least": "20", "condition": '"well-staffed" in partner.segments'}, 30, 90, False),
)
"""Code, what it gives, first day and end by days from today, whether it is published."""


def promotions(words: Words, manager: Scope) -> None:
    """Make the promotions at their time."""
    today, families = clock.today(current_scope().program.zone), _families()
    for code, given, first, end, out in PROMOTIONS:
        days = {"valid_from": (today + timedelta(days=first)).isoformat(), "valid_until": (today + timedelta(days=end)).isoformat()}
        raw = {**given, **days, "code": code, "label": words.promotions[code], "family_id": families[given["family_id"]]}
        with at(clock.now() + timedelta(days=min(first, 0) - 2)), acting_as(manager):
            made = records.create(PROMOTION, raw)
            if out:
                perform(PROMOTION, made, "publish")


def authorisation(words: Words, manager: Scope) -> None:
    """Who may sell what: certified fitters for touring bikes, no agents for components, one region less."""
    families = _families()
    rows: list[dict[str, Any]] = [
        {
            "code": "FITTING",
            "effect": "allow",
            "family_id": families["touring-bikes"],
            "certificate": words.course,
            "message": words.reasons["FITTING"],
        },
        {"code": "AGENTS", "effect": "deny", "family_id": families["components"], "kinds": ["agent"], "message": words.reasons["AGENTS"]},
        {"code": "DIST-FRAMES", "effect": "allow", "family_id": families["road-frames"], "kinds": ["distributor", "reseller"]},
    ]
    with acting_as(manager):
        records.create_many(AUTHORISATION, rows)


def allocations(words: Words, ids: Mapping[str, uuid.UUID], partner: uuid.UUID, manager: Scope) -> None:
    """What is scarce this season."""
    today = clock.today(current_scope().program.zone)
    days = {"valid_from": today.isoformat(), "valid_until": (today + timedelta(days=90)).isoformat()}
    frames = [one.number for one in catalogue() if one.kind == "Mountain Frames"][:3]
    limits: Sequence[dict[str, Any]] = (
        {"quantity": "120", "each": "12"},
        {"quantity": "60", "kinds": ["distributor"]},
        {"quantity": "15", "for_partner_id": str(partner)},
    )
    with acting_as(manager):
        rows = [
            {**days, **limit, "product_id": str(ids[number]), "note": words.scarce} for number, limit in zip(frames, limits, strict=True)
        ]
        records.create_many(ALLOCATION, rows)


def tiers(words: Words, partners: Sequence[uuid.UUID]) -> None:
    """Keep a tier for every partner as a fact, unless the program keeps it already."""
    kind, fact = entity_of("policies.fact_kind"), entity_of("policies.fact")
    known = db.session.scalar(sa.select(kind.model.id).where(kind.model.subject == "partner", kind.model.name == "tier"))
    if known is not None:
        return
    records.create(kind, {"name": "tier", "subject": "partner", "type": "text", "label": words.tier})
    start = (clock.today(current_scope().program.zone) - timedelta(days=700)).isoformat()
    rows = [
        {"subject": "partner", "partner_id": str(partner), "name": "tier", "value": words.tiers[0 if number % 6 == 0 else 1 if number % 3 == 1 else 2],
         "effective_from": start, "source_id": f"tier-{number}"}
        for number, partner in enumerate(partners)
    ]  # fmt: skip
    records.create_many(fact, rows)


def _families() -> dict[str, str]:
    return {row.code: str(row.id) for row in db.session.execute(sa.select(Family.code, Family.id))}
