"""What I earn: a partner's programs as they stand now, the distance to the next step, and what a basket would add."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from itertools import groupby
from typing import Any

from flask import Blueprint, redirect, request, url_for

from hansa import NotFound, _, clock, current_scope, entity_of, policy, records, render
from plugins.rebates.engine.engine import TEXTS
from plugins.rebates.engine.scale import Scale
from plugins.rebates.estimate.live import Estimate, Sight, estimates, sight
from plugins.rebates.estimate.settled import settled
from plugins.rebates.pages import figures, rewards

VIEW = "rebates.result.view"
LONGEST = 20
"""Digits an amount may have."""


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.get("/earnings/", endpoint="earnings")(policy(VIEW)(mine))
    pages.get("/earnings/<uuid:partner_id>", endpoint="earnings_of")(policy(VIEW)(of_partner))
    pages.get("/cards/earnings", endpoint="earnings_card")(policy(VIEW)(mine_card))


@dataclass(frozen=True)
class Bar:
    """A band of the picture of a scale: `height` of 100, in the place `at`."""

    at: int
    height: int
    label: str
    low: str
    reached: bool
    own: bool


@dataclass(frozen=True)
class Shown:
    """A component as the page shows it."""

    one: Estimate
    bars: Sequence[Bar]
    filled: int
    more: Fraction | None

    money, number, day = staticmethod(figures.money), staticmethod(figures.number), staticmethod(figures.day)

    @property
    def reasons(self) -> list[str]:
        return [_(TEXTS[code], what=self.one.component_label) for code in self.one.reasons]

    @property
    def size(self) -> str:
        return figures.size(self.one.qualified, self.one.unit)

    @property
    def distance(self) -> str:
        return figures.size(self.one.distance, self.one.unit)

    @property
    def rate(self) -> str:
        return figures.rate(self.one.rate, self.one.pays)


def here(endpoint: str, **values: Any) -> str:
    return url_for(f"rebates.{endpoint}", program=current_scope().program.slug, **values)


def mine() -> Any:
    """What the own partner earns; the vendor's people see their programs."""
    partner = current_scope().actor.partner_id
    return redirect(here("programs"), 303) if partner is None else _page(partner)


def of_partner(partner_id: uuid.UUID) -> str:
    """What one partner earns; its own people and the vendor's see it."""
    actor = current_scope().actor
    if not actor.staff and actor.partner_id != partner_id:
        raise NotFound()
    records.get(entity_of("core.partner"), partner_id)
    return _page(partner_id)


def mine_card() -> str:
    partner = current_scope().actor.partner_id
    if partner is None:
        raise NotFound()
    found = estimates(_seen(partner))
    total, expected = (sum((getattr(one, name) for one in found), Fraction(0)) for name in ("earned", "forecast"))
    return render(
        "rebates/earnings_card.html",
        block="page",
        total=figures.money(total),
        expected=figures.money(expected),
        shown=bool(found),
        url=here("earnings"),
    )


def _seen(partner: uuid.UUID) -> Sight:
    """Return what is seen of a partner, and of its people whoever looks."""
    me = current_scope().actor.membership_id
    return sight([partner], clock.today(current_scope().program.zone), person=me or uuid.UUID(int=0))


def _page(partner_id: uuid.UUID) -> str:
    partner, given = records.get(entity_of("core.partner"), partner_id), request.args
    basket, errors = _basket(given)
    seen = _seen(partner_id)
    found = estimates(seen)
    after = {(one.program, one.component): one for one in estimates(seen, [basket])} if basket else {}
    rows = [_shown(seen, one, after.get((one.program, one.component))) for one in found]
    gain = sum((one.earned for one in after.values()), Fraction(0)) - sum((one.earned for one in found), Fraction(0)) if basket else None
    programs = [(label, list(some)) for label, some in groupby(rows, key=lambda row: row.one.label)]
    own = current_scope().actor.partner_id == partner_id
    return render(
        "rebates/earnings.html", block="page", programs=programs, partner=partner, own=own, errors=errors,
        given=given, settled=settled(partner_id), rewards=rewards.shown() if own else [],
        taken_back=rewards.taken_back() if own else [], money=figures.money, gain=None if gain is None else figures.money(gain), here=here,
    )  # fmt: skip


def _basket(given: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the lines of the basket that was typed, and what is wrong with it."""
    found: dict[str, Any] = {name: text for name in ("product_line", "sku") if (text := given.get(name, "").strip())}
    errors = {}
    for name in ("amount", "quantity"):
        text = given.get(name, "").strip().replace(",", "")
        try:
            found |= {name: _typed(text)} if text else {}
        except InvalidOperation:
            errors[name] = _("Write a number.")
    return ({} if errors or not {"amount", "quantity"} & found.keys() else {"kind": "goods", **found}), errors


def _typed(text: str) -> Decimal:
    """Return a finite number of bearable length. Raises InvalidOperation."""
    found = Decimal(text)
    if len(text) > LONGEST or not found.is_finite() or abs(found.adjusted()) > LONGEST:
        raise InvalidOperation
    return found


def _shown(seen: Sight, one: Estimate, after: Estimate | None) -> Shown:
    work = next(work for program, work in seen.found if program.slug == one.program)
    component = next(part for part in work.made.components if part.code == one.component)
    bars = _bars(component.climbed, one) if component.climbed is not None else []
    filled = max(0, min(100, int(100 * one.qualified / one.next_step))) if one.next_step else 100
    return Shown(one, bars, filled, None if after is None else after.earned - one.earned)


def _bars(scale: Scale, one: Estimate) -> list[Bar]:
    """Return the bands as columns; a rate that differs from partner to partner has no height to show."""
    rates = [_fixed(band.rate) for band in scale.bands]
    top = max((rate for rate in rates if rate is not None), default=None)
    if not top:
        return []
    return [
        Bar(at, int(100 * (rate or 0) / top), figures.rate(rate, one.pays), figures.size(band.low or Fraction(0), one.unit),
            band.reached(one.qualified), band.holds(one.qualified))
        for at, (band, rate) in enumerate(zip(scale.bands, rates, strict=True))
    ]  # fmt: skip


def _fixed(rate: Any) -> Fraction | None:
    found: Fraction | None = rate({})
    return found
