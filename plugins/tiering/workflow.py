"""The life of a change of level: up by agreement, down by notice, time to make up for it, and agreement."""

from hansa import N_, Approval, State, Timer, Transition, Workflow
from plugins.tiering import moves
from plugins.tiering.schemas import AgreeInput, ReasonInput, WaiveInput
from plugins.tiering.states import OPEN, RISING, STATES

EARLY = ("at_risk", "notified", "grace")
PLAIN = ("track", "to_level", "reason")

WORKFLOW = Workflow(
    states=(
        State("stable", STATES["stable"], staff_edits=PLAIN, discard=True),
        State("eligible_up", STATES["eligible_up"], staff_edits=("reason",)),
        State("at_risk", STATES["at_risk"], staff_edits=("reason",)),
        State("proposed", STATES["proposed"], "waiting", staff_edits=()),
        State("notified", STATES["notified"], "waiting", staff_edits=("reason",)),
        State("grace", STATES["grace"], "waiting", staff_edits=("reason",)),
        State("waived", STATES["waived"], "waiting", staff_edits=(), note=moves.said),
        State("demotion_proposed", STATES["demotion_proposed"], "waiting", staff_edits=()),
        State("approved", STATES["approved"], "waiting", staff_edits=()),
        State("scheduled", STATES["scheduled"], "waiting", staff_edits=()),
        State("effective", STATES["effective"], "done", note=moves.said),
        State("rejected", STATES["rejected"], "done", note=moves.said),
        State("lapsed", STATES["lapsed"], "done"),
    ),
    transitions=(
        Transition("rise", N_("Earned"), ("stable",), "eligible_up", permission="propose", icon="trending-up", guard=moves.goes_up),
        Transition("endanger", N_("At risk"), ("stable",), "at_risk", permission="propose", icon="alert-triangle", guard=moves.goes_down),
        Transition(
            "propose", N_("Propose the promotion"), ("stable", "eligible_up"), "proposed", kind="primary", icon="send", guard=moves.goes_up,
            effects=moves.proposed,
        ),
        Transition("notify", N_("Give notice"), ("at_risk",), "notified", permission="propose", kind="primary", icon="bell", effects=moves.notified),
        Transition("begin_grace", N_("Notice is over"), ("notified",), "grace", "system", icon="hourglass"),
        Transition(
            "propose_demotion", N_("Propose the demotion"), (*EARLY, "waived"), "demotion_proposed", permission="propose", kind="bad",
            icon="trending-down", guard=moves.time_is_up, effects=moves.proposed,
        ),
        Transition(
            "waive", N_("Waive"), (*EARLY, "demotion_proposed"), "waived", permission="waive", input=WaiveInput, icon="shield",
            check=moves.may_waive, effects=moves.waived,
        ),
        Transition(
            "approve", N_("Agree"), ("proposed", "demotion_proposed"), "approved", permission="approve", input=AgreeInput, kind="primary",
            icon="check", check=moves.may_approve, effects=moves.approved,
        ),
        Transition(
            "reject", N_("Reject"), (*RISING, "demotion_proposed", "approved", "scheduled"), "rejected", permission="approve", input=ReasonInput,
            kind="bad", icon="circle-x", effects=moves.rejected,
        ),
        Transition("schedule", N_("Schedule"), ("approved",), "scheduled", "system", icon="calendar-event"),
        Transition("take_effect", N_("Comes into force"), ("scheduled",), "effective", "system", icon="circle-check"),
        Transition("lapse", N_("No longer due"), OPEN, "lapsed", "system", icon="history"),
    ),
    approvals=(Approval("approve", fields=("to_level", "proposer_id")),),
    timers=(
        Timer("notice", ("notified",), moves.notice_over, "begin_grace"),
        Timer("cure", ("grace",), moves.cure_over, "propose_demotion", moves.reminders, "cure_due"),
        Timer("waiver", ("waived",), moves.waiver_over, "propose_demotion", moves.reminders, "waiver_due"),
        Timer("plan", ("approved",), moves.at_once, "schedule"),
        Timer("start", ("scheduled",), moves.starts, "take_effect"),
    ),
)  # fmt: skip
