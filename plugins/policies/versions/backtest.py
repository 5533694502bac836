"""A draft tried on history: stored facts through the engine's own code path, before beside after."""

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hansa import db, rules, select
from plugins.policies.decisions.keeping import stored_facts
from plugins.policies.document.compiled import Compiled
from plugins.policies.document.outcome import Outcome, canonical
from plugins.policies.models import Decision
from plugins.policies.versions.kinds import PolicyKind

BATCH = 1_000
LISTED = 500
COLUMNS = (
    Decision.id, Decision.month, Decision.at, Decision.number, Decision.entity, Decision.record_id, Decision.partner_id, Decision.result,
    Decision.facts, Decision.outcome, Decision.engine, Decision.version_id, Decision.policy, Decision.kind, Decision.digest,
)  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A decision that would have come out otherwise: outcomes before and after, without their steps."""

    decision_id: uuid.UUID
    at: datetime
    record_id: uuid.UUID | None
    entity: str | None
    partner_id: uuid.UUID | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]

    def differences(self) -> dict[str, tuple[Any, Any]]:
        """Return what differs, by name: the result, and each value."""
        found = {} if self.before["result"] == self.after["result"] else {"result": (self.before["result"], self.after["result"])}
        old, new = self.before["values"], self.after["values"]
        for name in sorted(old.keys() | new.keys()):
            if old.get(name) != new.get(name):
                found[name] = (old.get(name), new.get(name))
        if not found:
            found["reasons"] = ([one["code"] for one in self.before["reasons"]], [one["code"] for one in self.after["reasons"]])
        return found


@dataclass
class BackTest:
    """`checked` decisions were run again, `changed` of them came out otherwise (the first are listed), `failed` could not be run."""

    checked: int = 0
    changed: int = 0
    changes: list[Change] = field(default_factory=list)
    failed: list[tuple[uuid.UUID, str]] = field(default_factory=list)


def back_test(
    kind: PolicyKind, ready: Compiled, *, policy: str | None = None, since: datetime | None = None, until: datetime | None = None,
    listed: int = LISTED,
) -> BackTest:  # fmt: skip
    """Run a compiled draft over the stored decisions of its policy; staff only, nothing is written."""
    found = BackTest()
    for row in history(kind.key, policy or kind.slug, since, until):
        found.checked += 1
        try:
            outcome = kind.engine(ready, stored_facts(kind, row.facts))
        except (rules.RuleError, KeyError, ValueError) as error:
            found.failed.append((row.id, str(error)))
            continue
        before, after = judged(json.loads(row.outcome)), judged_outcome(outcome)
        if canonical(before) != canonical(after):
            found.changed += 1
            if len(found.changes) < listed:
                found.changes.append(Change(row.id, row.at, row.record_id, row.entity, row.partner_id, before, after))
    return found


def history(kind: str, policy: str | None, since: datetime | None = None, until: datetime | None = None) -> Iterator[Any]:
    """Yield stored decisions, the oldest first, in batches."""
    last: Any = None
    conditions = [Decision.kind == kind, *([Decision.policy == policy] if policy else [])]
    conditions += [Decision.at >= since] if since else []
    conditions += [Decision.at < until] if until else []
    while True:
        wanted = select(*COLUMNS).where(*conditions, *([Decision.id > last] if last else [])).order_by(Decision.id).limit(BATCH)
        rows = db.session.execute(wanted).all()
        yield from rows
        if len(rows) < BATCH:
            return
        last = rows[-1].id


def judged(outcome: Mapping[str, Any]) -> dict[str, Any]:
    """Return of an outcome what people care about: steps and places in the document may differ."""
    reasons = [{name: one[name] for name in ("code", "kind", "params", "message")} for one in outcome["reasons"]]
    values = {name: _placeless(value) for name, value in outcome["values"].items()}
    return {"result": outcome["result"], "values": values, "reasons": reasons}


def judged_outcome(outcome: Outcome) -> dict[str, Any]:
    return judged(Outcome(outcome.result, outcome.reasons, outcome.values).as_json())


def _placeless(value: Any) -> Any:
    return {name: one for name, one in value.items() if name != "rule"} if isinstance(value, Mapping) and "undefined" in value else value


def count_of(kind: str, policy: str) -> int:
    """Return how many decisions of a policy are stored."""
    return int(db.session.execute(select(sa.func.count(Decision.id)).where(Decision.kind == kind, Decision.policy == policy)).scalar_one())
