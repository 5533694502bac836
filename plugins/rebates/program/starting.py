"""The usual programs, written from a few answers: everything else of the document has its default, and can be changed in the draft."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from marshmallow import ValidationError

from hansa import N_, EntitySchema, Message, fields
from plugins.rebates.program import words

SHAPE = re.compile(r"[a-z][a-z0-9-]{0,39}")
NO_SLUG = N_("Small letters, digits and hyphens, beginning with a letter.")
RISE = N_("Every step begins above the one before.")
KINDS = (
    ("volume", N_("A percentage of what was bought, by how much it is")),
    ("growth", N_("A percentage of what was bought, by the growth over the same period last year, in percent")),
    ("unit", N_("An amount for each unit, by how many were bought")),
    ("reach", N_("A fixed amount for reaching a size")),
)
HOW, WHEN = N_("What it pays"), N_("Periods")


class Short(fields.String):
    """A short name of a program."""

    def parse(self, text: str) -> str:
        if not SHAPE.fullmatch(text):
            raise ValidationError(Message(NO_SLUG, "slug"))
        return text


class StepRow(EntitySchema):
    """A step of the scale."""

    low = fields.Decimal(required=True, min=0, label=N_("From"), order=1)
    rate = fields.Decimal(required=True, min=0, label=N_("Percent or amount"), order=2)


class Steps(fields.Lines):
    """Steps of a scale, rising."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        found = super()._deserialize(value, attr, data, **kwargs)
        lows = [row["low"] for row in found]
        if any(after <= before for before, after in pairwise(lows)):
            raise ValidationError(Message(RISE, "not-rising"))
        return found


class StartSchema(EntitySchema):
    """What a person is asked to begin a program."""

    label = fields.String(required=True, max_length=120, label=N_("What people call it"), order=1)
    slug = Short(required=True, max_length=40, label=N_("Short name"), help=N_("It stands in addresses and files, like volume-2027."), order=2)
    kind = fields.Choice(choices=KINDS, load_default="volume", label=N_("It pays"), group=HOW, order=10)
    steps = Steps(StepRow, required=True, max_rows=40, label=N_("Steps"), group=HOW, order=11)
    method = fields.Choice(choices=words.METHODS, load_default="whole", label=N_("Steps combine"), group=HOW, order=12)
    form = fields.Choice(choices=words.FORMS, load_default="credit_note", label=N_("Paid as"), group=HOW, order=13)
    starts_on = fields.Date(required=True, label=N_("First day"), group=WHEN, order=20)
    frequency = fields.Choice(choices=words.FREQUENCIES[:5], load_default="quarter", label=N_("Settled"), group=WHEN, order=21)
    grace_days = fields.Integer(
        load_default=5, min=0, max=60, label=N_("Days of grace"), help=N_("Lines received later count for the next period."), group=WHEN, order=22
    )


def beginning(first: date) -> dict[str, Any]:
    """Return what the form begins with."""
    steps = [{"low": Decimal(low), "rate": Decimal(rate)} for low, rate in ((10_000, 1), (50_000, 2), (100_000, 3))]
    return {"kind": "volume", "steps": steps, "method": "whole", "form": "credit_note", "starts_on": first, "frequency": "quarter", "grace_days": 5}


def document(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document of a program from what a person told (`StartSchema`, loaded)."""
    component = {"code": "bonus", "label": told["label"], "method": told["method"], "form": told["form"]}
    bands = [{"component": "bonus", "from": f"{row['low']:f}", "rate": f"{row['rate']:f}"} for row in told["steps"]]
    days = {"starts_on": told["starts_on"].isoformat(), "frequency": told["frequency"], "grace_days": told["grace_days"]}
    made = MADE[told["kind"]](component)
    return {**days, "calculate_days": told["grace_days"] + 1, "bands": bands, **made}


def _volume(component: dict[str, str]) -> dict[str, Any]:
    return {"measures": [{"name": "sales"}], "components": [component]}


def _growth(component: dict[str, str]) -> dict[str, Any]:
    growth = {"gate": "measure.before > 0", "qualifier": "percent(measure.sales - measure.before, measure.before)", "missing": "no"}
    return {"measures": [{"name": "sales"}, {"name": "before", "span": "last_year"}], "components": [{**component, **growth}]}


def _unit(component: dict[str, str]) -> dict[str, Any]:
    return {"measures": [{"name": "units", "of": "quantity"}], "components": [{**component, "pays": "per_unit", "step": "1"}]}


def _reach(component: dict[str, str]) -> dict[str, Any]:
    return {"measures": [{"name": "sales"}], "components": [{**component, "pays": "fixed"}]}


MADE: Mapping[str, Callable[[dict[str, str]], dict[str, Any]]] = {"volume": _volume, "growth": _growth, "unit": _unit, "reach": _reach}
