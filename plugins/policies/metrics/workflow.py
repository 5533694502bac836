"""The life of a figure told by hand: whoever proposes it does not agree to it."""

from hansa import N_, Approval, State, Transition, Workflow
from plugins.policies.metrics import saving
from plugins.policies.metrics.schemas import STATES, RefusalInput

AGREED_TO = ("measure", "partner_id", "value", "effective_on", "evidence")

WORKFLOW = Workflow(
    states=(
        State("proposed", STATES["proposed"], "waiting", discard=True),
        State("approved", STATES["approved"], "done"),
        State("refused", STATES["refused"], "done"),
    ),
    transitions=(
        Transition(
            "approve", N_("Agree"), ("proposed",), "approved", kind="primary", icon="circle-check", effects=saving.approved,
            confirm=N_("The figure counts from now on, in every policy that reads it."),
        ),
        Transition("refuse", N_("Refuse"), ("proposed",), "refused", "staff", "approve", RefusalInput, kind="bad", icon="circle-x"),
    ),
    approvals=(Approval("approve", fields=AGREED_TO),),
)  # fmt: skip
