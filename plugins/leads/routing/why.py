"""Why a lead went where it went: the chosen one, the runners-up with their figures, those left out, by name."""

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from hansa import N_, _, db, entity_of, records, select, shown
from plugins.leads.routing import engine, packing, turns
from plugins.policies.api import why as address

NAMED = 8
BY_WHOM = {"hand": N_("Assigned by hand: %(reason)s"), "named": N_("It came for %(reason)s.")}


class Choice(NamedTuple):
    """A candidate as staff reads it."""

    place: int
    name: str
    figure: str


class Told(NamedTuple):
    """The explanation of one routing."""

    reasons: Sequence[tuple[str, str]]
    choices: Sequence[Choice]
    left_out: Sequence[tuple[str, str]]
    by: str = ""
    url: str = ""


LOOKS = {"pass": ("ok", "check"), "warn": ("warn", "alert-triangle"), "block": ("idle", "circle-minus"), "info": ("info", "info-circle")}


def of_outcome(outcome: Mapping[str, Any], keys: Sequence[str]) -> Told:
    """Return what an outcome says, as plain data, with names for the targets."""
    values = outcome["values"]
    order = list(values["order"])
    excluded = {why: [keys[at] for at in packing.unspanned(places)] for why, places in values["excluded"].items()}
    names = named([*order, *(key for some in excluded.values() for key in some[:NAMED])])
    reasons = [(one["kind"], _(one["message"], **one["params"])) for one in outcome["reasons"] if one["code"] not in engine.EXCLUDED]
    choices = [Choice(at, names.get(key, key), figure(values["method"], values["figures"].get(key))) for at, key in enumerate(order, 1)]
    left_out = [
        (_(engine.EXCLUDED[why], n=len(some)), _some([names.get(key, key) for key in some[:NAMED]], len(some)))
        for why, some in excluded.items()
    ]
    return Told(reasons, choices, left_out)


def _some(names: Sequence[str], count: int) -> str:
    more = _(" and %(n)s more", n=count - len(names)) if count > len(names) else ""
    return ", ".join(names) + more


def named(keys: Sequence[str]) -> dict[str, str]:
    """Return the names of partners by key; one statement."""
    model = entity_of("core.partner").model
    ids = [uuid.UUID(key) for key in keys if _is_id(key)]
    return {str(row.id): row.name for row in db.session.execute(select(model.id, model.name).where(model.id.in_(ids)))} if ids else {}


def _is_id(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False


def figure(method: str, value: Any) -> str:
    """Return what a method compared, in words."""
    if value is None:
        return _("never yet") if method == "longest_wait" else ""
    if method == "longest_wait":
        return _("last turn %(when)s", when=shown("datetime", turns.EPOCH + timedelta(microseconds=int(value))).striptags())
    if method == "weighted":
        return _(
            "owed %(n)s",
            n=f"{Decimal(Fraction(str(value)).limit_denominator(1000).numerator) / Fraction(str(value)).limit_denominator(1000).denominator:.2f}",
        )
    if method == "most_room":
        return _("room for %(n)s", n=value)
    if method == "nearest":
        return _("%(n)s km", n=value)
    return str(value)


def of_lead(lead: Any) -> Told | None:
    """Return why a lead is where it is; None before its first routing."""
    plan = lead.plan or {}
    decision = plan.get("overridden") if plan.get("by") == "hand" else plan.get("decision")
    by = _(BY_WHOM[plan["by"]], reason=plan["reason"]) if plan.get("by") in BY_WHOM else ""
    if not decision:
        return Told((), (), (), by) if by else None
    kind = entity_of("policies.decision")
    stored = records.get(kind, uuid.UUID(decision))
    keys = [target.key for target in packing.targets_of(json.loads(stored.facts))]
    return of_outcome(json.loads(stored.outcome), keys)._replace(by=by, url=address(stored.id))
