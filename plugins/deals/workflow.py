"""The life of a deal registration."""

from typing import Any

from hansa import N_, Approval, State, Timer, Transition, Workflow
from plugins.deals import inputs, moves
from plugins.deals.states import IN_CHECK, PROTECTED, STATES

AFTER_GRANT = ("contact_name", "contact_email", "need", "close_date")
"""What was not part of what was decided."""


def _asked(deal: Any) -> list[str]:
    return list(deal.asked_fields)


def _said(deal: Any) -> str | None:
    found: str | None = deal.reason
    return found


WORKFLOW = Workflow(
    states=(
        State("draft", STATES["draft"], partner_edits=None),
        State("submitted", STATES["submitted"], "waiting"),
        State("in_review", STATES["in_review"], "waiting", note=_said),
        State("action_required", STATES["action_required"], "waiting", partner_edits=_asked, note=_said),
        State("approved", STATES["approved"], staff_edits=AFTER_GRANT, note=_said),
        State("extending", STATES["extending"], "waiting", staff_edits=AFTER_GRANT, note=_said),
        State("rejected", STATES["rejected"], "done"),
        State("won", STATES["won"], "done"),
        State("lost", STATES["lost"], "done"),
        State("expired", STATES["expired"], "done"),
    ),
    transitions=(
        Transition("submit", N_("Submit"), ("draft",), "submitted", "anyone", kind="primary", icon="send", with_form=True, effects=moves.submitted),
        Transition(
            "answer", N_("Send answer"), ("action_required",), "in_review", "partner", "submit", inputs.AnswerInput,
            kind="primary", icon="send", effects=moves.answered,
        ),
        Transition(
            "approve", N_("Approve"), ("submitted", "in_review"), "approved", permission="review", kind="primary", icon="shield-check",
            check=moves.may_be_granted, effects=moves.granted,
        ),
        Transition("start_review", N_("Start review"), ("submitted",), "in_review", permission="review", icon="eye"),
        Transition(
            "ask", N_("Ask the partner"), ("submitted", "in_review"), "action_required", "staff", "review", inputs.AskInput,
            icon="message-circle", effects=moves.asked,
        ),
        Transition(
            "reject", N_("Reject"), ("submitted", "in_review", "action_required"), "rejected", "staff", "review", inputs.RejectInput,
            kind="bad", icon="circle-x", effects=moves.rejected,
        ),
        Transition(
            "withdraw", N_("Withdraw"), IN_CHECK, "draft", "partner", "submit", icon="arrow-back-up", effects=moves.withdrawn,
            confirm=N_("Withdraw this registration? You can change it and submit it again, and its place in the order is lost."),
        ),
        Transition("win", N_("Won"), PROTECTED, "won", "anyone", "close", inputs.WonInput, kind="primary", icon="trophy", effects=moves.ended),
        Transition("lose", N_("Lost"), PROTECTED, "lost", "anyone", "close", inputs.LostInput, icon="thumb-down", effects=moves.ended),
        Transition(
            "request_extension", N_("Ask for an extension"), ("approved",), "extending", "partner", "submit", inputs.ExtensionInput,
            guard=moves.may_be_extended, icon="calendar-plus", effects=moves.explained,
        ),
        Transition("extend", N_("Extend"), ("extending",), "approved", permission="review", kind="primary", icon="calendar-plus", effects=moves.extended),
        Transition(
            "refuse_extension", N_("Refuse extension"), ("extending",), "approved", "staff", "review", inputs.RefusalInput,
            kind="bad", icon="calendar-off", effects=moves.explained,
        ),
        Transition("expire", N_("Expire"), PROTECTED, "expired", "system", icon="calendar-off", effects=moves.ended),
    ),
    approvals=(Approval("approve", fields=("amount",)),),
    timers=(Timer("protection", PROTECTED, moves.end_of, "expire", moves.reminders_of, "expiring"),),
)  # fmt: skip
