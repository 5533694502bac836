"""The nightly proof that nobody is starved: decisions by weights are replayed, and the accounts they left are followed.

Of every decision it is asked whether the engine gives the same bytes again, whether it began with the accounts the one before
left, and how far each of the eligible was from its share once the lead was given.
"""

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import sqlalchemy as sa

from hansa import clock, current_scope, db, entity_of
from plugins.leads.models import Check
from plugins.leads.offers.terms import KIND
from plugins.leads.routing import packing
from plugins.leads.routing.shares import EMPTY, Book, credited
from plugins.policies.api import canonical, rerun

TOGETHER = 100
"""So many decisions are replayed in one unit."""

PLACE = ""
"""The row that remembers how far the replay has come, whatever the rules."""


@dataclass
class Finding:
    """What replaying decisions of one rule found; `book`: the accounts after the last of them."""

    book: Book = EMPTY
    decisions: int = 0
    differing: int = 0
    broken: int = 0
    furthest: Fraction = Fraction(0)
    starved: set[str] = field(default_factory=set)

    def follow(self, facts: Mapping[str, Any], outcome: Any, stored: str) -> None:
        """Replay one decision by weights: its facts, what the engine gives now, the outcome that is stored."""
        began, plan = facts["standing"].book, outcome.plan
        self.differing += canonical(outcome.as_json()).decode() != stored
        self.broken += bool(self.decisions) and not _agree(self.book, began, plan.weights.whole)
        self.decisions += 1
        after = credited(began, plan.weights, plan.chosen)
        self.book = _carried(self.book, after)
        for key in plan.weights.whole:
            self.furthest = max(self.furthest, abs(after.deviation(key)))
            if after.deviation(key) >= 1:
                self.starved.add(key)


def _agree(left: Book, found: Book, keys: Mapping[str, Any]) -> bool:
    """Tell whether a decision began with what is owed to its targets after the one before."""
    return all(left.deviation(key) == found.deviation(key) for key in keys)


def _carried(before: Book, after: Book) -> Book:
    """Return the accounts of all: those a decision did not touch stay as they were."""
    untouched = {key: before.deviation(key) for key in before.owed.keys() - after.owed.keys()}
    unit = math.lcm(after.unit, *(part.denominator for part in untouched.values()))
    owed = {key: value * (unit // after.unit) for key, value in after.owed.items()}
    return Book(unit, {**owed, **{key: int(part * unit) for key, part in untouched.items()}})


def replayed() -> bool:
    """Replay the next decisions of every rule that deals by weights; tell whether there are more."""
    checks = {check.rule: check for check in db.session.scalars(sa.select(Check).with_for_update())}
    rows = _next(checks[PLACE].upto if PLACE in checks else None)
    findings: dict[str, Finding] = {}
    for row in rows:
        facts, outcome = rerun(row)
        plan: Any = outcome.plan  # type: ignore[attr-defined]
        if plan.weights is None or plan.method != "weighted" or plan.chosen not in plan.weights.whole:
            continue
        finding = findings.setdefault(plan.rule, _begun(checks.get(plan.rule)))
        finding.follow(facts, outcome, row.outcome)
    if rows:
        findings[PLACE] = Finding()
    for rule, finding in findings.items():
        _keep(checks.get(rule), rule, finding, rows[-1].id)
    return len(rows) == TOGETHER


def _next(after: uuid.UUID | None) -> Sequence[Any]:
    model = entity_of("policies.decision").model
    wanted = sa.select(model).where(model.kind == KIND, model.result == "offer").order_by(model.id).limit(TOGETHER)
    return db.session.scalars(wanted if after is None else wanted.where(model.id > after)).all()


def _begun(check: Any) -> Finding:
    if check is None:
        return Finding()
    return Finding(
        packing.book_in(check.book, check.book.get("key", ())), check.decisions, check.differing, check.broken, Fraction(check.furthest), set(check.starved)
    )  # fmt: skip


def _keep(check: Any, rule: str, finding: Finding, upto: uuid.UUID) -> None:
    check = check or Check(program_id=current_scope().program.id, rule=rule)
    check.upto, check.checked_at = upto, clock.now()
    check.decisions, check.differing, check.broken = finding.decisions, finding.differing, finding.broken
    check.furthest, check.starved = str(finding.furthest), sorted(finding.starved)
    check.book = {"key": list(finding.book.owed), **packing.book_out(finding.book)}
    db.session.add(check)
    db.session.flush()
