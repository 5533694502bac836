"""The life of a deal registration."""

from typing import Any

from hansa import N_, Approval, State, Timer, Transition, Workflow
from plugins.deals import inputs, moves
from plugins.deals.after import amending, merging, stalling
from plugins.deals.states import IN_CHECK, LIVE, PROTECTED, STATES

AFTER_GRANT = ("contact_name", "contact_email", "need", "close_date")
"""What was not part of what was decided."""


PARTNERS_OWN = ("sales_stage", "probability")
"""What the partner keeps up to date while it works on a protected deal."""


def _asked(deal: Any) -> list[str]:
    return list(deal.asked_fields)


def _said(deal: Any) -> str | None:
    found: str | None = deal.reason
    return found


WORKFLOW = Workflow(
    states=(
        State("draft", STATES["draft"], partner_edits=None, discard=True),
        State("submitted", STATES["submitted"], "waiting"),
        State("in_review", STATES["in_review"], "waiting", note=_said),
        State("not_first", STATES["not_first"], "waiting", note=_said),
        State("action_required", STATES["action_required"], "waiting", partner_edits=_asked, note=_said),
        State("approved", STATES["approved"], partner_edits=PARTNERS_OWN, staff_edits=AFTER_GRANT, note=_said),
        State("extending", STATES["extending"], "waiting", partner_edits=PARTNERS_OWN, staff_edits=AFTER_GRANT, note=_said),
        State("amending", STATES["amending"], "waiting", partner_edits=PARTNERS_OWN, staff_edits=(), note=_said),
        State("reinstating", STATES["reinstating"], "waiting", staff_edits=(), note=_said),
        State("rejected", STATES["rejected"], "done"),
        State("won", STATES["won"], "done"),
        State("lost", STATES["lost"], "done"),
        State("expired", STATES["expired"], staff_edits=(), note=_said),
        State("closed", STATES["closed"], "done"),
        State("transferred", STATES["transferred"], "done"),
    ),
    transitions=(
        Transition(
            "submit", N_("Submit"), ("draft",), "submitted", "anyone", kind="primary", icon="send", with_form=True,
            check=moves.may_be_submitted, effects=moves.submitted,
        ),
        Transition(
            "answer", N_("Send answer"), ("action_required",), "in_review", "partner", "submit", inputs.AnswerInput,
            kind="primary", icon="send", effects=moves.answered, with_form=True,
        ),
        Transition(
            "approve", N_("Approve"), ("submitted", "in_review"), "approved", permission="review", kind="primary", icon="shield-check",
            effects=moves.granted,
        ),
        Transition(
            "approve_by_policy", N_("Approve by the policy"), ("submitted", "in_review"), "approved", "system", icon="shield-check",
            effects=moves.granted,
        ),
        Transition(
            "approve_in_silence", N_("Approve: our own limit has passed"), ("submitted", "in_review"), "approved", "system",
            icon="shield-check", effects=moves.granted,
        ),
        Transition("start_review", N_("Start review"), ("submitted",), "in_review", permission="review", icon="eye"),
        Transition(
            "ask", N_("Ask the partner"), ("submitted", "in_review"), "action_required", "staff", "review", inputs.AskInput,
            icon="message-circle", effects=moves.asked,
        ),
        Transition(
            "put_behind", N_("Not the first"), ("submitted", "in_review"), "not_first", "staff", "review", inputs.RefusalInput,
            icon="list-numbers", effects=moves.put_behind,
            help=N_("A decision: the partner reads that another one was first. Who only waits in the queue is not told."),
        ),
        Transition("come_up", N_("Comes up again"), ("not_first",), "in_review", "system", icon="arrow-up", effects=moves.came_up),
        Transition(
            "record_choice", N_("Customer's choice"), ("submitted", "in_review", "not_first"), "in_review", "staff", "review",
            inputs.ChoiceInput, icon="signature", effects=moves.chose,
        ),
        Transition(
            "reject", N_("Reject"), ("submitted", "in_review", "action_required", "not_first"), "rejected", "staff", "review", inputs.RejectInput,
            kind="bad", icon="circle-x", effects=moves.rejected,
        ),
        Transition(
            "withdraw", N_("Withdraw"), (*IN_CHECK, "not_first"), "draft", "partner", "submit", icon="arrow-back-up", effects=moves.withdrawn,
            confirm=N_("Withdraw this registration? You can change it and submit it again, and its place in the order is lost."),
        ),
        Transition(
            "win", N_("Won"), PROTECTED, "won", "anyone", "close", inputs.WonInput, kind="primary", icon="trophy",
            guard=moves.clock_runs, demands=moves.evidence_of_won, check=moves.may_be_won, effects=moves.won,
        ),
        Transition("lose", N_("Lost"), PROTECTED, "lost", "anyone", "close", inputs.LostInput, icon="thumb-down", effects=moves.ended),
        Transition(
            "request_extension", N_("Ask for an extension"), ("approved",), "extending", "partner", "submit", inputs.ExtensionInput,
            guard=moves.may_be_extended, check=moves.may_be_asked, icon="calendar-plus", effects=moves.explained,
        ),
        Transition(
            "extend", N_("Extend"), ("extending",), "approved", permission="review", guard=moves.clock_runs, kind="primary",
            icon="calendar-plus", effects=moves.extended,
        ),
        Transition(
            "refuse_extension", N_("Refuse extension"), ("extending",), "approved", "staff", "review", inputs.RefusalInput,
            kind="bad", icon="calendar-off", effects=moves.explained,
        ),
        Transition(
            "request_reinstatement", N_("Ask for an extension"), ("expired",), "reinstating", "partner", "submit", inputs.ExtensionInput,
            guard=moves.may_be_reinstated, check=moves.may_be_revived, icon="calendar-plus", effects=moves.explained,
        ),
        Transition(
            "reinstate", N_("Extend after the end"), ("reinstating", "expired"), "approved", permission="review",
            guard=moves.may_be_reinstated, kind="primary", icon="calendar-plus", effects=moves.reinstated,
        ),
        Transition(
            "refuse_reinstatement", N_("Refuse the late extension"), ("reinstating",), "expired", "staff", "review", inputs.RefusalInput,
            kind="bad", icon="calendar-off", effects=moves.explained,
        ),
        Transition(
            "request_amendment", N_("Ask for a change"), ("approved",), "amending", "partner", "submit", inputs.AmendmentInput,
            guard=moves.clock_runs, check=amending.asks_something, icon="pencil", effects=amending.asked,
        ),
        Transition(
            "amend", N_("Approve the change"), ("amending",), "approved", permission="review", guard=moves.clock_runs, kind="primary",
            icon="pencil", effects=amending.amended,
        ),
        Transition(
            "refuse_amendment", N_("Refuse the change"), ("amending",), "approved", "staff", "review", inputs.RefusalInput,
            kind="bad", icon="circle-x", effects=amending.refused,
        ),
        Transition(
            "close_duplicate", N_("Close as a duplicate"), ("submitted", "in_review", "action_required", "not_first"), "closed", "staff", "review",
            inputs.DuplicateInput, icon="copy", check=merging.may_be_merged, effects=merging.merged,
        ),
        Transition("stall", N_("Nothing happens"), ("approved",), "approved", "system", icon="hourglass", effects=stalling.stalled),
        Transition(
            "change_distributor", N_("Through the new distributor"), ("approved",), "approved", permission="review",
            guard=moves.has_distributor, icon="git-branch", effects=moves.through_another,
        ),
        Transition(
            "report_progress", N_("Report progress"), ("approved",), "approved", "partner", "submit", inputs.ProgressInput,
            guard=moves.earns, icon="trending-up", effects=moves.progressed,
        ),
        Transition(
            "dissolve", N_("End the protection"), PROTECTED, "closed", "staff", "review", inputs.DissolveInput, kind="bad",
            icon="lock-open", guard=moves.clock_runs, effects=moves.dissolved,
        ),
        Transition(
            "hand_over", N_("Hand over"), LIVE, "transferred", permission="review", guard=moves.may_be_handed_over, icon="exchange",
            effects=moves.ended,
        ),
        Transition("give_up", N_("Close as incomplete"), ("action_required",), "closed", "system", icon="lock", effects=moves.given_up),
        Transition("expire", N_("Expire"), PROTECTED, "expired", "system", icon="calendar-off", effects=moves.ended),
    ),
    approvals=(
        Approval("approve", fields=("amount",), chosen=moves.approvers_of),
        Approval("amend", fields=("amendment",), chosen=moves.approvers_of, when=amending.weighs),
    ),
    timers=(
        Timer("decision", ("submitted", "in_review"), moves.decision_end_of, "approve_in_silence"),
        Timer("answer", ("action_required",), moves.answer_end_of, "give_up", moves.answer_reminders_of, "answer_due"),
        Timer("stalled", ("approved",), stalling.ends, "stall"),
        Timer("protection", PROTECTED, moves.end_of, "expire", moves.reminders_of, "expiring"),
    ),
)  # fmt: skip
