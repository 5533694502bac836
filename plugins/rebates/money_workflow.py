"""The lives of payouts, claims, price changes and fraud signals."""

from hansa import N_, Approval, State, Transition, Workflow
from plugins.rebates import inputs
from plugins.rebates.claiming import moves as claiming
from plugins.rebates.paying import moves as paying
from plugins.rebates.paying import releasing
from plugins.rebates.states import CLAIM, PAYOUT, PRICE_CHANGE, SIGNAL

PAYOUTS = Workflow(
    states=(
        State("new", PAYOUT["new"], "waiting", staff_edits=()),
        State("hold", PAYOUT["hold"], "waiting", staff_edits=(), note=paying.said),
        State("payable", PAYOUT["payable"], "waiting", staff_edits=()),
        State("paid", PAYOUT["paid"], "waiting", staff_edits=()),
        State("clawed_back", PAYOUT["clawed_back"], "done"),
        State("declined", PAYOUT["declined"], "done", note=paying.said),
    ),
    transitions=(
        Transition("approve", N_("Approve"), ("new",), "payable", kind="primary", icon="circle-check", check=paying.by_another, effects=paying.approved),
        Transition(
            "hold", N_("Put on hold"), ("new", "payable"), "hold", permission="approve", input=inputs.ReasonInput, icon="lock", guard=paying.not_sent,
            effects=paying.held,
        ),
        Transition("release", N_("Release"), ("hold",), "new", permission="approve", icon="lock-open", effects=paying.told),
        Transition(
            "decline", N_("Decline"), ("new", "hold"), "declined", permission="approve", input=inputs.ReasonInput, kind="bad", icon="circle-x",
            effects=paying.declined,
        ),
        Transition(
            "confirm", N_("Confirm that it is paid"), ("payable",), "paid", input=inputs.ConfirmInput, kind="primary", icon="cash", effects=paying.confirmed
        ),
        Transition("take_back", N_("All of it was taken back"), ("paid",), "clawed_back", "system", icon="receipt-refund"),
    ),
    approvals=(Approval("approve", chosen=paying.approvers, when=paying.needs_two, fields=("amount", "form", "receiver")),),
)  # fmt: skip

CLAIMS = Workflow(
    states=(
        State("draft", CLAIM["draft"], partner_edits=None, discard=True),
        State("received", CLAIM["received"], "waiting", staff_edits=()),
        State("matched", CLAIM["matched"], "waiting", staff_edits=()),
        State("mismatch", CLAIM["mismatch"], "waiting", staff_edits=()),
        State("approved", CLAIM["approved"], "waiting", staff_edits=(), note=paying.said),
        State("settled", CLAIM["settled"], "done"),
        State("rejected", CLAIM["rejected"], "done", note=paying.said),
    ),
    transitions=(
        Transition("submit", N_("Submit"), ("draft",), "received", "anyone", kind="primary", icon="send", with_form=True),
        Transition("match", N_("It matches the documents"), ("received",), "matched", "system", icon="check"),
        Transition("mismatch", N_("It does not match the documents"), ("received",), "mismatch", "system", icon="alert-circle"),
        Transition("settle", N_("Paid"), ("approved",), "settled", "system", icon="cash"),
        Transition("fall", N_("Its payout was declined"), ("approved",), "rejected", "system", icon="circle-x"),
        Transition("check", N_("Check again"), ("matched", "mismatch"), "received", permission="approve", icon="refresh"),
        Transition("withdraw", N_("Withdraw"), ("received", "matched", "mismatch"), "draft", "partner", "submit", icon="arrow-back-up"),
        Transition(
            "approve", N_("Approve"), ("matched", "mismatch"), "approved", input=inputs.ClaimInput, kind="primary", icon="circle-check",
            check=claiming.may_be_approved, effects=claiming.approved,
        ),
        Transition(
            "reject", N_("Reject"), ("received", "matched", "mismatch"), "rejected", permission="approve", input=inputs.ReasonInput, kind="bad",
            icon="circle-x", effects=claiming.refused,
        ),
    ),
)  # fmt: skip

PRICE_CHANGES = Workflow(
    states=(State("draft", PRICE_CHANGE["draft"], discard=True), State("announced", PRICE_CHANGE["announced"], "done")),
    transitions=(
        Transition(
            "announce", N_("Announce"), ("draft",), "announced", kind="primary", icon="speakerphone", with_form=True, effects=claiming.announced,
            confirm=N_("Claims are opened for the stock partners have."),
        ),
    ),
)  # fmt: skip

SIGNALS = Workflow(
    states=(
        State("held", SIGNAL["held"], "waiting", staff_edits=()),
        State("review", SIGNAL["review"], "waiting", staff_edits=()),
        State("released", SIGNAL["released"], "done", note=paying.said),
        State("confirmed", SIGNAL["confirmed"], "done", note=paying.said),
    ),
    transitions=(
        Transition("review", N_("Look into it"), ("held",), "review", kind="primary", icon="eye"),
        Transition(
            "release", N_("Release"), ("held", "review"), "released", permission="review", input=inputs.ReasonInput, icon="lock-open",
            effects=releasing.released,
        ),
        Transition(
            "confirm", N_("It is fraud"), ("review",), "confirmed", permission="review", input=inputs.ReasonInput, kind="bad", icon="circle-x",
            effects=releasing.confirmed,
        ),
    ),
)  # fmt: skip
