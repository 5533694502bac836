"""The lives of periods, statements, adjustments and disputes."""

from hansa import N_, Approval, State, Timer, Transition, Workflow
from plugins.rebates import inputs
from plugins.rebates.correcting import adjusting, baselines, disputing
from plugins.rebates.period import closing, moves, order
from plugins.rebates.states import ADJUSTMENT, CORRECTION, DISPUTE, PERIOD, STATEMENT
from plugins.rebates.stating import signing

PERIODS = Workflow(
    states=(
        State("open", PERIOD["open"], discard=True),
        State("grace", PERIOD["grace"], "waiting", staff_edits=("name",)),
        State("calculated", PERIOD["calculated"], "waiting", staff_edits=("name",)),
        State("reviewed", PERIOD["reviewed"], "waiting", staff_edits=()),
        State("stated", PERIOD["stated"], "waiting", staff_edits=()),
        State("approved", PERIOD["approved"], "waiting", staff_edits=()),
        State("paid", PERIOD["paid"], "done"),
    ),
    transitions=(
        Transition("end", N_("Begin the grace"), ("open",), "grace", permission="run", icon="clock", guard=moves.is_over),
        Transition(
            "calculate", N_("Calculate"), ("grace",), "calculated", permission="run", kind="primary", icon="calculator", guard=moves.grace_is_over,
            check=order.may_be_calculated, effects=moves.calculated,
        ),
        Transition(
            "recalculate", N_("Calculate again"), ("calculated",), "calculated", permission="run", icon="refresh", check=order.may_be_calculated,
            effects=moves.calculated,
        ),
        Transition(
            "review", N_("Results are reviewed"), ("calculated",), "reviewed", kind="primary", icon="eye", check=moves.is_calculated, effects=moves.reviewed,
        ),
        Transition("send_back", N_("Send back"), ("reviewed",), "calculated", permission="review", icon="arrow-back-up", effects=moves.sent_back),
        Transition(
            "issue", N_("Issue the statements"), ("reviewed",), "stated", kind="primary", icon="file-text", check=moves.by_another, effects=moves.stated,
            confirm=N_("The period is closed: nothing in it changes any more."),
        ),
        Transition(
            "approve", N_("Approve the payout"), ("stated",), "approved", kind="primary", icon="circle-check", effects=closing.approved,
            confirm=N_("What was stated is owed from now on."),
        ),
        Transition("close", N_("Close"), ("approved",), "paid", permission="approve", icon="lock", check=closing.is_paid),
    ),
    timers=(
        Timer("ended", ("open",), moves.ended_at, "end"),
        Timer("calculated", ("grace",), moves.calculates_at, "calculate"),
    ),
)  # fmt: skip

STATEMENTS = Workflow(
    states=(
        State("issued", STATEMENT["issued"], "waiting", staff_edits=()),
        State("disputed", STATEMENT["disputed"], "waiting", staff_edits=()),
        State("confirmed", STATEMENT["confirmed"], "waiting", staff_edits=()),
    ),
    transitions=(
        Transition(
            "confirm", N_("Sign"), ("issued",), "confirmed", "partner", input=inputs.SignInput, kind="primary", icon="signature", effects=signing.signed
        ),
        Transition("dispute", N_("A line is disputed"), ("issued", "confirmed"), "disputed", "system", icon="message-circle"),
        Transition("resume", N_("Nothing is disputed any more"), ("disputed",), "issued", "system", icon="file-text"),
        Transition("settle", N_("Signed, and nothing is disputed any more"), ("disputed",), "confirmed", "system", icon="circle-check"),
        Transition("lapse", N_("Not disputed in time"), ("issued",), "confirmed", "system", icon="clock", effects=signing.lapsed),
    ),
    timers=(Timer("silence", ("issued",), signing.lapses_at, "lapse", signing.reminders),),
)  # fmt: skip

ADJUSTMENTS = Workflow(
    states=(
        State("draft", ADJUSTMENT["draft"], discard=True),
        State("in_review", ADJUSTMENT["in_review"], "waiting", staff_edits=()),
        State("asked", ADJUSTMENT["asked"], "waiting", staff_edits=(), note=adjusting.note),
        State("objected", ADJUSTMENT["objected"], "waiting", staff_edits=(), note=adjusting.note),
        State("approved", ADJUSTMENT["approved"], "done"),
        State("rejected", ADJUSTMENT["rejected"], "done"),
    ),
    transitions=(
        Transition("submit", N_("Submit"), ("draft",), "in_review", kind="primary", icon="send", with_form=True, effects=adjusting.submitted),
        Transition("withdraw", N_("Withdraw"), ("in_review",), "draft", permission="submit", icon="arrow-back-up"),
        Transition(
            "approve", N_("Approve"), ("in_review",), "approved", kind="primary", icon="circle-check", guard=adjusting.without_consent,
            effects=adjusting.approved,
        ),
        Transition(
            "ask", N_("Approve and ask for consent"), ("in_review",), "asked", permission="approve", kind="primary", icon="signature",
            guard=adjusting.with_consent, effects=adjusting.asked,
        ),
        Transition(
            "consent", N_("Agree"), ("asked",), "approved", "partner", kind="primary", icon="thumb-up", effects=adjusting.approved,
            confirm=N_("It is taken off what you are granted next, after its notice."),
        ),
        Transition(
            "object", N_("Object"), ("asked",), "objected", "partner", "consent", inputs.EvidenceInput, icon="message-circle", effects=adjusting.told
        ),
        Transition(
            "insist", N_("Ask again"), ("objected",), "asked", "staff", "approve", inputs.ReasonInput, icon="signature", effects=adjusting.told
        ),
        Transition(
            "reject", N_("Reject"), ("in_review", "asked", "objected"), "rejected", "staff", "approve", inputs.ReasonInput, kind="bad", icon="circle-x"
        ),
    ),
    approvals=tuple(Approval(name, fields=("partner_id", "program", "amount", "currency", "kind", "payout_id", "title")) for name in ("approve", "ask")),
)  # fmt: skip

CORRECTIONS = Workflow(
    states=(
        State("draft", CORRECTION["draft"], discard=True),
        State("in_review", CORRECTION["in_review"], "waiting", staff_edits=()),
        State("approved", CORRECTION["approved"], "done"),
        State("rejected", CORRECTION["rejected"], "done"),
    ),
    transitions=(
        Transition("submit", N_("Submit"), ("draft",), "in_review", kind="primary", icon="send", with_form=True),
        Transition("withdraw", N_("Withdraw"), ("in_review",), "draft", permission="submit", icon="arrow-back-up"),
        Transition("approve", N_("Approve"), ("in_review",), "approved", kind="primary", icon="circle-check", effects=baselines.agreed),
        Transition(
            "reject", N_("Reject"), ("in_review",), "rejected", "staff", "approve", inputs.ReasonInput, kind="bad", icon="circle-x", effects=baselines.told
        ),
    ),
    approvals=(Approval("approve", fields=("partner_id", "program", "amount", "starts_on", "ends_on", "cause")),),
)  # fmt: skip

DISPUTES = Workflow(
    states=(
        State("opened", DISPUTE["opened"], "waiting", staff_edits=(), note=disputing.said),
        State("evidence", DISPUTE["evidence"], "waiting", staff_edits=(), note=disputing.said),
        State("answered", DISPUTE["answered"], "waiting", staff_edits=(), note=disputing.said),
        State("escalated", DISPUTE["escalated"], "waiting", staff_edits=(), note=disputing.said),
        State("agreed", DISPUTE["agreed"], "waiting", staff_edits=(), note=disputing.said),
        State("upheld", DISPUTE["upheld"], "waiting", staff_edits=(), note=disputing.said),
        State("closed", DISPUTE["closed"], "done", note=disputing.said),
    ),
    transitions=(
        Transition(
            "ask_evidence", N_("Ask for evidence"), ("opened", "escalated"), "evidence", permission="answer", input=inputs.ReasonInput, icon="paperclip",
            effects=disputing.told,
        ),
        Transition(
            "give_evidence", N_("Give evidence"), ("opened", "evidence"), "opened", "partner", "create", inputs.EvidenceInput, icon="paperclip",
            effects=disputing.told,
        ),
        Transition("answer", N_("Answer"), ("opened",), "answered", input=inputs.AnswerInput, kind="primary", icon="message", effects=disputing.answered),
        Transition(
            "accept", N_("Accept the answer"), ("answered",), "agreed", "partner", "create", kind="primary", icon="thumb-up", effects=disputing.accepted
        ),
        Transition(
            "escalate", N_("Escalate"), ("answered",), "escalated", "partner", "create", inputs.EvidenceInput, icon="alert-circle", effects=disputing.told
        ),
        Transition(
            "agree", N_("Agree"), ("opened", "escalated"), "agreed", permission="answer", input=inputs.AgreeInput, icon="circle-check",
            effects=disputing.granted,
        ),
        Transition(
            "uphold", N_("Uphold the statement"), ("opened", "escalated"), "upheld", permission="answer", input=inputs.ReasonInput, kind="bad",
            icon="circle-minus", effects=disputing.told,
        ),
        Transition("end", N_("Close"), ("agreed", "upheld"), "closed", "anyone", "create", icon="lock"),
    ),
)  # fmt: skip
