"""Examples in the text of a policy: facts, and what must come of them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from hansa import N_, clock, current_scope, rules
from plugins.policies.checking.findings import Finding
from plugins.policies.decisions.keeping import ZONE
from plugins.policies.document.compiled import HOLIDAYS, Compiled
from plugins.policies.document.outcome import Outcome, plain
from plugins.policies.facts import calendars
from plugins.policies.versions.kinds import vocabulary

TODAY = "today"
BROKEN = N_("Example “%(name)s” cannot be run: %(why)s")
DIFFERS = N_("Example “%(name)s”: %(what)s should be %(expected)s and is %(found)s.")


def check(ready: Compiled, at: datetime | None = None) -> Iterator[Finding]:
    """Run the examples of a document through its engine and compare what they expect, value by value."""
    for number, example in enumerate(ready.get("examples") or ()):
        place = f"/examples/{number}"
        try:
            outcome = run(ready, example["facts"], example.get("at") or at)
        except (rules.RuleError, ValueError, TypeError, KeyError) as error:
            why = error.words() if isinstance(error, rules.RuleError) else str(error)
            yield Finding("error", "example", BROKEN, place, params={"name": example["name"], "why": why})
            continue
        for what, expected, found in differences(outcome, example["expect"]):
            params = {"name": example["name"], "what": what, "expected": str(plain(expected)), "found": str(plain(found))}
            yield Finding("error", "example", DIFFERS, place, params=params)


def run(ready: Compiled, raw: Mapping[str, Any], at: datetime | None = None) -> Outcome:
    """Return the outcome for facts as JSON holds them, decided at a moment, whose day is `today`; raises RuleError for facts that are none."""
    own = {name: value for name, value in raw.items() if name not in (ZONE, HOLIDAYS)}
    zone = raw.get(ZONE) or current_scope().program.zone_at(at or clock.now())
    if at is not None and ready.kind.read is None and TODAY in vocabulary(ready.kind):
        own = {TODAY: at.astimezone(ZoneInfo(zone)).date().isoformat(), **own}
    facts = dict(ready.kind.read(own)) if ready.kind.read is not None else rules.read(vocabulary(ready.kind), own)
    return ready.kind.engine(ready, {ZONE: zone, HOLIDAYS: calendars.calendar(ready.calendar), **facts})


def differences(outcome: Outcome, expect: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Yield what differs: `result`, `reasons` (codes that must be among them), or a value by its name."""
    codes = [reason.code for reason in outcome.reasons]
    for name, wanted in expect.items():
        if name == "result":
            found: Any = outcome.result
        elif name == "reasons":
            found = codes
            if set(wanted if isinstance(wanted, list) else [wanted]) <= set(codes):
                continue
        else:
            found = outcome.values.get(name)
        if not _equal(wanted, plain(found)):
            yield name, wanted, found


def _equal(wanted: Any, found: Any) -> bool:
    if wanted == "undefined" and isinstance(found, Mapping):
        return "undefined" in found
    if wanted == found:
        return True
    try:
        return not isinstance(wanted, bool) and _number(wanted) == _number(found)
    except (InvalidOperation, ValueError, TypeError, ZeroDivisionError):
        return False


def _number(value: Any) -> Fraction:
    return Fraction(value) if "/" in str(value) else Fraction(Decimal(str(value)))
