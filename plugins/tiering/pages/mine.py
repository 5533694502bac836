"""Where I stand: the frequent-flyer page of a partner, the simulator, and the card of the home page."""

import uuid
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, redirect, request, url_for

from hansa import NotFound, _, current_scope, entity_of, policy, records, render, url_of, with_toast
from plugins.tiering.engine.climbing import climb
from plugins.tiering.entities import ENROLMENT
from plugins.tiering.pages import figures, joining, told
from plugins.tiering.pages.told import Told
from plugins.tiering.standing import scoring

LONGEST = 20
"""Digits a simulated figure may have."""


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.get("/mine/", endpoint="mine")(policy("tiering.standing.view")(mine))
    pages.get("/of/<uuid:partner_id>", endpoint="of")(policy("tiering.standing.view")(of_partner))
    pages.get("/of/<uuid:partner_id>/<track>", endpoint="simulate")(policy("tiering.standing.view")(simulate))
    pages.post("/join/<track>", endpoint="join")(policy("tiering.enrolment.create")(join))
    pages.get("/cards/mine", endpoint="mine_card")(policy("tiering.standing.view")(mine_card))
    pages.get("/panels/<uuid:partner_id>", endpoint="partner_panel")(policy("tiering.standing.view")(panel))


def here(endpoint: str, **values: Any) -> str:
    return url_for(f"tiering.{endpoint}", program=current_scope().program.slug, **values)


def mine() -> Any:
    """Where the own partner stands; staff sees all partners at its desk."""
    actor = current_scope().actor
    if actor.staff or actor.partner_id is None:
        return redirect(here("desk"), 303)
    return _page(actor.partner_id)


def of_partner(partner_id: uuid.UUID) -> str:
    """Where one partner stands; its own people and the vendor's see it."""
    return _page(partner_id)


def join(track: str) -> Any:
    """Apply to join a program of levels for the own partner."""
    partner_id = current_scope().actor.partner_id
    if partner_id is None:
        raise NotFound()
    made = records.create(ENROLMENT, {"track": track, "note": request.form.get("note", "").strip() or None}, partner_id=partner_id)
    return with_toast(redirect(url_of(ENROLMENT, made.id), 303), _("Your application is with the vendor."))


def simulate(partner_id: uuid.UUID, track: str) -> Any:
    """What would come out with other figures; nothing is stored."""
    found = told.of_partner(_seen(partner_id), track)
    if not found:
        raise NotFound()
    return _page(partner_id, found, _result(found[0], request.args))


def mine_card() -> str:
    partner_id = current_scope().actor.partner_id
    if partner_id is None:
        raise NotFound()
    return render("tiering/card.html", block="page", tracks=told.of_partner(partner_id), url=here("mine"))


def panel(partner_id: uuid.UUID) -> str:
    return render("tiering/card.html", block="page", tracks=told.of_partner(_seen(partner_id)), url=here("of", partner_id=partner_id))


def _seen(partner_id: uuid.UUID) -> uuid.UUID:
    """Return the partner's id; NotFound for one the actor may not see, or may see only from above."""
    actor = current_scope().actor
    if not actor.staff and actor.partner_id != partner_id:
        raise NotFound()
    records.get(entity_of("core.partner"), partner_id)
    return partner_id


def _page(partner_id: uuid.UUID, found: list[Told] | None = None, result: Any = None) -> str:
    partner = records.get(entity_of("core.partner"), _seen(partner_id))
    own = current_scope().actor.partner_id == partner_id
    tracks = told.of_partner(partner_id) if found is None else found
    return render(
        "tiering/mine.html", block="page", tracks=tracks, partner=partner, own=own, result=result, here=here, risk=figures.day,
        score=scoring.score() if any(one.owed for one in tracks) else None, programs=joining.offered(partner_id),
    )  # fmt: skip


def _result(one: Told, given: Mapping[str, str]) -> Any:
    """Return the level other figures would give, and what is wrong with what was typed."""
    have: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for field in one.inputs:
        text = given.get(field.name, "").strip().replace(",", "")
        if field.condition:
            have[field.figure] = text == "1"
            continue
        try:
            have[field.figure] = _number(text) if text else None
        except InvalidOperation:
            errors[field.name] = _("Write a number.")
        field.text = text
    for field in one.inputs:
        field.value = have.get(field.figure)
    if errors:
        return SimpleNamespace(errors=errors, level=None, gains=[], track=one.track.slug, same=False)
    at = climb(one.track.ladder, have, one.level).at
    key = at.key if at else None
    return SimpleNamespace(
        errors={},
        level=one.track.label_of(key) or _("No level"),
        gains=told.gains(one.track, one.level, key),
        track=one.track.slug,
        same=key == one.level,
    )


def _number(text: str) -> Decimal:
    """Return a finite number of bearable length. Raises InvalidOperation."""
    found = Decimal(text)
    if len(text) > LONGEST or not found.is_finite() or abs(found.adjusted()) > LONGEST:
        raise InvalidOperation
    return found
