"""“Why this price?”: the steps of the waterfall in the reader's words."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup

from hansa import N_, _, shown
from plugins.catalog.price.engine import UNKNOWN
from plugins.catalog.price.outcome import PricedLine, StepTaken
from plugins.catalog.price.policy import LABELS
from plugins.catalog.quoting.asked import QuoteLine, QuoteProblem
from plugins.policies.api import plain

LEFT_OUT: Mapping[str, str] = {
    "higher": N_("Not lower than the price so far"),
    "exceeds": N_("More than is left at this price"),
    "waits": N_("Waits for agreement"),
    "refused": N_("Refused"),
}


def money(value: Any, currency: str) -> Markup:
    """Return an amount; one that does not end within four decimals is marked as cut."""
    if value is None:
        return Markup("–")
    scaled = Fraction(value) * 10_000
    figure = shown("money", (Decimal(scaled.numerator // scaled.denominator).scaleb(-4), currency))
    return figure if scaled.denominator == 1 else Markup("≈ ") + figure


def day(value: date) -> str:
    """Return a day as it stands inside of a sentence."""
    return shown("date", value).striptags()


def last_day(until: date) -> str:
    """Return the last day on which something holds, from the first on which it no longer does."""
    return day(until - timedelta(days=1))


def waterfall(priced: PricedLine, currency: str) -> list[SimpleNamespace]:
    """Return the steps that did something, or were left out for a reason worth reading."""
    found = [_step(step, currency) for step in priced.steps if step.note != "nothing"]
    if priced.price != priced.exact:
        found.append(SimpleNamespace(label=_("Rounded"), text="", after=money(priced.price, currency), change="", cheaper=False, done=True))
    return found


def _step(step: StepTaken, currency: str) -> SimpleNamespace:
    done = step.how != "none"
    change = step.after - step.before if done and step.before is not None and step.after is not None else None
    return SimpleNamespace(
        label=_(LABELS[step.kind]), text=_text(step), after=money(step.after, currency) if done else "",
        change=money(change, currency) if change else "", cheaper=change is not None and change < 0, done=done,
    )  # fmt: skip


def _text(step: StepTaken) -> str:
    if step.note in LEFT_OUT:
        return f"{step.source}: {_(LEFT_OUT[step.note])}" if step.source else _(LEFT_OUT[step.note])
    percent = _("%(percent)s %% off", percent=plain(step.percent)) if step.percent is not None else ""
    name = _(step.note) if step.note else step.source
    return " · ".join(part for part in (name, percent) if part)


def unknown(priced: PricedLine) -> str:
    """Return why a price is unknown, "" when it is known."""
    return _(UNKNOWN[priced.unknown]) if priced.unknown else ""


def problem(found: QuoteProblem) -> str:
    return _(found.message, **found.params)


def line(found: QuoteLine, currency: str) -> SimpleNamespace:
    """Return a line of a quote as pages show it."""
    priced = found.priced
    saved = priced.list_price - priced.price if priced.list_price is not None and priced.price is not None else None
    return SimpleNamespace(
        sku=found.sku, name=found.name, quantity=plain(found.ask.quantity), unit=found.unit, price=money(priced.price, currency), amount=money(priced.amount, currency),
        list_price=money(priced.list_price, currency) if saved else "", unknown=unknown(priced), steps=waterfall(priced, currency),
        free=[(plain(one.quantity), one.sku or found.sku) for one in priced.free], problems=[problem(one) for one in found.problems],
        known=priced.price is not None,
    )  # fmt: skip
