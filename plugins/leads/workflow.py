"""The life of a lead, and of a partner's copy of it."""

from typing import Any

from hansa import N_, State, Timer, Transition, Workflow
from plugins.leads import inputs, lead_moves, moves
from plugins.leads.offers import deadlines
from plugins.leads.states import ASKED, ASSIGNMENT, HELD, LEAD, OUT

BEFORE = ("new", "ready", "queued")


def _said(record: Any) -> str | None:
    found: str | None = record.reason
    return found


LEAD_WORKFLOW = Workflow(
    states=(
        State("new", LEAD["new"], discard=True),
        State("ready", LEAD["ready"]),
        State("matching", LEAD["matching"], "waiting"),
        State("offered", LEAD["offered"], "waiting"),
        State("pool", LEAD["pool"], "waiting"),
        State("queued", LEAD["queued"]),
        State("working", LEAD["working"], "waiting"),
        State("converted", LEAD["converted"], "done"),
        State("won", LEAD["won"], "done"),
        State("lost", LEAD["lost"], "done"),
        State("discarded", LEAD["discarded"], "done"),
        State("withdrawn", LEAD["withdrawn"], "done"),
    ),
    transitions=(
        Transition(
            "confirm", N_("Confirm legal basis"), ("new",), "ready", "staff", "confirm", inputs.ConsentInput, kind="primary",
            icon="shield-check", effects=lead_moves.confirmed,
        ),
        Transition(
            "distribute", N_("Distribute"), ("ready", "queued"), "matching", "staff", "distribute", kind="primary", icon="route",
            check=lead_moves.may_be_distributed,
        ),
        Transition(
            "assign", N_("Assign by hand"), ("ready", "queued", "pool"), "offered", "staff", "assign", inputs.AssignInput, icon="user-check",
            check=lead_moves.may_be_assigned, effects=lead_moves.assigned,
        ),
        Transition("offer", N_("Offer"), ("matching",), "offered", "system", icon="send"),
        Transition("open", N_("Open to all"), ("matching",), "pool", "system", icon="users"),
        Transition("queue", N_("Leave to a person"), ("matching", "offered", "pool"), "queued", "system", icon="inbox"),
        Transition("go_on", N_("Route again"), ("offered", "working", "pool"), "matching", "system", icon="route"),
        Transition("begin", N_("Accepted"), ("offered", "pool"), "working", "system", icon="check"),
        Transition(
            "recall", N_("Take back"), OUT, "queued", "staff", "assign", inputs.RecallInput, kind="bad", icon="arrow-back-up",
            effects=lead_moves.recalled,
        ),
        Transition(
            "discard", N_("Discard"), BEFORE, "discarded", "staff", "discard", inputs.DiscardInput, icon="trash", effects=lead_moves.ended,
        ),
        Transition(
            "withdraw_consent", N_("Consent withdrawn"), (*BEFORE, "matching", *OUT), "withdrawn", "staff", "confirm", inputs.WithdrawInput,
            kind="bad", icon="lock", effects=lead_moves.withdrawn,
            confirm=N_("Every copy of this lead is masked at once. This cannot be undone."),
        ),
        Transition("convert", N_("Became a deal"), ("working",), "converted", "system", icon="arrow-right"),
        Transition("win", N_("Won"), ("working",), "won", "system", icon="trophy"),
        Transition("lose", N_("Lost"), ("working",), "lost", "system", icon="thumb-down"),
    ),
)  # fmt: skip

SUGGESTED = ("title", "next_action", "next_action_on")
"""What the vendor may say otherwise to one partner, and suggest."""

WORK = ("next_action", "next_action_on", "expected_revenue")
ASSIGNMENT_WORKFLOW = Workflow(
    states=(
        State("offered", ASSIGNMENT["offered"], "waiting", partner_edits=(), staff_edits=SUGGESTED),
        State("open", ASSIGNMENT["open"], "waiting", staff_edits=()),
        State("accepted", ASSIGNMENT["accepted"], partner_edits=WORK, staff_edits=SUGGESTED),
        State("working", ASSIGNMENT["working"], partner_edits=WORK, staff_edits=SUGGESTED),
        State("warned", ASSIGNMENT["warned"], partner_edits=WORK, staff_edits=SUGGESTED),
        *(
            State(key, ASSIGNMENT[key], "done", note=_said)
            for key in ("declined", "timed_out", "taken", "returned", "reclaimed", "withdrawn", "converted", "won", "lost")
        ),
    ),
    transitions=(
        Transition(
            "accept", N_("Accept"), ("offered",), "accepted", "partner", "answer", inputs.AcceptInput, kind="primary", icon="check",
            demands=moves.demanded, check=moves.is_offered, effects=moves.accepted,
        ),
        Transition(
            "claim", N_("Claim"), ("open",), "accepted", "partner", "answer", kind="primary", icon="check", check=moves.may_claim,
            effects=moves.accepted,
        ),
        Transition(
            "decline", N_("Decline"), ("offered",), "declined", "partner", "answer", inputs.DeclineInput, kind="bad", icon="circle-x",
            check=moves.may_decline, effects=moves.ended,
        ),
        Transition(
            "log", N_("Write down what was done"), HELD, "working", "partner", "work", inputs.LogInput, kind="primary", icon="pencil",
            check=moves.is_held, effects=moves.logged,
        ),
        Transition(
            "convert", N_("Convert"), HELD, "converted", "partner", "work", inputs.ConvertInput, icon="arrow-right",
            check=moves.may_convert, effects=moves.converted,
        ),
        Transition(
            "win", N_("Won"), HELD, "won", "partner", "work", inputs.WonInput, icon="trophy", check=moves.is_held, effects=moves.won,
        ),
        Transition(
            "lose", N_("Lost"), HELD, "lost", "partner", "work", inputs.LostInput, icon="thumb-down", check=moves.is_held,
            effects=moves.closed,
        ),
        Transition(
            "give_back", N_("Give back"), HELD, "returned", "partner", "work", inputs.GiveBackInput, kind="bad", icon="arrow-back-up",
            check=moves.is_held, effects=moves.given_back,
        ),
        Transition("open_up", N_("Open to all"), ("offered",), "open", "system", icon="users"),
        Transition("warn", N_("Warn"), ("accepted", "working"), "warned", "system", icon="alert-triangle", effects=moves.warned),
        Transition("time_out", N_("Time is up"), ASKED, "timed_out", "system", icon="clock-pause", effects=moves.ended),
        Transition("close", N_("Close"), ASKED, "taken", "system", icon="users", effects=moves.ended),
        Transition("reclaim", N_("Take back"), (*ASKED, *HELD), "reclaimed", "system", icon="arrow-back-up", effects=moves.reclaimed),
        Transition("mask", N_("Mask"), (*ASKED, *HELD), "withdrawn", "system", icon="lock", effects=moves.withdrawn),
    ),
    timers=(
        Timer("answer", ASKED, deadlines.due_to("next", "pool", "queue"), "time_out", deadlines.reminders, "answer_due"),
        Timer("work", HELD, deadlines.due_to("next", "pool", "queue"), "reclaim", deadlines.reminders, "news_due"),
        Timer("silence", ("accepted", "working"), deadlines.due_to("warn"), "warn", deadlines.reminders, "news_due"),
    ),
)  # fmt: skip
