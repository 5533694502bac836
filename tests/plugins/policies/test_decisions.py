"""Decisions: stored with all that a replay needs, under the version in force at the anchor."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from core.entities import acting
from core.entities.scope import Scope
from core.entities.unit import unit
from core.errors import Conflict
from core.identity.actor import Actor
from core.portal import portal
from hansa import clock
from plugins.policies.api import Undefined, decide, decide_many, in_force, replay, try_out
from plugins.policies.models import Decision
from plugins.policies.versions.lifecycle import draft, make_policy
from plugins.policies.versions.publishing import publish
from tests.fixture_plugins.terms import CAMPAIGN, TERMS

KIND = "terms.registration"


def put_out(document: dict[str, Any], effective_from: datetime | None = None, *, kind: Any = TERMS, slug: str = "") -> Any:
    """Publish a document as a new version."""

    def work() -> Any:
        made = draft(make_policy(kind, slug), document)
        publish(made, effective_from, correct=True)
        return made.id

    return unit(work)


def stored(db: Any, decision_id: Any) -> Any:
    return db.session.scalars(sa.select(Decision).where(Decision.id == decision_id)).one()


def test_without_a_published_version_the_default_document_decides(inside: Scope) -> None:
    decision = unit(lambda: decide(KIND, {"deal.amount": Decimal("999.99")}))
    assert (decision.number, decision.outcome.result) == (0, "refuse")


def test_without_a_default_nothing_is_decided(inside: Scope) -> None:
    with pytest.raises(Conflict, match="in force") as refused:
        unit(lambda: decide("terms.campaign", {}, policy="spring"))
    assert refused.value.code == "no-policy"


def test_the_version_in_force_at_the_anchor_decides(inside: Scope) -> None:
    now = clock.now()
    put_out({"minimum": "deal.amount >= 2000"}, now)
    put_out({"minimum": "deal.amount >= 3000"}, now + timedelta(days=10))
    facts = {"deal.amount": Decimal(2500)}
    early, late = (unit(lambda at=at: decide(KIND, facts, at=at)) for at in (now + timedelta(days=1), now + timedelta(days=11)))
    assert (early.number, early.outcome.result, late.number, late.outcome.result) == (1, "approve", 2, "refuse")


def test_what_is_in_force_is_answered_for_any_moment(inside: Scope) -> None:
    now = clock.now()
    put_out({"minimum": "deal.amount >= 2000"}, now)
    assert in_force(KIND, now - timedelta(seconds=1)) is None
    assert in_force(KIND, now).number == 1


def test_replay_gives_the_same_bytes(inside: Scope, db: Any) -> None:
    document = {
        "minimum": "deal.amount >= 1000",
        "sizes": {"measure": "deal.units", "rows": [{"from": 0, "percent": "partner.people / 3"}]},
        "protection": {"length": "3", "unit": "months"},
        "checks": [{"code": "ok", "when": '"cloud" in partner.skills', "result": "approve", "kind": "pass"}],
    }
    put_out(document)
    facts = {
        "deal.amount": Decimal("1500.25"), "deal.units": 7, "partner.people": 10, "partner.skills": ["cloud"],
        "deal.submitted": date(2026, 1, 31),
    }  # fmt: skip
    made = unit(lambda: decide(KIND, facts))
    assert made.outcome.values["percent"] * 3 == 10
    assert made.outcome.values["until"] == date(2026, 4, 30)
    assert replay(stored(db, made.id)) == stored(db, made.id).outcome.encode()


def test_a_size_in_a_hole_is_named_and_the_rest_stands(inside: Scope, db: Any) -> None:
    rows = [{"from": 0, "to": 99, "percent": "1"}, {"from": 100, "percent": "2"}]
    outcome = try_out(KIND, {"sizes": {"measure": "deal.amount", "rows": rows}}, {"deal.amount": Decimal("99.50")})
    found = outcome.values["percent"]
    assert isinstance(found, Undefined)
    assert (outcome.result, found.value, found.below, found.above) == ("approve", "99.5", "0–99", "≥ 100")


def test_a_missing_fact_is_neither_zero_nor_false(inside: Scope) -> None:
    outcome = try_out(KIND, {"minimum": {"when": "deal.amount >= 0", "missing": "ask"}}, {})
    assert [reason.code for reason in outcome.reasons] == ["ask"]


def test_a_trial_stores_nothing(inside: Scope, db: Any) -> None:
    try_out(KIND, None, {"deal.amount": Decimal(5)})
    assert db.session.scalar(sa.select(sa.func.count(Decision.id))) == 0


def test_a_fact_the_kind_does_not_declare_is_refused(inside: Scope) -> None:
    with pytest.raises(ValueError, match="no fact"):
        unit(lambda: decide(KIND, {"deal.colour": "red"}))


def test_policies_of_one_kind_stand_side_by_side(inside: Scope) -> None:
    put_out({"minimum": "deal.units >= 5"}, kind=CAMPAIGN, slug="spring")
    put_out({"minimum": "deal.units >= 9"}, kind=CAMPAIGN, slug="autumn")
    results = [unit(lambda slug=slug: decide("terms.campaign", {"deal.units": 7}, policy=slug)).outcome.result for slug in ("spring", "autumn")]
    assert results == ["approve", "refuse"]


def test_a_partner_s_act_is_decided_and_stored_behind_the_wall(inside: Scope, db: Any, program: Any) -> None:
    put_out({"minimum": "deal.amount >= 2000", "calendar": None})
    partner = Actor("user", user_id=program.person("a").user_id, partner_id=program.partner("a"), name="A Person")
    with acting.entered(Scope(portal().programs.by_slug("alpha"), partner)):
        made = unit(lambda: decide(KIND, {"deal.amount": Decimal(5000)}, partner_id=program.partner("a")))
        assert (made.number, made.outcome.result) == (1, "approve")
        assert db.session.scalars(sa.select(Decision)).all() == []
    assert stored(db, made.id).partner_id == program.partner("a")


def test_many_decisions_of_one_unit_are_all_stored(inside: Scope, db: Any) -> None:
    unit(lambda: [decide(KIND, {"deal.amount": Decimal(n)}) for n in range(5)])
    assert db.session.scalar(sa.select(sa.func.count(Decision.id))) == 5


def test_of_many_the_facts_of_the_next_may_depend_on_the_one_before(inside: Scope, db: Any) -> None:
    heard: list[str] = []

    def asked() -> Iterator[tuple[None, dict[str, Any]]]:
        for n in range(3):
            assert len(heard) == n
            yield None, {"deal.amount": Decimal(n)}

    made = unit(lambda: decide_many(KIND, asked(), told=lambda decision: heard.append(decision.outcome.result)))
    assert [decision.outcome.result for decision in made] == heard
    assert sorted(row.id for row in db.session.scalars(sa.select(Decision))) == sorted(decision.id for decision in made)


def test_a_decision_names_its_month(inside: Scope, db: Any) -> None:
    with clock.moved(datetime(2026, 3, 31, 23, 59, tzinfo=UTC)):
        made = unit(lambda: decide(KIND, {}))
    assert stored(db, made.id).month == 202603


