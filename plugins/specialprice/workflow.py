"""The life of a special price request."""

from typing import Any

from hansa import N_, State, Timer, Transition, Workflow
from plugins.specialprice import inputs, moves
from plugins.specialprice.states import PENDING, STATES, VALID


def _said(request: Any) -> str | None:
    found: str | None = request.reason
    return found


WORKFLOW = Workflow(
    states=(
        State("draft", STATES["draft"], partner_edits=None, discard=True),
        State("submitted", STATES["submitted"], "waiting", staff_edits=("offer",)),
        State("in_review", STATES["in_review"], "waiting", staff_edits=("offer",)),
        State("countered", STATES["countered"], "waiting", staff_edits=(), note=_said),
        *(State(key, STATES[key], staff_edits=(), note=_said) for key in VALID),
        State("exhausted", STATES["exhausted"], staff_edits=()),
        State("rejected", STATES["rejected"], "done", note=_said),
        State("expired", STATES["expired"], "done"),
        State("revoked", STATES["revoked"], "done", note=_said),
    ),
    transitions=(
        Transition(
            "submit", N_("Submit"), ("draft",), "submitted", "anyone", kind="primary", icon="send", with_form=True,
            check=moves.may_be_submitted, effects=moves.submitted,
        ),
        Transition("withdraw", N_("Withdraw"), PENDING, "draft", "partner", "submit", icon="arrow-back-up", effects=moves.withdrawn),
        Transition("start_review", N_("Start review"), ("submitted",), "in_review", permission="review", icon="eye"),
        Transition(
            "agree", N_("Agree"), ("in_review",), "in_review", permission="review", icon="check", guard=moves.is_asked_to_agree,
            check=moves.may_agree, effects=moves.agreed,
        ),
        Transition(
            "approve", N_("Approve"), ("submitted", "in_review"), "approved", permission="review", kind="primary", icon="discount",
            check=moves.is_as_asked, effects=moves.approved,
        ),
        Transition(
            "counter", N_("Make a counter-offer"), ("submitted", "in_review"), "countered", "staff", "review", inputs.MessageInput,
            icon="exchange", check=moves.is_different, effects=moves.countered,
        ),
        Transition(
            "accept", N_("Accept"), ("countered",), "accepted", "partner", "submit", kind="primary", icon="thumb-up",
            check=moves.may_be_accepted, effects=moves.accepted,
        ),
        Transition(
            "decline", N_("Decline"), ("countered",), "rejected", "partner", "submit", inputs.AnswerInput, icon="thumb-down", effects=moves.refused
        ),
        Transition(
            "reject", N_("Reject"), ("submitted", "in_review"), "rejected", "staff", "review", inputs.MessageInput, kind="bad", icon="circle-x",
            effects=moves.refused,
        ),
        Transition("use", N_("Use"), ("approved", "accepted"), "used", "anyone", "use", guard=moves.is_used, icon="chart-pie"),
        Transition("exhaust", N_("Use up"), VALID, "exhausted", "anyone", "use", guard=moves.is_used_up, icon="circle-check"),
        Transition("give_back", N_("Give back"), ("exhausted",), "used", "anyone", "use", guard=moves.has_some_left, icon="chart-pie"),
        Transition(
            "revoke", N_("Revoke"), VALID, "revoked", "staff", "review", inputs.MessageInput, kind="bad", icon="circle-minus", effects=moves.told
        ),
        Transition("expire", N_("Expire"), (*PENDING, *VALID), "expired", "system", icon="calendar-off"),
    ),
    timers=(Timer("validity", VALID, moves.ends, "expire"),),
)  # fmt: skip
