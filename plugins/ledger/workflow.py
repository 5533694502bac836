"""The life of an adjustment by hand: whoever entered it does not post it."""

from hansa import N_, Approval, State, Transition, Workflow
from plugins.ledger import adjusting, inputs
from plugins.ledger.states import STATES

AGREED_TO = ("partner_id", "kind", "currency", "direction", "amount", "effective_on", "title")

WORKFLOW = Workflow(
    states=(
        State("draft", STATES["draft"], discard=True),
        State("submitted", STATES["submitted"], "waiting", staff_edits=()),
        State("posted", STATES["posted"], "done"),
        State("rejected", STATES["rejected"], "done"),
    ),
    transitions=(
        Transition("submit", N_("Submit"), ("draft",), "submitted", kind="primary", icon="send", with_form=True),
        Transition("withdraw", N_("Withdraw"), ("submitted",), "draft", permission="submit", icon="arrow-back-up"),
        Transition(
            "post", N_("Post"), ("submitted",), "posted", permission="approve", kind="primary", icon="circle-check", effects=adjusting.posted,
            confirm=N_("The adjustment is posted and cannot be changed any more."),
        ),
        Transition("reject", N_("Reject"), ("submitted",), "rejected", "staff", "approve", inputs.RefusalInput, kind="bad", icon="circle-x"),
    ),
    approvals=(Approval("post", fields=AGREED_TO),),
)  # fmt: skip
