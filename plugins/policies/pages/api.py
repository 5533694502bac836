"""The API of this plugin beyond its entities: trial, facts in bulk, why, what is in force."""

import uuid
from datetime import datetime
from typing import Any

from flask import Blueprint, request

from hansa import N_, NotFound, Unprocessable, clock, json_object, policy
from plugins.policies.decisions import why
from plugins.policies.facts import knowing
from plugins.policies.metrics import api as figures
from plugins.policies.versions import lifecycle, trial
from plugins.policies.versions.kinds import kind_of

api = Blueprint("policies_api", __name__)
figures.add(api)
NO_MOMENT = N_("Write a moment with its difference from UTC, like 2026-01-31T00:00:00+00:00.")
NO_OBJECT = N_("Give an object with named fields.")
NO_LIST = N_("Give a list of facts, at most 5,000.")
MOST = 5_000


def moment_of(text: Any) -> datetime | None:
    """Return a moment of the input, None for none; raises Unprocessable without its offset."""
    if text in (None, ""):
        return None
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        raise _wrong("/at", NO_MOMENT) from None
    if found.tzinfo is None:
        raise _wrong("/at", NO_MOMENT)
    return found


@api.post("/try", endpoint="try")
@policy("policies.policy.write", costly=True)
def try_policy() -> Any:
    """What a policy, or a document of its kind, would decide: `policy`, `facts`, perhaps `at` and `document`."""
    given = json_object()
    raw, document = given.get("facts", {}), given.get("document")
    if not isinstance(raw, dict) or not isinstance(document, dict | None):
        raise _wrong("/facts", NO_OBJECT)
    return trial.tried(str(given.get("policy", "")), raw, moment_of(given.get("at")), document)


@api.post("/facts", endpoint="facts")
@policy("policies.fact.create", costly=True)
def import_facts() -> Any:
    """Facts from another system, all or none: `facts`, each as the entity takes it. Known ones change nothing."""
    rows = json_object().get("facts")
    if not isinstance(rows, list) or len(rows) > MOST or not all(isinstance(row, dict) for row in rows):
        raise _wrong("/facts", NO_LIST)
    return knowing.import_facts(rows)


@api.get("/in-force/<kind>", endpoint="in_force")
@policy("policies.policy.view")
def in_force(kind: str) -> Any:
    """The version in force, `?at=` a moment and `?policy=` of a slug."""
    declared = kind_of(kind)
    slug = request.args.get("policy") or declared.slug
    found = lifecycle.in_force(kind, moment_of(request.args.get("at")) or clock.now(), slug)
    if found is None:
        raise NotFound()
    until = found.until.isoformat() if found.until else None
    return {
        "kind": kind, "policy": slug, "version": found.number, "effective_from": found.effective_from.isoformat(), "until": until,
        "document": found.document,
    }  # fmt: skip


@api.get("/why/<uuid:decision>", endpoint="why")
@policy(member=True)
def explain(decision: uuid.UUID) -> Any:
    """A decision as the caller may see it."""
    found = why.explained(decision)
    return {
        "id": str(found.id), "kind": found.kind, "policy": found.policy, "version": found.number, "at": found.at.isoformat(),
        "result": found.result, "reasons": [{"code": one.code, "text": one.text, "effect": one.look[0]} for one in found.reasons],
        "values": dict(found.values), "undefined": [one[0] for one in found.undefined], "facts": dict(found.facts),
    }  # fmt: skip


def _wrong(place: str, message: str) -> Unprocessable:
    return Unprocessable(errors=[{"pointer": place, "code": "invalid", "message": message}])
