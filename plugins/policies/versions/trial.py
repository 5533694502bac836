"""A trial: what a policy would decide for facts given as JSON; nothing is written."""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from marshmallow import ValidationError

from hansa import NotFound, Unprocessable, clock, rules
from plugins.policies.checking import examples
from plugins.policies.document import shape
from plugins.policies.document.compiled import Compiled, CompileError, compiled
from plugins.policies.document.outcome import Outcome, plain
from plugins.policies.versions import lifecycle
from plugins.policies.versions.kinds import PolicyKind, kinds
from plugins.policies.versions.lifecycle import InForce

EXACT = "_unrounded"
"""Engines give the unrounded figure of `amount` as the value `amount_unrounded`."""


def named(policy: str) -> tuple[PolicyKind, str]:
    """Return kind and slug for `<kind>`, `<kind>/<slug>` or the slug of one policy; NotFound for anything else."""
    known = kinds()
    kind, _slash, slug = policy.partition("/")
    if kind in known:
        return known[kind], slug or known[kind].slug
    found = [one for one in lifecycle.policies_of() if one.slug == policy and one.kind in known]
    if len(found) != 1:
        raise NotFound()
    return known[found[0].kind], found[0].slug


def tried(policy: str, raw: Mapping[str, Any], at: datetime | None = None, document: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return what a policy (or a document of its kind) would decide: result, figures as exact text, explanation.

    Raises NotFound, Unprocessable for facts that are none and for a document that cannot be read, Conflict when no version is in force.
    """
    kind, slug = named(policy)
    moment = at or clock.now()
    found = InForce(_readable(kind, document, slug), None, 0, slug) if document is not None else lifecycle.chosen(kind, moment, slug)
    outcome = ran(found.compiled, raw, moment)
    return {"policy": slug, "kind": kind.key, "version": found.number, "at": moment.isoformat(), **told(outcome)}


def _readable(kind: PolicyKind, document: Mapping[str, Any], slug: str) -> Compiled:
    """Return a document compiled; raises Unprocessable with every place that cannot be read."""
    try:
        return compiled(kind, document, slug=slug)
    except (ValidationError, CompileError) as error:
        findings = error.findings if isinstance(error, CompileError) else shape.findings(error)
        errors: Any = [{"pointer": f"/document{one.place}", "code": one.code, "message": one.words()} for one in findings]
        raise Unprocessable(errors=errors) from None


def ran(ready: Compiled, raw: Mapping[str, Any], at: datetime) -> Outcome:
    """Return the outcome for facts as JSON holds them; raises Unprocessable naming the fact that is wrong."""
    try:
        return examples.run(ready, raw, at)
    except rules.RuleError as error:
        raise Unprocessable(error.words(), errors=[{"pointer": "/facts", "code": error.code, "message": error.words()}]) from None


def told(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome for machines: amounts are exact decimals as text, those that do not end are fractions under `unrounded`."""
    figures = {name: value for name, value in outcome.values.items() if _is_figure(value)}
    unrounded = {name: plain(value) for name, value in figures.items() if not name.endswith(EXACT)}
    unrounded |= {name.removesuffix(EXACT): plain(value) for name, value in figures.items() if name.endswith(EXACT)}
    amounts = {name: _decimal(value) for name, value in figures.items() if not name.endswith(EXACT)}
    everything = outcome.as_json()
    return {
        "result": outcome.result,
        "reasons": everything["reasons"],
        "amounts": {name: text for name, text in amounts.items() if text is not None},
        "unrounded": {name: str(value) for name, value in unrounded.items()},
        "values": {name: value for name, value in everything["values"].items() if name not in figures},
        "undefined": {name: value.as_json() for name, value in outcome.undefined.items()},
        "explanation": everything["steps"],
    }


def _is_figure(value: Any) -> bool:
    return hasattr(value, "as_integer_ratio") and not isinstance(value, bool | float)


def _decimal(value: Any) -> str | None:
    """Return an exact decimal; None for a fraction that has none."""
    if not isinstance(value, Fraction):
        return str(plain(value))
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return None
    places = 0
    while value.denominator != 1 and (value * 10**places).denominator != 1:
        places += 1
    whole = abs(value.numerator * 10**places // value.denominator)
    digits = str(whole).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return sign + (f"{digits[:-places]}.{digits[-places:]}" if places else digits)
