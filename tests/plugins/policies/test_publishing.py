"""Publishing, correcting, withdrawing and rolling back."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from core.entities.scope import Scope
from core.entities.unit import unit
from core.errors import Conflict, Unprocessable
from hansa import clock
from plugins.policies.api import decide, in_force, replay
from plugins.policies.checking.checker import check
from plugins.policies.models import Decision, Proposal, Version
from plugins.policies.versions.lifecycle import draft, make_policy, revise, standing, version, withdraw
from plugins.policies.versions.publishing import publish, roll_back
from tests.fixture_plugins.terms import TERMS

KIND = "terms.registration"
HOLE = {"sizes": {"measure": "deal.units", "rows": [{"from": 0, "to": 9, "percent": "1"}, {"from": 11, "percent": "2"}]}}


def out(document: dict[str, Any], effective_from: Any = None, **options: Any) -> Any:
    def work() -> Any:
        made = draft(make_policy(TERMS), document)
        publish(made, effective_from, **options)
        return made.id

    return unit(work)


def of(version_id: Any) -> Any:
    return version(version_id)[0]


def test_errors_forbid_publishing(inside: Scope) -> None:
    with pytest.raises(Unprocessable) as refused:
        out({"minimum": "deal.amount > 5 and deal.amount < 3"})
    assert [error["pointer"] for error in refused.value.errors] == ["/minimum/when"]


def test_a_warning_is_published_when_a_named_person_accepts_it(inside: Scope, db: Any) -> None:
    key = check(TERMS, HOLE)[0].key
    made = of(out(HOLE, accept={key: "The printed terms have this hole."}))
    assert [(one["reason"], one["by"], one["code"]) for one in made.accepted] == [("The printed terms have this hole.", inside.actor.name, "hole")]


def test_another_hole_is_not_covered_by_the_acceptance_of_one(inside: Scope) -> None:
    other = {"sizes": {"measure": "deal.units", "rows": [{"from": 0, "to": 19, "percent": "1"}, {"from": 25, "percent": "2"}]}}
    with pytest.raises(Unprocessable):
        out(other, accept={check(TERMS, HOLE)[0].key: "This one."})


def test_a_hole_stays_accepted_when_its_bands_are_called_otherwise(inside: Scope) -> None:
    named = {"measure": "deal.units", "rows": [{"name": "Small", "from": 0, "to": 9, "percent": "1"}, {"name": "Large", "from": 11, "percent": "2"}]}
    key = check(TERMS, HOLE)[0].key
    assert key == "hole|/sizes/rows/0|/sizes/rows/1|value=10"
    assert of(out({"sizes": named}, accept={key: "Printed so."})).state == "published"


def test_gates_that_repeat_each_other_are_accepted_by_what_they_test(inside: Scope) -> None:
    rows = [{"code": "a", "result": "approve", "when": "deal.amount >= 6000"}, {"code": "b", "result": "approve", "when": "deal.amount > 6000"}]
    found = [one.key for one in check(TERMS, {"minimum": "deal.amount > 6000", "checks": {"choose": "all", "rows": rows}}) if one.code == "almost"]
    assert found and all("term=deal.amount,value=6000" in key and "cell" not in key for key in found)


def test_a_later_version_supersedes_the_one_before(inside: Scope) -> None:
    now = clock.now()
    first = out({"minimum": "deal.amount >= 1"}, now)
    out({"minimum": "deal.amount >= 2"}, now + timedelta(days=2))
    assert standing(of(first)) == "in_force"
    assert standing(of(first), now + timedelta(days=2)) == "superseded"


def test_a_start_in_the_past_needs_to_be_confirmed_and_proposes_what_it_changes(inside: Scope, db: Any) -> None:
    now = clock.now()
    with clock.moved(now - timedelta(days=5)):
        decision = unit(lambda: decide(KIND, {"deal.amount": Decimal(1500)}))
    with pytest.raises(Conflict) as refused:
        out({"minimum": "deal.amount >= 2000"}, now - timedelta(days=10))
    assert refused.value.code == "back-dated"
    out({"minimum": "deal.amount >= 2000"}, now - timedelta(days=10), correct=True)
    proposal = db.session.scalars(sa.select(Proposal)).one()
    assert (proposal.decision_id, proposal.before, proposal.after) == (decision.id, "approve", "refuse")


def test_what_was_decided_stays_explained_by_its_version_after_a_correction(inside: Scope, db: Any) -> None:
    now = clock.now()
    with clock.moved(now - timedelta(days=5)):
        unit(lambda: decide(KIND, {"deal.amount": Decimal(1500)}))
    out({"minimum": "deal.amount >= 2000"}, now - timedelta(days=10), correct=True)
    stored = db.session.scalars(sa.select(Decision)).one()
    assert (stored.result, replay(stored)) == ("approve", stored.outcome.encode())


def test_a_published_version_cannot_be_rewritten(inside: Scope) -> None:
    made = out({"minimum": "deal.amount >= 1"})
    with pytest.raises(Conflict):
        unit(lambda: revise(of(made), {"minimum": "deal.amount >= 9"}))


def test_withdrawing_brings_back_what_was_in_force_before(inside: Scope) -> None:
    now = clock.now()
    out({"minimum": "deal.amount >= 1"}, now)
    second = out({"minimum": "deal.amount >= 2"}, now + timedelta(seconds=1))
    unit(lambda: withdraw(of(second), "A mistake."))
    assert in_force(KIND, now + timedelta(days=1)).number == 1


def test_rolling_back_publishes_the_earlier_document_as_a_new_version(inside: Scope) -> None:
    first = out({"minimum": "deal.amount >= 1"})
    out({"minimum": "deal.amount >= 2"})
    unit(lambda: roll_back(of(first)))
    present = in_force(KIND)
    assert (present.number, present.document["minimum"]["when"]) == (3, "deal.amount >= 1")


def test_drafts_decide_nothing(inside: Scope, db: Any) -> None:
    unit(lambda: draft(make_policy(TERMS), {"minimum": "deal.amount >= 9999"}))
    assert unit(lambda: decide(KIND, {"deal.amount": Decimal(1500)})).number == 0
    assert db.session.scalar(sa.select(sa.func.count(Version.id))) == 1


def test_what_a_unit_published_and_undid_is_not_in_force(inside: Scope) -> None:
    def work() -> None:
        made = draft(make_policy(TERMS), {"minimum": "deal.amount >= 1"})
        publish(made)
        assert in_force(KIND).number == 1
        raise RuntimeError("undone")

    with pytest.raises(RuntimeError):
        unit(work)
    assert in_force(KIND) is None
