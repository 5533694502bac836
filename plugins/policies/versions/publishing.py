"""Publishing: the checker's last word, warnings accepted by name, corrections of the past with proposals."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Unprocessable, _, clock, current_scope, db, records
from plugins.policies.checking import checker
from plugins.policies.checking.findings import Finding
from plugins.policies.document.compiled import compiled
from plugins.policies.entities import POLICY, PROPOSAL, VERSION
from plugins.policies.models import Proposal, Version
from plugins.policies.versions import lifecycle
from plugins.policies.versions.backtest import BackTest, back_test
from plugins.policies.versions.kinds import kind_of
from plugins.policies.versions.timeline import PUBLISHED

FAULTY = N_("This policy has errors. Mend them before it is published.")
NOT_ACCEPTED = N_("There are warnings. Mend them, or accept each of them with a reason.")
BACK_DATED = N_("This begins in the past and would change %(changed)s of %(checked)s decisions. Confirm it as a correction.")
NOT_OUT = N_("Only a version that was published can be rolled back to.")
ROLLED_BACK = N_("Back to version %(number)s")
SETTLED = N_("This proposal is settled already.")
GRACE = timedelta(minutes=5)
"""So far back a start is taken for now: somebody filled in a form."""

MOST = 100_000
"""So many decisions one correction proposes to change at most."""


def publish(
    found: Any, effective_from: datetime | None = None, *, accept: Mapping[str, str] | None = None, note: str | None = None,
    correct: bool = False,
) -> BackTest | None:  # fmt: skip
    """Publish a draft from a moment on (default: now), in the running unit. `accept` gives the reason for each warning, by its key.

    A start in the past is a correction (`correct` confirms it): decisions it would change become proposals; returns them.
    Raises Unprocessable for errors and warnings nobody accepted, Conflict (`back-dated`) for a correction not confirmed.
    """
    records.require(VERSION, "publish", found)
    if found.state != "draft":
        raise Conflict(lifecycle.NOT_A_DRAFT)
    policy = records.get(POLICY, found.policy_id, lock=True)
    now = clock.now()
    start = effective_from or now
    accepted = accepted_by(checker.check(kind_of(policy.kind), found.document), accept or {}, found.accepted)
    past = None
    if start < now - GRACE:
        past = would_change(found, policy, start)
        if past.changed and not correct:
            raise Conflict(_(BACK_DATED, changed=past.changed, checked=past.checked), code="back-dated")
    values = {"effective_from": start, "accepted": accepted, "published_at": now, "published_by": current_scope().actor.name}
    records.apply(VERSION, found, {**values, "state": "published", **({"note": note} if note else {})}, act="published")
    lifecycle.line_up(policy.id)
    if past is not None:
        _propose(found, past)
    return past


def accepted_by(findings: Sequence[Finding], accept: Mapping[str, str], before: Sequence[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """Return what is accepted now, by whom and why. Raises Unprocessable with everything that forbids publishing."""
    errors = [one for one in findings if one.severity == "error"]
    if errors:
        raise Unprocessable(FAULTY, errors=[problem(one) for one in errors])
    kept = {one["key"]: dict(one) for one in before}
    warnings = [one for one in findings if one.severity == "warning"]
    left = [one for one in warnings if not (accept.get(one.key) or "").strip() and one.key not in kept]
    if left:
        raise Unprocessable(NOT_ACCEPTED, errors=[problem(one) for one in left])
    who, when = current_scope().actor.name, clock.now().isoformat()
    return [kept.get(one.key) or {**one.as_json(), "reason": accept[one.key].strip(), "by": who, "at": when} for one in warnings]


def problem(found: Finding) -> Any:
    """Return a finding as the error of an answer."""
    return {"pointer": found.place, "code": found.code, "message": found.words()}


def would_change(found: Any, policy: Any, start: datetime) -> BackTest:
    """Run the decisions that a start in the past concerns under the draft: from then on, as far as no later version decides."""
    later = sa.select(sa.func.min(Version.effective_from)).where(
        Version.policy_id == policy.id, Version.state.in_(PUBLISHED), Version.effective_from > start
    )
    kind = kind_of(policy.kind)
    ready = compiled(kind, found.document, number=found.number, slug=policy.slug)
    return back_test(kind, ready, policy=policy.slug, since=start, until=db.session.scalar(later), listed=MOST)


def _propose(found: Any, past: BackTest) -> None:
    """One proposal for each decision; what was decided stays as it was until a person says otherwise."""
    if not past.changes:
        return
    each = [
        {
            "version_id": found.id, "decision_id": change.decision_id, "before": change.before["result"], "after": change.after["result"],
            "changes": {name: list(pair) for name, pair in change.differences().items()},
        }
        for change in past.changes
    ]  # fmt: skip
    records.create_many(PROPOSAL, [{} for _one in each], each=each)


def settle(proposal: Any, state: str) -> None:
    """Write down what a person said of a proposal: `taken` (done where it was decided) or `left`."""
    if proposal.state != "open":
        raise Conflict(SETTLED)
    records.require(VERSION, "publish")
    records.require(PROPOSAL, "edit", proposal)
    records.apply(PROPOSAL, proposal, {"state": state, "settled_by": current_scope().actor.name}, act=state)


def proposals_of(version_id: Any) -> list[Any]:
    return list(db.session.scalars(sa.select(Proposal).where(Proposal.version_id == version_id).order_by(Proposal.id)))


def roll_back(found: Any, effective_from: datetime | None = None, *, note: str = "") -> Any:
    """Publish the document of an earlier version as a new one; what was accepted in it stays accepted."""
    if found.state not in (*PUBLISHED, "withdrawn"):
        raise Conflict(NOT_OUT)
    policy = records.get(POLICY, found.policy_id)
    made = lifecycle.draft(policy, found.document, note=note or _(ROLLED_BACK, number=found.number))
    records.apply(VERSION, made, {"accepted": list(found.accepted)})
    publish(made, effective_from)
    return made
