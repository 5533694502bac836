"""The engine applied: a registration is compared, its facts gathered, the decision stored, and what follows set on the deal."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hansa import N_, Company, Conflict, _, behind, clock, entity_of
from plugins.deals.duplicates import rivals
from plugins.deals.duplicates.matching import grant_key
from plugins.deals.duplicates.rivals import TASK, Check, Standing, registration_of
from plugins.deals.registration import gathering
from plugins.deals.registration.kind import REGISTRATION, asks_for_others, key_of, policy_of, version_of
from plugins.deals.registration.policy import BENEFITS
from plugins.policies.api import Compiled, Outcome, Undefined, decide, facts_at_first, names_in, plain, try_out

Values = Mapping[str, Any]
OUTSIDE = ("partner.", "distributor.", "customer.")
"""How facts begin that are not of the registration itself."""
DAY = timedelta(days=1)
NO_PAIR: Values = {"distributor_id": None, "distributor_name": None}
REFUSED = N_("The policy stands against it: %(why)s")


@dataclass(frozen=True)
class Ruling:
    """What the policy says of a registration, with the check it is based on."""

    outcome: Outcome
    check: Check
    policy: Compiled
    key: tuple[str, ...]
    distributor: Company | None

    @property
    def is_first(self) -> bool:
        """Tell whether nobody is before it any more, where that matters, and nothing else makes it wait."""
        free = self.outcome.values["order"] == 1 or self.policy["not_first"] == "accept"
        return free and self.outcome.result != "wait"

    @property
    def blocks(self) -> list[str]:
        return [reason.message or reason.code for reason in self.outcome.reasons if reason.kind == "block"]


def behind_the_wall() -> AbstractContextManager[Any]:
    """Lift the partner criterion, unless whoever calls did so already."""
    return behind(TASK)


def rule_on(deal: Any, step: str, now: datetime | None = None, *, store: bool = True, **known: Any) -> Ruling:
    """Decide about a registration: `submit`, `approve`, `extend`, `reinstate`, `progress`. `known`: facts that are not yet on the deal."""
    moment = now or clock.now()
    with behind_the_wall():
        version, anchor = version_of(deal, moment)
        key = key_of(version.compiled)
        distributor = gathering.distributor_of(deal, version.compiled)
        pair = distributor.id if distributor else None
        check = Check((), (), deal.partner_id, pair)
        if _compares(step, version.compiled):
            check = rivals.find(deal, key, version.compiled["counts"], pair)
        facts = {**gathering.gathered(deal, step, version.compiled, key, check, moment), **_frozen(deal, step, version.compiled), **known}
        if store:
            entity = entity_of("deals.deal")
            outcome = decide(
                REGISTRATION.key, facts, record=deal, entity=entity, partner_id=deal.partner_id, at=anchor, version=version
            ).outcome
            if version.compiled["evidence_once"] != "no":
                gathering.keep_evidence(deal)
        else:
            outcome = try_out(REGISTRATION.key, version.compiled, facts, anchor)
    return Ruling(outcome, check, version.compiled, key, distributor)


def _frozen(deal: Any, step: str, policy: Compiled) -> Values:
    """What was known of partner and customer at the submission, where the policy keeps to that."""
    if policy["known_at"] == "step" or step == "submit":
        return {}
    return {name: value for name, value in facts_at_first(REGISTRATION.key, deal.id).items() if name.startswith(OUTSIDE)}


def _compares(step: str, policy: Compiled) -> bool:
    """An extension meets others only where its policy asks for them."""
    if step not in ("extend", "progress"):
        return True
    return asks_for_others(names_in(policy))


def must_allow(ruling: Ruling) -> None:
    """Raise Conflict (code `policy`) when something in the policy stands against it."""
    if ruling.blocks:
        raise Conflict(_(REFUSED, why=" ".join(_(text) for text in ruling.blocks)), code="policy")


def consequences(deal: Any, ruling: Ruling) -> Values:
    """Return what a decision sets on the deal, whatever the step."""
    said = ruling.outcome.values
    terms = {name: exact(said[name]) for name in ("band", *BENEFITS) if not isinstance(said.get(name), Undefined | None)}
    result = ruling.outcome.result
    return {
        "verdict": result, "place": said["order"], "terms": terms, "approvers": dict(said.get("approvers") or {}),
        "automatic": bool(said.get("automatic")) and result == "approve", "waits": result == "wait",
        "silent": bool(ruling.policy["silent_approval"]) and result in ("approve", "review"),
        "unique_key": grant_key(registration_of(deal, ruling.key), ruling.key), **other_half(ruling.distributor),
        "revivable": ruling.policy["extend_expired"] is not None,
        "earned": any(ruling.policy[name] is not None for name in ("activity", "silence")),
    }  # fmt: skip


def other_half(distributor: Company | None) -> Values:
    """Return what a deal keeps of the distributor that is protected with its partner."""
    return {"distributor_id": distributor.id, "distributor_name": distributor.name} if distributor else NO_PAIR


def exact(value: Any) -> str:
    """Return a figure as deals keep it."""
    return str(plain(value))


def standings(deal: Any) -> list[Standing]:
    """Return the live registrations that count as being for the same, protected ones first."""
    return list(compared(deal).rivals)


def compared(deal: Any) -> Check:
    """Return what the duplicate check finds now, under the policy of the deal."""
    with behind_the_wall():
        policy = policy_of(deal, clock.now())
        return rivals.find(deal, key_of(policy), policy["counts"], deal.distributor_id)
