"""The registration engine: what a policy says of one registration, from facts alone. No Flask, no database, no clock."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hansa import N_
from plugins.policies.api import Band, Compiled, Match, Outcome, Reason, Run, Undefined, Until

VERSION = 2
NOT_ELIGIBLE = N_("The partner may not register this.")
ELIGIBILITY_OPEN = N_("Whether the partner may register this is not known.")
TOO_SMALL = N_("It is below the minimum.")
SIZE_OPEN = N_("Whether it reaches the minimum is not known.")
NOT_FIRST = N_("Another registration for the same came first.")
CHOSEN = N_("The customer chose this partner in writing.")
NOT_ALONE = N_("Others may be for the same.")
QUOTA = N_("The partner has as many protections as it may have at one time.")
USED = N_("A document was used as evidence elsewhere before.")
NO_DISTRIBUTOR = N_("Registrations are taken through a distributor only; the partner has none.")
CONTRADICTION = N_("The policy gives two answers here.")
FACT_OPEN = N_("A fact is missing that decides what it gives, or who approves.")
OPEN_BAND = N_("The policy does not say what applies to this size.")
NO_EXTENSION = N_("It has been extended as often as it may be.")
ENDED = N_("A protection that has ended is not extended any more.")
NOT_NOW = N_("The conditions of an extension are not met.")
TIME_OPEN = N_("How long it is protected cannot be computed.")
NEEDS = N_("Evidence is missing: %(evidence)s")


@dataclass(frozen=True, slots=True)
class Voice:
    """One thing that speaks for or against a registration, and what becomes of it if that prevails."""

    reason: Reason
    result: str
    asks: bool = False


def engine(policy: Compiled, facts: Mapping[str, Any]) -> Outcome:
    """Return what becomes of a registration (or an extension), why, its order, approvers, benefits and last protected day."""
    run = policy.run(facts)
    voices = list(_BY_STEP.get(str(facts.get("step")), _registration)(run))
    benefits, approvals = run.clauses("benefits"), run.clauses("approvals")
    voices += [*_contradiction(run, "benefits", benefits), *_open_terms(benefits, "benefits"), *_open_terms(approvals, "approvals")]
    values = _values(run, benefits, approvals)
    if values.get("band_open"):
        voices.append(Voice(_reason("size_undefined", "warn", OPEN_BAND, "/bands"), "approve"))
    if "protected_until" not in values:
        voices.append(Voice(_reason("protection_undefined", "warn", TIME_OPEN, "/protection"), "review", asks=True))
    return run.outcome(_result(run, voices), [voice.reason for voice in voices], **{k: v for k, v in values.items() if k != "band_open"})


def _registration(run: Run) -> Iterator[Voice]:
    yield from _gate(run, "eligible", "not_eligible", NOT_ELIGIBLE, ELIGIBILITY_OPEN)
    yield from _gate(run, "minimum", "below_minimum", TOO_SMALL, SIZE_OPEN)
    if run.parts.get("distributor") == "must" and not run.facts.get("has_distributor"):
        yield Voice(_reason("no_distributor", "block", NO_DISTRIBUTOR, "/distributor"), "return")
    yield from _checks(run)
    yield from _rulings(run)
    yield from _order(run)
    yield from _quota(run)
    if run.parts.get("evidence_once") != "no" and (run.facts.get("evidence.used") or 0) > 0:
        yield Voice(_reason("evidence_used", "block", USED, "/evidence_once"), "return")


def _gate(run: Run, name: str, code: str, refused: str, unknown: str) -> Iterator[Voice]:
    holds = run.test(name)
    if holds is None:
        yield Voice(_reason(f"{code}_unknown", "warn", unknown, f"/{name}"), "review", asks=True)
    elif not holds:
        yield Voice(_reason(code, "block", refused, f"/{name}"), "reject")


def _checks(run: Run) -> Iterator[Voice]:
    for match in run.clauses("checks"):
        evidence = match.values.get("evidence")
        if evidence and not match.asked and str(evidence) in _shown(run):
            continue
        message = match.message or (NEEDS if evidence else "")
        yield Voice(Reason(match.code, _kind(match), message, match.values, match.place), match.result, match.asked)  # type: ignore[arg-type]


def _rulings(run: Run) -> Iterator[Voice]:
    found = run.clauses("rulings")
    yield from (Voice(match.reason, match.result, match.asked) for match in found)
    yield from _contradiction(run, "rulings", found)


def _contradiction(run: Run, name: str, found: Sequence[Match]) -> Iterator[Voice]:
    """Clauses of which only one may hold, and that answer otherwise."""
    answers = [(match.result, match.values) for match in found if not match.asked]
    if answers and run.parts[name].choose == "one" and any(other != answers[0] for other in answers):
        yield Voice(_reason("contradiction", "warn", CONTRADICTION, f"/{name}"), "review", asks=True)


def _open_terms(found: Sequence[Match], name: str) -> Iterator[Voice]:
    if any(match.asked for match in found):
        yield Voice(_reason(f"{name}_unknown", "warn", FACT_OPEN, f"/{name}"), "review", asks=True)


def _order(run: Run) -> Iterator[Voice]:
    """Who is not the first, and neither chosen by the customer."""
    if _chosen(run):
        yield Voice(_reason("customer_choice", "pass", CHOSEN, "/customer_choice"), "approve")
    elif (run.facts.get("order") or 1) > 1:
        answer = {"wait": "wait", "refuse": "reject", "accept": "approve"}[run.parts["not_first"]]
        kind = {"wait": "warn", "reject": "block", "approve": "info"}[answer]
        yield Voice(_reason(run.parts["not_first_code"], kind, NOT_FIRST, "/not_first"), answer)
    elif (run.facts.get("key.possible") or 0) > 0:
        yield Voice(_reason("possible_duplicate", "warn", NOT_ALONE, "/counts"), "review")


def _quota(run: Run) -> Iterator[Voice]:
    most = run.figure("quota")
    if most is not None and (run.facts.get("own.protections") or 0) >= most:
        yield Voice(_reason("quota", "warn", QUOTA, "/quota"), "wait")


def _extension(run: Run) -> Iterator[Voice]:
    most, done = run.figure("extensions"), run.facts.get("extensions") or 0
    if most is not None and done >= most:
        yield Voice(_reason("no_more_extensions", "block", NO_EXTENSION, "/extensions"), "reject")
    if run.parts.get("extend_when") is not None and run.test("extend_when") is not True:
        yield Voice(_reason("not_now", "block", NOT_NOW, "/extend_when"), "reject")


def _reinstatement(run: Run) -> Iterator[Voice]:
    """An extension that comes after the end."""
    if run.parts.get("extend_expired") is None or run.test("extend_expired") is not True:
        yield Voice(_reason("ended", "block", ENDED, "/extend_expired"), "reject")
    yield from _extension(run)


def _progress(run: Run) -> Iterator[Voice]:
    """Reported progress changes how long it is protected, nothing else."""
    return iter(())


_BY_STEP: Mapping[str, Callable[[Run], Iterator[Voice]]] = {
    "extend": _extension, "reinstate": _reinstatement, "progress": _progress,
}  # fmt: skip


def _result(run: Run, voices: Sequence[Voice]) -> str:
    """What blocks decides, in the order of the policy; then what a person must be asked; then the order; then a ruling."""
    contradicted = any(voice.reason.code == "contradiction" and voice.reason.rule == "/rulings" for voice in voices)
    sure = [voice for voice in voices if not voice.asks and not (contradicted and voice.reason.rule.startswith("/rulings/"))]
    blocks = [voice.result for voice in sure if voice.reason.kind == "block"]
    if blocks:
        return blocks[0]
    if any(voice.asks for voice in voices):
        return "review"
    for result in ("wait", "review"):
        if any(voice.result == result for voice in sure):
            return result
    named = [voice.result for voice in sure if voice.reason.kind != "info" and voice.result != "approve"]
    return named[0] if named else "approve"


def _values(run: Run, benefits: Sequence[Match], approvals: Sequence[Match]) -> dict[str, Any]:
    """Everything that follows whatever becomes of it; what the policy does not define is `Undefined`. Who did not register has no order."""
    found: dict[str, Any] = {"order": 1 if _chosen(run) else run.facts.get("order")}
    band = run.band("bands")
    if isinstance(band, Undefined):
        found |= {"band": band, "band_open": True}
    elif isinstance(band, Band):
        found |= {"band": band.name, **{name: value for name, value in band.got.items() if name != "approver" and value is not None}}
    found |= _benefits(run, benefits)
    approvers = _approvers(approvals, band)
    if approvers:
        found["approvers"] = approvers
    until = last_day(run)
    if until is not None:
        found |= {"protected_until": until, "window_until": window(run)}
    most = run.figure("extensions")
    if most is not None:
        found["extensions"] = int(most)
    if run.parts.get("automatic") is not None and run.test("automatic") is True and "band_open" not in found:
        found["automatic"] = True
    return found


def gives(policy: Compiled, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the benefits of a policy come to for facts, and nothing else of it."""
    run = policy.run(facts)
    return _benefits(run, run.clauses("benefits"))


def _benefits(run: Run, found: Sequence[Match]) -> dict[str, Any]:
    """Return what it gives: of several clauses that hold, each figure of the first that gives it; nothing where they contradict."""
    if any(_contradiction(run, "benefits", found)):
        return {}
    given: dict[str, Any] = {}
    for match in found:
        if not match.asked:
            given = {**{name: value for name, value in match.values.items() if value is not None}, **given}
    return given


def _approvers(found: Sequence[Match], band: "Band | Undefined | None") -> dict[str, Any]:
    """Return the roles that have to agree and how: what the matrix says, else the approver of the band."""
    for match in found:
        if not match.asked:
            return {"roles": _words(match.values.get("roles")), "mode": match.result}
    role = band.got.get("approver") if isinstance(band, Band) else None
    return {"roles": _words(role), "mode": "any"} if role else {}


def window(run: Run) -> date | None:
    """Return the last day of the window: computed at the decision and at an extension, standing while progress is reported."""
    step = run.facts.get("step")
    if step == "progress":
        found: date | None = run.facts.get("window_until")
        return found
    return _day(run.until("extension" if step in ("extend", "reinstate") else "protection"))


def last_day(run: Run) -> date | None:
    """Return the last protected day: the window, longer by progress, shorter by silence, never beyond the longest."""
    end = window(run)
    if end is None:
        return None
    seen = run.facts.get("activity_on") is not None
    progress = _day(run.until("activity")) if seen else None
    silence = _day(run.until("silence")) if seen else None
    longest = _day(run.until("longest"))
    found = max(end, progress) if progress else end
    found = min(found, silence) if silence else found
    return min(found, longest) if longest else found


def _day(until: Until | None) -> date | None:
    return until.last_day if until is not None else None


def _chosen(run: Run) -> bool:
    return run.parts.get("customer_choice") == "evidence" and run.facts.get("customer_choice") is True


def _shown(run: Run) -> frozenset[str]:
    return frozenset(run.facts.get("evidence.kinds") or ())


def _kind(match: Match) -> str:
    return "warn" if match.asked else match.kind


def _words(text: Any) -> list[str]:
    return [part.strip() for part in str(text or "").split(",") if part.strip()]


def _reason(code: str, kind: str, message: str, place: str) -> Reason:
    return Reason(code, kind, message, {}, place)  # type: ignore[arg-type]
