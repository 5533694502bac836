from datetime import timedelta
from pathlib import Path

import pytest

import plugins.deals
from core import clock
from core.errors import Denied, NotFound
from core.workflow.diagram import mermaid
from plugins.deals.workflow import WORKFLOW

TABLE = {
    "draft": {"submit": "submitted"},
    "submitted": {"approve": "approved", "start_review": "in_review", "ask": "action_required", "reject": "rejected", "withdraw": "draft"},
    "in_review": {"approve": "approved", "ask": "action_required", "reject": "rejected", "withdraw": "draft"},
    "action_required": {"answer": "in_review", "reject": "rejected", "withdraw": "draft"},
    "approved": {"win": "won", "lose": "lost", "request_extension": "extending", "expire": "expired"},
    "extending": {"win": "won", "lose": "lost", "extend": "approved", "refuse_extension": "approved", "expire": "expired"},
    "rejected": {}, "won": {}, "lost": {}, "expired": {},
}  # fmt: skip
RAW = {
    "ask": {"reason": "Which branch?", "asked_fields": ["customer_domain"]},
    "reject": {"reason_code": "other", "reason": "No."},
    "request_extension": {"reason": "Budget in May."},
    "refuse_extension": {"reason": "No progress."},
    "win": {"evidence": "PO 4711"},
    "lose": {"reason_code": "price"},
}
PARTNER, STAFF = {"submit", "answer", "withdraw", "win", "lose", "request_extension"}, {
    "submit", "approve", "start_review", "ask", "reject", "win", "lose", "extend", "refuse_extension",
}  # fmt: skip
MAY = {"a": PARTNER, "above": PARTNER, "lesser": set(), "manager": STAFF, "admin": STAFF, "finance": set()}
CELLS = [(state, name, target) for state, ways in TABLE.items() for name, target in ways.items()]


@pytest.fixture
def in_state(deal):
    def make(state):
        dates = (
            {"protected_until": None}
            if state not in ("approved", "extending")
            else {"protected_until": clock.today("UTC") + timedelta(days=30)}
        )
        return deal(state=state, asked_fields=[], extensions=0, **dates)

    return make


def test_the_declaration_is_the_table():
    assert {state.key: {move.name: move.target for move in WORKFLOW.leaving(state.key)} for state in WORKFLOW.states} == TABLE


def test_the_readme_shows_the_diagram():
    assert mermaid(WORKFLOW) in (Path(plugins.deals.__file__).parent / "README.md").read_text()


@pytest.mark.parametrize(("state", "name", "target"), [cell for cell in CELLS if cell[1] != "expire"])
@pytest.mark.parametrize("by", MAY)
def test_each_role_makes_its_transitions_and_no_other(in_state, move, by, state, name, target):
    made = in_state(state)
    if name in MAY[by]:
        assert move(made, name, by=by, **RAW.get(name, {}))["state"] == target
        return
    with pytest.raises(Denied):
        move(made, name, by=by, **RAW.get(name, {}))


@pytest.mark.parametrize(("by", "refusal"), [("a", Denied), ("manager", Denied), ("admin", Denied), ("b", NotFound)])
def test_nobody_lets_a_deal_expire(in_state, move, by, refusal):
    with pytest.raises(refusal):
        move(in_state("approved"), "expire", by=by)


@pytest.mark.parametrize("state", TABLE)
def test_a_competitor_moves_nothing(in_state, as_user, state):
    made, rival = in_state(state), as_user("b")
    answers = {rival.submit(f"/alpha/deals/deal/{made}/do/{move.name}", {"version": "1"}).status_code for move in WORKFLOW.transitions}
    assert answers == {404}
