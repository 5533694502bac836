"""Decisions: an engine run on facts under the version in force, stored with everything a replay needs."""

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from uuid_utils.compat import uuid7

from hansa import Entity, NotFound, behind, clock, current_scope, db, note, rules, select
from plugins.policies import models
from plugins.policies.document.compiled import HOLIDAYS, Compiled, compiled
from plugins.policies.document.outcome import Outcome, canonical
from plugins.policies.facts import calendars
from plugins.policies.tasks import DECIDE, READ
from plugins.policies.versions import lifecycle
from plugins.policies.versions.kinds import PolicyKind, kind_of, vocabulary
from plugins.policies.versions.lifecycle import InForce

ZONE = "program.zone"
BY_SYSTEM = {HOLIDAYS, ZONE}


@dataclass(frozen=True)
class Decision:
    """A decision that was just stored."""

    id: uuid.UUID
    kind: str
    policy: str
    number: int
    outcome: Outcome
    at: datetime


def decide(
    kind: str, facts: Mapping[str, Any], *, record: Any = None, entity: Entity | None = None, partner_id: uuid.UUID | None = None,
    at: datetime | None = None, policy: str | None = None, version: InForce | None = None,
) -> Decision:  # fmt: skip
    """Decide by the version in force at the anchor moment (default: now) and store why, in the running unit.

    `facts` are values of the kind's vocabulary; `version`: the one `chosen` gave for that moment. Raises Conflict (code `no-policy`) when no version is in force.
    """
    row = (record, facts)
    return decide_many(kind, [row], entity=entity, partner_id=partner_id, at=at, policy=policy, version=version)[0]


def decide_many(
    kind: str, asked: Iterable[tuple[Any, Mapping[str, Any]]], *, entity: Entity | None = None, partner_id: uuid.UUID | None = None,
    at: datetime | None = None, policy: str | None = None, version: InForce | None = None, told: Callable[[Decision], None] | None = None,
) -> list[Decision]:  # fmt: skip
    """Decide about many records by one version, and store why with one statement; the batch form of `decide`.

    `asked`: pairs of a record (or None) and facts. `told` hears each decision before the next pair is taken, so that facts may
    depend on what was decided before.
    """
    declared, moment = kind_of(kind), at or clock.now()
    made: list[Decision] = []
    rows: list[dict[str, Any]] = []
    with behind(DECIDE):
        found = version or lifecycle.chosen(declared, moment, policy)
        known = _known(found.compiled, moment)
        for record, facts in asked:
            used = {**known, **facts}
            outcome = declared.engine(found.compiled, used)
            about = {"entity": entity.key if entity else None, **_about(record, partner_id)}
            rows.append({"id": uuid7(), **about, **_row(declared, found, outcome, used, moment)})
            made.append(Decision(rows[-1]["id"], kind, found.policy, found.number, outcome, moment))
            if told is not None:
                told(made[-1])
    note(models.Decision, rows)
    return made


def _about(record: Any, partner_id: uuid.UUID | None) -> dict[str, Any]:
    owner = partner_id if partner_id is not None else getattr(record, "partner_id", None)
    return {"record_id": getattr(record, "id", None), "partner_id": owner}


def try_out(
    kind: str,
    document: Mapping[str, Any] | Compiled | None,
    facts: Mapping[str, Any],
    at: datetime | None = None,
    *,
    policy: str | None = None,
) -> Outcome:
    """Return what a document, a compiled version or (None) the one in force would decide; nothing is stored."""
    declared, moment = kind_of(kind), at or clock.now()
    if document is None:
        ready = lifecycle.chosen(declared, moment, policy).compiled
    else:
        ready = document if isinstance(document, Compiled) else compiled(declared, document)
    return _run(declared, ready, facts, moment)[0]


def replay(decision: Any) -> bytes:
    """Run a stored decision again on its stored facts under its version and return the outcome's bytes.

    The same bytes as stored while the engine has the same version. Raises NotFound when the kind's plugin is off.
    """
    return canonical(rerun(decision)[1].as_json())


def rerun(decision: Any) -> tuple[dict[str, Any], Outcome]:
    """Run a stored decision again; return the facts it was made of and the outcome. Raises what `replay` raises."""
    declared = kind_of(decision.kind)
    facts = stored_facts(declared, decision.facts)
    return facts, declared.engine(_of_decision(declared, decision), facts)


def facts_at_first(kind: str, record_id: uuid.UUID) -> dict[str, Any]:
    """Return the facts the first decision of a kind about a record was made of; {} without any. For callers behind the wall."""
    columns = select(models.Decision.kind, models.Decision.facts)
    first = columns.where(models.Decision.kind == kind, models.Decision.record_id == record_id).order_by(models.Decision.id).limit(1)
    row = db.session.execute(first).one_or_none()
    return stored_facts(kind_of(kind), row.facts) if row is not None else {}


def _of_decision(kind: PolicyKind, decision: Any) -> Compiled:
    if decision.version_id is None:
        return lifecycle.standard(kind, decision.policy)
    with behind(READ):
        found = db.session.scalars(sa.select(models.Version).where(models.Version.id == decision.version_id)).one_or_none()
    if found is None:
        raise NotFound()
    return lifecycle.ready(kind, found, decision.policy)


def _run(kind: PolicyKind, ready: Compiled, facts: Mapping[str, Any], moment: datetime) -> tuple[Outcome, dict[str, Any]]:
    """Run the engine on the facts and what the portal adds."""
    used = {**_known(ready, moment), **facts}
    return kind.engine(ready, used), used


def _known(ready: Compiled, moment: datetime) -> dict[str, Any]:
    """Return what the portal adds to facts: the calendar of the document, the zone of the program."""
    return {ZONE: current_scope().program.zone_at(moment), HOLIDAYS: calendars.calendar(ready.calendar)}


def _row(kind: PolicyKind, found: InForce, outcome: Outcome, facts: Mapping[str, Any], moment: datetime) -> dict[str, Any]:
    kept = canonical(dumped(kind, facts, found.compiled.calendar)).decode()
    told = canonical(outcome.as_json()).decode()
    now = clock.now()
    return {
        "program_id": current_scope().program.id, "month": now.year * 100 + now.month, "kind": kind.key, "policy": found.policy,
        "version_id": found.version_id, "number": found.number, "engine": kind.engine_version, "at": moment, "result": outcome.result,
        "open": bool(outcome.undefined), "facts": kept, "outcome": told, "digest": digest(kept, told),
        "created_by": current_scope().actor.user_id,
    }  # fmt: skip


def digest(facts: str, outcome: str) -> str:
    """Return the SHA-256 over facts and outcome of a decision."""
    return hashlib.sha256(f"{facts}\n{outcome}".encode()).hexdigest()


def dumped(kind: PolicyKind, facts: Mapping[str, Any], calendar: str = "") -> dict[str, Any]:
    """Return facts as a decision keeps them. Raises RuleError for a fact the kind does not declare."""
    own = {name: value for name, value in facts.items() if name not in BY_SYSTEM}
    if kind.dump is not None:
        kept = dict(kind.dump(own))
    else:
        known = vocabulary(kind)
        for name in own.keys() - known.keys():
            rules.read(known, {name: None})
        kept = rules.dump(known, own)
    kept[ZONE] = facts[ZONE]
    if calendar:
        kept[HOLIDAYS] = {"calendar": calendar, "digest": calendars.kept(facts[HOLIDAYS])}
    return kept


def stored_facts(kind: PolicyKind, text: str) -> dict[str, Any]:
    """Return the facts of a decision as the engine read them."""
    raw = json.loads(text)
    named, zone = raw.pop(HOLIDAYS, None), raw.pop(ZONE)
    values = dict(kind.read(raw)) if kind.read is not None else rules.read(vocabulary(kind), raw)
    days = calendars.edition(named["digest"]) if named else rules.Calendar()
    return {ZONE: zone, HOLIDAYS: days, **values}
