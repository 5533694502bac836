"""One answer to "Why?" for every decision: in the reader's language, masked for the reader."""

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from flask import url_for

from hansa import N_, Entity, NotFound, Panel, _, behind, current_scope, db, moment, rules, select, shown
from plugins.policies.decisions.telling import facts_in_words, place_words
from plugins.policies.document.outcome import Outcome, canonical
from plugins.policies.models import Decision
from plugins.policies.tasks import WHY
from plugins.policies.versions.kinds import PolicyKind, kind_of, vocabulary

COLUMNS = (
    Decision.id, Decision.kind, Decision.policy, Decision.version_id, Decision.number, Decision.engine, Decision.entity, Decision.record_id,
    Decision.partner_id, Decision.at, Decision.result, Decision.facts, Decision.outcome, Decision.digest,
)  # fmt: skip
MOMENT = re.compile(r"\d{4}-[01]\d-[0-3]\d(?P<hour>T\d\d:\d\d:\d\d(\.\d+)?\+00:00)?")
NOT_STORED = uuid.UUID(int=0)
REASON_LOOK: Mapping[str, tuple[str, str, str]] = {
    "pass": ("ok", "check", N_("Speaks for it")),
    "warn": ("warn", "alert-triangle", N_("Warns")),
    "block": ("bad", "circle-x", N_("Stands against it")),
    "info": ("info", "info-circle", N_("Explains")),
}


@dataclass(frozen=True)
class ShownReason:
    code: str
    text: str
    look: tuple[str, str, str]
    place: str


@dataclass(frozen=True)
class ShownStep:
    place: str
    rule: str
    value: str
    note: str
    lines: Sequence[rules.Line]


@dataclass(frozen=True)
class Explained:
    """A decision as one reader may see it; `masked` tells whether something was left out."""

    id: uuid.UUID
    kind: str
    label: str
    policy: str
    number: int
    engine: int
    at: Any
    result: str
    reasons: Sequence[ShownReason]
    values: Sequence[tuple[str, str]]
    undefined: Sequence[tuple[str, str, str, str]]
    steps: Sequence[ShownStep] = ()
    facts: Sequence[tuple[str, str]] = ()
    digest: str = ""
    masked: bool = False
    version_id: uuid.UUID | None = None
    partner_id: uuid.UUID | None = None
    entity: str | None = None
    record_id: uuid.UUID | None = None


def why(decision_id: uuid.UUID) -> str:
    """Return the address of the page that explains a decision."""
    return url_for("policies.why", program=current_scope().program.slug, decision=decision_id)


def panel(entity: Entity, record: Any, title: str = N_("Why?")) -> Panel:
    """Return the panel that explains the last decisions about a record; for `record_panels`."""
    return Panel(title, "policies.why_record", weight=20, args={"about": entity.key, "record_id": record.id})


def latest(entity: str, record_id: uuid.UUID, most: int = 5) -> list[uuid.UUID]:
    """Return the ids of the last decisions about a record that the reader may see, the newest first."""
    conditions = [Decision.entity == entity, Decision.record_id == record_id]
    actor = current_scope().actor
    if not actor.staff:
        conditions.append(Decision.partner_id == actor.partner_id)
    with behind(WHY):
        rows = db.session.execute(select(Decision.id, Decision.kind, Decision.result).where(*conditions).order_by(Decision.id.desc()).limit(most))
        found = [(row.id, row.kind, row.result) for row in rows]
    return [one for one, kind, result in found if actor.staff or _open(kind_of(kind).partner_results, result)]


def explained(decision_id: uuid.UUID) -> Explained:
    """Return a decision for the reader; NotFound for one that is absent, foreign, or closed to partners."""
    actor = current_scope().actor
    with behind(WHY):
        row = db.session.execute(select(*COLUMNS).where(Decision.id == decision_id)).one_or_none()
    if row is None or (not actor.staff and row.partner_id != actor.partner_id):
        raise NotFound()
    kind = kind_of(row.kind)
    if not actor.staff and not _open(kind.partner_results, row.result):
        raise NotFound()
    return _shown(kind, row, json.loads(row.outcome), partner=not actor.staff)


def _shown(kind: PolicyKind, row: Any, outcome: Mapping[str, Any], *, partner: bool) -> Explained:
    """Return what one side may see. A partner sees of facts, reasons, values and steps only what the kind declares open."""
    facts = vocabulary(kind)
    raw = {name: value for name, value in json.loads(row.facts).items() if not partner or kind.seen_by_partners(name)}
    reasons = [one for one in outcome["reasons"] if not partner or _open(kind.partner_reasons, one["code"])]
    values = {name: value for name, value in outcome["values"].items() if not partner or _open(kind.partner_values, name)}
    steps = [one for one in outcome["steps"] if not partner or _step_open(kind, one)]
    left_out = len(reasons) < len(outcome["reasons"]) or len(values) < len(outcome["values"]) or len(steps) < len(outcome["steps"])
    undefined = {name: value for name, value in values.items() if isinstance(value, Mapping) and "undefined" in value}
    return Explained(
        row.id, row.kind, _(kind.label), row.policy, row.number, row.engine, row.at, result_label(kind, row.result),
        [ShownReason(one["code"], told(one), _look(one["kind"]), one["rule"]) for one in reasons],
        [(value_label(kind, name), written(value)) for name, value in values.items() if name not in undefined],
        [(value_label(kind, name), value["undefined"], value["below"], value["above"]) for name, value in undefined.items()],
        [_step(kind, one, facts) for at, one in enumerate(steps) if one not in steps[:at]],
        facts_in_words(facts, raw, written),
        row.digest, left_out, None if partner else row.version_id, None if partner else row.partner_id, row.entity, row.record_id,
    )  # fmt: skip


def shown_outcome(kind: PolicyKind, outcome: Outcome) -> Explained:
    """Return an outcome that was not stored, as staff sees it."""
    told_ = json.loads(canonical(outcome.as_json()))
    row = SimpleNamespace(
        id=NOT_STORED, kind=kind.key, policy="", version_id=None, number=0, engine=kind.engine_version, entity=None, record_id=None, partner_id=None,
        at=None, result=outcome.result, facts="{}", digest="",
    )  # fmt: skip
    return _shown(kind, row, told_, partner=False)


def result_label(kind: PolicyKind, result: str) -> str:
    """Return what people call a result."""
    return _(dict(kind.results).get(result, result.replace("_", " ")))


def value_label(kind: PolicyKind, name: str) -> str:
    """Return what people call a value of an outcome."""
    return _(dict(kind.values).get(name, name.replace("_", " ")))


def told(reason: Mapping[str, Any]) -> str:
    """Return a reason in the reader's language; its code where it has no message."""
    if not reason["message"]:
        return str(reason["code"]).replace("_", " ")
    try:
        return _(reason["message"], **{name: written(value) for name, value in reason["params"].items()})
    except (KeyError, TypeError, ValueError):
        return str(reason["message"])


def written(value: Any) -> str:
    """Return plain data as people read it."""
    if value is None:
        return _(N_("unknown"))
    if isinstance(value, bool):
        return _(N_("yes") if value else N_("no"))
    if isinstance(value, list):
        return _(N_("%(n)s rows"), n=len(value)) if value and isinstance(value[0], dict) else ", ".join(written(one) for one in value)
    if isinstance(value, Mapping) and "undefined" in value:
        return _(N_("not defined"))
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {written(one)}" for name, one in value.items())
    if isinstance(value, str) and (found := MOMENT.fullmatch(value)):
        exact = moment(datetime.fromisoformat(value), exact=True) if found["hour"] else shown("date", date.fromisoformat(value))
        return exact.striptags()
    return str(value)


def _step(kind: PolicyKind, step: Mapping[str, Any], facts: rules.Facts) -> ShownStep:
    told_apart = "tree" in step and step["tree"]["kind"] not in ("name", "value")
    lines = rules.lines(step["tree"], step["rule"], facts) if told_apart else []
    return ShownStep(place_words(kind, step["place"]), step.get("rule", ""), written(step["value"]), step.get("note", ""), lines)


def _step_open(kind: PolicyKind, step: Mapping[str, Any]) -> bool:
    """A step is open when its rule asks only for open facts; notes of the engine stay closed."""
    return "tree" in step and all(kind.seen_by_partners(name) for name in _names(step["tree"]))


def _names(tree: Mapping[str, Any]) -> set[str]:
    own = {tree["name"]} if tree["kind"] == "name" and "of_row" not in tree else set()
    own |= {tree["rows"]} if tree["kind"] == "fold" else set()
    return own.union(*(_names(part) for part in tree.get("parts", ())))


def _open(declared: Sequence[str], word: str) -> bool:
    return "*" in declared or word in declared


def _look(kind: str) -> tuple[str, str, str]:
    css, icon, label = REASON_LOOK[kind]
    return css, icon, _(label)
