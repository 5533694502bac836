"""The life of a conflict: evidence, mediation, ruling, one appeal, and what follows from it."""

from hansa import N_, State, Timer, Transition, Workflow
from plugins.conflicts import inputs, moves
from plugins.conflicts.states import STATES

TOLD = ("subject", "disclosed")
BEFORE_TRIAGE = ("subject", "kind", "description", "first_deal_id", "second_deal_id", "disclosed")

WORKFLOW = Workflow(
    states=(
        State("opened", STATES["opened"], "waiting", staff_edits=BEFORE_TRIAGE),
        *(State(key, STATES[key], "waiting", staff_edits=TOLD) for key in ("triaged", "evidence", "mediation", "agreed", "arbitration")),
        *(State(key, STATES[key], "waiting", staff_edits=TOLD) for key in ("ruling", "appeal", "final")),
        State("applied", STATES["applied"], staff_edits=()),
        State("published", STATES["published"], "done"),
        State("dismissed", STATES["dismissed"], "done"),
    ),
    transitions=(
        Transition(
            "triage", N_("Take up"), ("opened",), "triaged", "staff", "decide", inputs.TriageInput, kind="primary", icon="eye",
            effects=lambda docket, values: {"kind": values["kind"]},
            help=N_("The other side is told, and the protections stand still until this is settled."),
        ),
        Transition(
            "ask_evidence", N_("Ask for evidence"), ("triaged",), "evidence", "staff", "decide", inputs.EvidenceInput, kind="primary",
            icon="paperclip", check=moves.may_ask, effects=moves.opened_evidence,
        ),
        Transition("close_evidence", N_("Close the evidence"), ("evidence",), "mediation", permission="decide", icon="heart-handshake", effects=moves.opened_mediation),
        Transition("evidence_over", N_("Evidence is over"), ("evidence",), "mediation", "system", icon="heart-handshake", effects=moves.opened_mediation),
        Transition("mediation_over", N_("Nobody agreed in time"), ("mediation",), "arbitration", "system", icon="gavel", effects=moves.undecided),
        Transition(
            "propose", N_("Propose"), ("mediation",), "mediation", "staff", "decide", inputs.OutcomeInput, kind="primary", icon="bulb",
            check=moves.adds_up, effects=moves.proposed,
        ),
        Transition(
            "settle", N_("Record the agreement"), ("mediation",), "agreed", permission="decide", icon="thumb-up",
            guard=moves.is_proposed, check=moves.is_accepted,
        ),
        Transition(
            "arbitrate", N_("Go to arbitration"), ("mediation",), "arbitration", permission="decide", icon="gavel", effects=moves.undecided
        ),
        Transition(
            "rule", N_("Make a ruling"), ("arbitration",), "ruling", "staff", "decide", inputs.RulingInput, kind="primary", icon="gavel",
            check=moves.adds_up, effects=moves.ruled,
        ),
        Transition(
            "appeal", N_("Appeal"), ("ruling",), "appeal", "partner", input=inputs.AppealInput, icon="gavel",
            guard=moves.may_be_appealed, effects=moves.appealed,
        ),
        Transition("finalise", N_("Becomes final"), ("ruling",), "final", "system", icon="lock"),
        Transition(
            "decide_appeal", N_("Decide the appeal"), ("appeal",), "final", "staff", "decide", inputs.RulingInput, kind="primary",
            icon="gavel", check=moves.may_decide_appeal, effects=moves.heard,
        ),
        Transition("ruling_overdue", N_("The ruling is overdue"), ("arbitration",), "arbitration", "system", icon="alert-triangle", effects=moves.overdue),
        Transition("appeal_overdue", N_("The final ruling is overdue"), ("appeal",), "appeal", "system", icon="alert-triangle", effects=moves.overdue),
        Transition(
            "apply", N_("Apply the outcome"), ("agreed", "final"), "applied", "staff", "decide", inputs.ApplyInput, kind="primary",
            icon="circle-check", effects=moves.applied, help=N_("The clocks run again; a deal that goes to the other partner does so now."),
        ),
        Transition(
            "publish", N_("Publish as a precedent"), ("applied",), "published", "staff", "decide", inputs.PublishInput, kind="primary",
            icon="books", check=moves.names_nobody, effects=lambda docket, values: {"precedent": dict(values)},
        ),
        Transition(
            "dismiss", N_("Dismiss"), ("opened", "triaged", "evidence", "mediation"), "dismissed", "staff", "decide", inputs.DismissInput,
            kind="bad", icon="circle-x", effects=moves.dismissed,
        ),
    ),
    timers=(
        Timer("evidence", ("evidence",), moves.evidence_ends, "evidence_over", moves.evidence_reminders, "evidence_due"),
        Timer("mediation", ("mediation",), moves.mediation_ends, "mediation_over", moves.mediation_reminders, "mediation_due"),
        Timer("ruling", ("arbitration",), moves.ruling_ends, "ruling_overdue", moves.ruling_reminders, "ruling_due"),
        Timer("final_ruling", ("appeal",), moves.ruling_ends, "appeal_overdue", moves.ruling_reminders, "ruling_due"),
        Timer("appeal", ("ruling",), moves.appeal_ends, "finalise"),
    ),
)  # fmt: skip
