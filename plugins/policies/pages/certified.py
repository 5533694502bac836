"""Beside a partner: who of its people is certified in what, and until when."""

import uuid
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from flask import Blueprint

from hansa import NotFound, clock, current_scope, entity_of, policy, records, render, shown
from plugins.policies.certificates import composing
from plugins.policies.facts.knowing import facts_of

SOON = timedelta(days=60)
"""A certificate that ends within this time is marked."""


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.get("/certified/<uuid:partner>", endpoint="certified")(policy("policies.figure.view")(certified))


def certified(partner: uuid.UUID) -> str:
    """The certificates that count for a partner today, by person; its own people and the vendor's see it."""
    actor = current_scope().actor
    if not actor.staff and actor.partner_id != partner:
        raise NotFound()
    records.get(entity_of("core.partner"), partner)
    today = clock.today(current_scope().program.zone)
    people: dict[str, list[Any]] = {}
    for one in facts_of("partner", partner, today)["partner.certificates"]:
        people.setdefault(one["person"], []).append(one)
    made = {whole.name for whole in composing.wholes()}
    rows = [SimpleNamespace(person=person, held=[_held(one, made, today) for one in held]) for person, held in sorted(people.items())]
    return render("policies/certified.html", block="page", rows=rows)


def _held(one: Any, made: set[str], today: date) -> SimpleNamespace:
    until = one["valid_until"]
    return SimpleNamespace(
        name=one["name"],
        whole=one["name"] in made,
        until=shown("date", until).striptags() if until else "",
        soon=until is not None and until <= today + SOON,
    )
