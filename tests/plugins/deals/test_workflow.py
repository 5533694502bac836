from pathlib import Path

import pytest

import core
import plugins.deals
from core.errors import Denied, NotFound
from core.workflow.diagram import mermaid
from plugins.deals.notifications import KINDS
from plugins.deals.workflow import WORKFLOW

DECIDED = {"approve": "approved", "approve_by_policy": "approved", "approve_in_silence": "approved", "reject": "rejected"}
ASIDE = {"ask": "action_required", "put_behind": "not_first", "record_choice": "in_review", "withdraw": "draft", "hand_over": "transferred", "close_duplicate": "closed"}
ENDS = {"win": "won", "lose": "lost", "dissolve": "closed", "hand_over": "transferred", "expire": "expired"}
TABLE = {
    "draft": {"submit": "submitted"},
    "submitted": {**DECIDED, **ASIDE, "start_review": "in_review"},
    "in_review": {**DECIDED, **ASIDE},
    "not_first": {
        "come_up": "in_review", "record_choice": "in_review", "reject": "rejected", "withdraw": "draft", "hand_over": "transferred",
        "close_duplicate": "closed",
    },
    "action_required": {
        "answer": "in_review", "reject": "rejected", "withdraw": "draft", "give_up": "closed", "hand_over": "transferred",
        "close_duplicate": "closed",
    },
    "approved": {
        **ENDS, "request_extension": "extending", "report_progress": "approved", "change_distributor": "approved",
        "request_amendment": "amending", "stall": "approved",
    },
    "amending": {**ENDS, "amend": "approved", "refuse_amendment": "approved"},
    "extending": {**ENDS, "extend": "approved", "refuse_extension": "approved"},
    "expired": {"request_reinstatement": "reinstating", "reinstate": "approved"},
    "reinstating": {"reinstate": "approved", "refuse_reinstatement": "expired"},
    "rejected": {}, "won": {}, "lost": {}, "closed": {}, "transferred": {},
}  # fmt: skip
BY_ITSELF = ("expire", "give_up", "stall", "come_up", "approve_by_policy", "approve_in_silence")
ELSEWHERE = ("hand_over", "report_progress", "record_choice", "change_distributor", "request_reinstatement", "reinstate", "close_duplicate", "amend")
"""Transitions with tests of their own: they need a conflict, a policy, a file or a distributor."""
RAW = {
    "ask": {"reason": "Which branch?", "asked_fields": ["customer_domain"]},
    "reject": {"reason_code": "other", "reason": "No."},
    "request_extension": {"reason": "Budget in May."},
    "refuse_extension": {"reason": "No progress."},
    "request_amendment": {"amount": "77", "reason": "One more site."},
    "refuse_amendment": {"reason": "No."},
    "refuse_reinstatement": {"reason": "No progress."},
    "win": {"evidence": "PO 4711"},
    "lose": {"reason_code": "price"},
    "put_behind": {"reason": "Another came first."},
    "dissolve": {"reason": "The customer asked for it."},
}
PARTNER, STAFF = {"submit", "answer", "withdraw", "win", "lose", "request_extension", "request_amendment"}, {
    "submit", "approve", "start_review", "ask", "reject", "win", "lose", "extend", "refuse_extension", "put_behind", "dissolve",
    "refuse_reinstatement", "refuse_amendment",
}  # fmt: skip
MAY = {"a": PARTNER, "above": PARTNER, "lesser": set(), "manager": STAFF, "admin": STAFF, "finance": set()}
CELLS = [(state, name, target) for state, ways in TABLE.items() for name, target in ways.items()]


def test_the_declaration_is_the_table():
    assert {state.key: {move.name: move.target for move in WORKFLOW.leaving(state.key)} for state in WORKFLOW.states} == TABLE


def test_the_readme_shows_the_diagram():
    assert mermaid(WORKFLOW) in (Path(plugins.deals.__file__).parent / "README.md").read_text()


@pytest.mark.parametrize(("state", "name", "target"), [cell for cell in CELLS if cell[1] not in (*BY_ITSELF, *ELSEWHERE)])
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


def test_every_button_has_an_icon_of_the_sprite():
    sprite = (Path(core.__file__).parent / "static" / "icons.svg").read_text()
    named = {move.icon for move in WORKFLOW.transitions if move.icon} | {kind.icon for kind in KINDS}
    assert [name for name in sorted(named) if f'id="{name}"' not in sprite and f'id="i-{name}"' not in sprite] == []
