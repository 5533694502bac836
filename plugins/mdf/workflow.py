"""The lives of budgets, allocations, requests, activities, claims and extensions."""

from typing import Any

from hansa import N_, Approval, State, Timer, Transition, Workflow
from plugins.mdf import inputs
from plugins.mdf.claims import extending
from plugins.mdf.claims import moves as claiming
from plugins.mdf.money import moves as money
from plugins.mdf.requests import judging, proving
from plugins.mdf.requests import moves as asking
from plugins.mdf.states import ACTIVITY, ALIVE, ALLOCATION, BUDGET, CLAIM, EXTENSION, OPEN, PENDING, REQUEST, SETTLED, UNPROVEN


def _said(record: Any) -> str | None:
    found: str | None = record.reason
    return found


BUDGETS = Workflow(
    states=(
        State("draft", BUDGET["draft"], discard=True),
        State("approved", BUDGET["approved"], "waiting", staff_edits=()),
        State("active", BUDGET["active"], staff_edits=("title", "description", "ends")),
        State("closed", BUDGET["closed"], "done"),
    ),
    transitions=(
        Transition("approve", N_("Approve"), ("draft",), "approved", kind="primary", icon="check", check=money.other_person),
        Transition("activate", N_("Activate"), ("approved",), "active", permission="approve", kind="primary", icon="player-play", effects=money.activated),
        Transition("raise", N_("Raise"), ("active",), "active", "staff", "approve", inputs.RaiseInput, icon="plus", effects=money.raised),
        Transition("close", N_("Close"), ("active",), "closed", permission="approve", icon="lock", effects=money.closed),
    ),
)  # fmt: skip
ALLOCATIONS = Workflow(
    states=(
        State("proposed", ALLOCATION["proposed"], discard=True),
        State("active", ALLOCATION["active"], "waiting", staff_edits=("title",)),
        State("frozen", ALLOCATION["frozen"], "waiting", staff_edits=("title",)),
        State("released", ALLOCATION["released"], "done"),
        State("expired", ALLOCATION["expired"], "done"),
    ),
    transitions=(
        Transition(
            "allocate", N_("Allocate"), ("proposed",), "active", permission="approve", kind="primary", icon="check", check=money.may_allocate,
            effects=money.allocated,
        ),
        Transition("freeze", N_("Freeze"), ("active",), "frozen", permission="approve", icon="lock"),
        Transition("thaw", N_("Open again"), ("frozen",), "active", permission="approve", icon="refresh"),
        Transition("announce", N_("Announce that it lies idle"), ("active",), "active", permission="approve", icon="bell", effects=money.announced),
        Transition(
            "release", N_("Release to the budget"), ("active", "frozen"), "released", permission="approve", kind="bad", icon="arrow-back-up",
            effects=money.released, confirm=N_("What no plan keeps goes back to the budget."),
        ),
        Transition("expire", N_("Expire"), ("active", "frozen"), "expired", "system", icon="calendar-off", effects=money.expired),
    ),
    timers=(Timer("expiry", ("active", "frozen"), money.expiry, "expire"),),
)  # fmt: skip
REQUESTS = Workflow(
    states=(
        State("draft", REQUEST["draft"], partner_edits=None, discard=True),
        State("waiting", REQUEST["waiting"], "waiting", staff_edits=()),
        State("submitted", REQUEST["submitted"], "waiting", staff_edits=("grants",)),
        State("in_review", REQUEST["in_review"], "waiting", staff_edits=("grants",)),
        State("returned", REQUEST["returned"], partner_edits=None, note=_said),
        State("rejected", REQUEST["rejected"], partner_edits=None, note=_said),
        State("recalled", REQUEST["recalled"], partner_edits=None),
        State("approved", REQUEST["approved"], "waiting", staff_edits=(), note=_said),
        State("declined", REQUEST["declined"], "done", note=_said),
        State("expired", REQUEST["expired"], "done"),
        State("cancelled", REQUEST["cancelled"], "done", note=_said),
    ),
    transitions=(
        Transition(
            "submit", N_("Submit"), (*OPEN, "waiting"), "submitted", "anyone", kind="primary", icon="send", with_form=True,
            check=asking.may_be_submitted, effects=asking.submitted,
        ),
        Transition("wait", N_("Wait for money"), OPEN, "waiting", "partner", "submit", icon="hourglass", check=asking.may_wait, effects=asking.waits),
        Transition("offer", N_("Money is there"), ("waiting",), "submitted", "system", icon="coins", effects=asking.offered),
        Transition("recall", N_("Recall"), (*PENDING, "waiting"), "recalled", "partner", "submit", icon="arrow-back-up", effects=asking.ended),
        Transition("start_review", N_("Start review"), ("submitted",), "in_review", permission="review", icon="eye"),
        Transition(
            "approve", N_("Approve"), PENDING, "approved", "staff", "review", inputs.AnswerInput, kind="primary", icon="check",
            check=asking.may_be_approved, effects=asking.approved,
        ),
        Transition(
            "return_it", N_("Return"), PENDING, "returned", "staff", "review", inputs.MessageInput, icon="alert-circle", effects=asking.given_back
        ),
        Transition(
            "reject", N_("Reject"), PENDING, "rejected", "staff", "review", inputs.MessageInput, icon="circle-x", effects=asking.given_back,
            help=N_("It may be changed and sent again."),
        ),
        Transition(
            "decline", N_("Decline"), PENDING, "declined", "staff", "review", inputs.MessageInput, kind="bad", icon="circle-x", effects=asking.ended,
            help=N_("It cannot be sent again."),
        ),
        Transition(
            "cancel", N_("Cancel"), ("approved",), "cancelled", "anyone", "submit", inputs.WhyInput, kind="bad", icon="circle-minus",
            check=asking.may_be_cancelled, effects=asking.ended,
        ),
        Transition("expire", N_("Expire"), ("returned", "rejected"), "expired", "system", icon="calendar-off", effects=asking.ended),
    ),
    approvals=(Approval("approve", fields=("grants",), chosen=judging.approvers),),
    timers=(Timer("keep", ("returned", "rejected"), asking.kept, "expire"),),
)  # fmt: skip
ACTIVITIES = Workflow(
    states=(
        State("planned", ACTIVITY["planned"], "waiting", staff_edits=()),
        State("running", ACTIVITY["running"], "waiting", staff_edits=()),
        State("executed", ACTIVITY["executed"], "waiting", staff_edits=()),
        State("reported", ACTIVITY["reported"], "waiting", staff_edits=()),
        State("short", ACTIVITY["short"], "waiting", staff_edits=(), note=_said),
        State("verified", ACTIVITY["verified"], "waiting", staff_edits=()),
        State("closed", ACTIVITY["closed"], "done"),
        State("lapsed", ACTIVITY["lapsed"], "done"),
        State("cancelled", ACTIVITY["cancelled"], "done"),
    ),
    transitions=(
        Transition("begin", N_("Begin"), ("planned",), "running", "system", icon="player-play"),
        Transition("finish", N_("Finish"), ("running",), "executed", "system", icon="calendar-event"),
        Transition(
            "check_in", N_("Check in"), ("planned", "running"), "running", "partner", "report", inputs.CheckInInput, icon="map-pin",
            effects=proving.checked_in,
        ),
        Transition(
            "report", N_("Report"), (*UNPROVEN, "reported"), "reported", "partner", input=inputs.ReportInput, kind="primary", icon="camera",
            check=proving.may_be_reported, effects=proving.reported,
        ),
        Transition(
            "verify", N_("Verify"), ("reported",), "verified", kind="primary", icon="circle-check", check=proving.is_proven, effects=proving.verified
        ),
        Transition(
            "ask_proof", N_("Ask for proof"), ("reported", "verified"), "short", "staff", "verify", inputs.MessageInput, icon="alert-circle",
            effects=proving.proof_asked,
        ),
        Transition(
            "close", N_("Close"), ("verified",), "closed", "anyone", "report", icon="lock", check=proving.has_no_claim, effects=proving.over,
            confirm=N_("What was not claimed goes back to the fund."),
        ),
        Transition("lapse", N_("Lapse"), ALIVE, "lapsed", "system", icon="calendar-off", check=proving.has_no_claim, effects=proving.over),
        Transition("drop", N_("Cancel"), ALIVE, "cancelled", "anyone", "report", check=proving.may_be_dropped, effects=proving.over, icon="circle-minus"),
    ),
    timers=(
        Timer("start", ("planned",), proving.begins, "begin"),
        Timer("end", ("running",), proving.finishes, "finish"),
        Timer("proof", ("short",), proving.proof_due, "lapse"),
        Timer("claim", ALIVE, proving.claim_due, "lapse", proving.warnings, "claim_soon"),
    ),
)  # fmt: skip
CLAIMS = Workflow(
    states=(
        State("draft", CLAIM["draft"], partner_edits=None, discard=True),
        State("submitted", CLAIM["submitted"], "waiting", staff_edits=()),
        State("checked", CLAIM["checked"], "waiting", staff_edits=("granted",)),
        State("returned", CLAIM["returned"], partner_edits=None, note=_said),
        State("approved", CLAIM["approved"], "waiting", staff_edits=(), note=_said),
        State("payable", CLAIM["payable"], "waiting", staff_edits=()),
        State("rejected", CLAIM["rejected"], "waiting", staff_edits=(), note=_said),
        State("disputed", CLAIM["disputed"], "waiting", staff_edits=(), note=_said),
        State("paid", CLAIM["paid"], "waiting", staff_edits=()),
        State("offset", CLAIM["offset"], "waiting", staff_edits=()),
        State("reversed", CLAIM["reversed"], "done", note=_said),
        State("lapsed", CLAIM["lapsed"], "done"),
    ),
    transitions=(
        Transition(
            "submit", N_("Submit"), ("draft", "returned"), "submitted", "anyone", kind="primary", icon="send", with_form=True,
            check=claiming.may_be_submitted, effects=claiming.submitted,
        ),
        Transition("check", N_("Check"), ("submitted",), "checked", permission="review", icon="eye", effects=claiming.checked),
        Transition(
            "return_it", N_("Return"), ("submitted", "checked"), "returned", "staff", "review", inputs.AnswerInput, icon="alert-circle",
            effects=claiming.sent_back,
        ),
        Transition(
            "allow_late", N_("Let the late claim count"), ("checked",), "checked", "staff", "review", guard=claiming.is_late,
            check=claiming.may_be_late, effects=claiming.late_allowed, icon="hourglass",
        ),
        Transition(
            "approve", N_("Approve"), ("checked",), "approved", "staff", "review", inputs.AnswerInput, kind="primary", icon="check",
            check=claiming.may_be_approved, effects=claiming.approved,
        ),
        Transition(
            "reject", N_("Reject"), ("submitted", "checked", "disputed"), "rejected", "staff", "review", inputs.MessageInput, kind="bad",
            icon="circle-x", effects=claiming.refused,
        ),
        Transition("dispute", N_("Dispute"), ("rejected",), "disputed", "partner", "submit", inputs.WhyInput, icon="alert-circle", effects=claiming.told),
        Transition("reopen", N_("Check again"), ("disputed",), "checked", permission="review", icon="refresh", effects=claiming.checked),
        Transition("release", N_("Release the payment"), ("approved",), "payable", permission="pay", kind="primary", icon="coins"),
        Transition(
            "pay", N_("Paid"), ("payable",), "paid", "staff", "pay", inputs.PayInput, kind="primary", icon="cash", effects=claiming.paid
        ),
        Transition(
            "credit", N_("Credited"), ("payable",), "offset", "staff", "pay", inputs.CreditInput, icon="receipt", effects=claiming.paid
        ),
        Transition(
            "reverse", N_("Reverse"), ("approved", "payable", *SETTLED), "reversed", "staff", "pay", inputs.MessageInput, kind="bad",
            icon="arrow-back-up", effects=claiming.reversed_,
        ),
        Transition("lapse", N_("Lapse"), ("returned",), "lapsed", "system", icon="calendar-off"),
    ),
    timers=(Timer("keep", ("returned",), claiming.kept, "lapse"),),
)  # fmt: skip
EXTENSIONS = Workflow(
    states=(
        State("asked", EXTENSION["asked"], "waiting", partner_edits=("until", "why"), staff_edits=(), discard=True),
        State("granted", EXTENSION["granted"], "done", note=_said),
        State("refused", EXTENSION["refused"], "done", note=_said),
    ),
    transitions=(
        Transition(
            "grant", N_("Grant"), ("asked",), "granted", "staff", "review", inputs.AnswerInput, kind="primary", icon="check", effects=extending.granted
        ),
        Transition("refuse", N_("Refuse"), ("asked",), "refused", "staff", "review", inputs.MessageInput, icon="circle-x", effects=extending.refused),
    ),
)  # fmt: skip
