"""Whom a step of a statement, a dispute, a payout or a claim is news for."""

from hansa import N_
from hansa import NotificationKind as Kind
from plugins.rebates.telling import NOTICED

STATEMENT, ADJUSTMENT, DISPUTE, PAYOUT, CLAIM, PERIOD = (
    "rebates.statement.confirm",
    "rebates.adjustment.approve",
    "rebates.dispute.answer",
    "rebates.payout.approve",
    "rebates.claim.approve",
    "rebates.period.review",
)
OWN = "rebates.result.view"

KINDS = [
    Kind("rebates.stated", N_("A rebate statement was issued"), "rebates.statement.created", N_("There is a rebate statement for you: “%(what)s”"), ("partner", "followers"), STATEMENT, "file-text"),
    Kind("rebates.unsigned", N_("A rebate statement is about to count as signed"), "rebates.statement.reminder", N_("“%(what)s” counts as signed in three days"), ("partner", "followers"), STATEMENT, "clock", "warn"),
    Kind("rebates.signed", N_("A rebate statement was signed"), "rebates.statement.confirm", N_("%(who)s signed “%(what)s”"), ("staff", "followers"), PAYOUT, "signature", "ok"),
    Kind("rebates.disputed", N_("A line of a rebate statement is disputed"), "rebates.dispute.created", N_("%(who)s disputes a line: “%(what)s”"), ("staff", "followers"), DISPUTE, "message-circle", "warn"),
    Kind("rebates.evidence", N_("Evidence is asked for in a rebate dispute"), "rebates.dispute.ask_evidence", N_("We need evidence for the dispute “%(what)s”"), ("creator", "followers"), "", "paperclip", "warn"),
    Kind("rebates.answered", N_("A rebate dispute was answered"), "rebates.dispute.answer", N_("There is an answer to your dispute “%(what)s”"), ("creator", "followers"), "", "message"),
    Kind("rebates.escalated", N_("A rebate dispute was escalated"), "rebates.dispute.escalate", N_("%(who)s escalated the dispute “%(what)s”"), ("staff", "followers"), DISPUTE, "alert-circle", "bad"),
    Kind("rebates.agreed", N_("A rebate dispute was agreed"), "rebates.dispute.agree", N_("We agree with your dispute “%(what)s”"), ("creator", "followers"), "", "circle-check", "ok"),
    Kind("rebates.upheld", N_("A disputed rebate statement was upheld"), "rebates.dispute.uphold", N_("The statement stays as it is: “%(what)s”"), ("creator", "followers"), "", "circle-minus", "bad"),
    Kind("rebates.consent", N_("Consent is asked for before a rebate is taken back"), "rebates.adjustment.ask", N_("Please agree or object: “%(what)s”"), ("partner", "followers"), "rebates.adjustment.consent", "signature", "warn"),
    Kind("rebates.objected", N_("A partner objects to a clawback of rebates"), "rebates.adjustment.object", N_("%(who)s objects: “%(what)s”"), ("staff", "followers"), ADJUSTMENT, "message-circle", "warn"),
    Kind("rebates.noticed", N_("Notice that rebates are taken back"), NOTICED, N_("It is taken off what you are granted next, after its notice: “%(what)s”"), ("partner", "followers"), "rebates.adjustment.view", "receipt-refund", "warn"),
    Kind("rebates.paid", N_("A rebate was paid"), "rebates.payout.confirm", N_("“%(what)s” was paid"), ("partner", "followers"), "rebates.payout.view", "cash", "ok"),
    Kind("rebates.claimed", N_("A claim was made"), "rebates.claim.submit", N_("%(who)s made a claim: “%(what)s”"), ("staff", "followers"), CLAIM, "receipt-refund"),
    Kind("rebates.claim_approved", N_("A claim was approved"), "rebates.claim.approve", N_("The claim “%(what)s” was approved"), ("creator", "followers"), "", "circle-check", "ok"),
    Kind("rebates.claim_rejected", N_("A claim was rejected"), "rebates.claim.reject", N_("The claim “%(what)s” was rejected"), ("creator", "followers"), "", "circle-x", "bad"),
    Kind("rebates.calculated", N_("A rebate period was calculated"), "rebates.period.calculate", N_("“%(what)s” is calculated: review the results"), ("staff", "followers"), PERIOD, "calculator"),
    Kind("rebates.own_stated", N_("A rebate statement was issued to you in person"), "rebates.statement.issued.in_person", N_("There is a rebate statement for you in person: “%(what)s”"), ("person",), OWN, "file-text"),
    Kind("rebates.own_unsigned", N_("Your own rebate statement is about to count as signed"), "rebates.statement.reminder.in_person", N_("“%(what)s” counts as signed in three days"), ("person",), OWN, "clock", "warn"),
    Kind("rebates.own_paid", N_("A rebate was paid to you in person"), "rebates.payout.confirm.in_person", N_("“%(what)s” was paid"), ("person",), OWN, "cash", "ok"),
    Kind("rebates.own_consent", N_("Your consent is asked for before your own rebate is taken back"), "rebates.adjustment.ask.in_person", N_("Please agree or object: “%(what)s”"), ("person",), OWN, "signature", "warn"),
    Kind("rebates.own_noticed", N_("Notice that your own rebate is taken back"), f"{NOTICED}.in_person", N_("It is taken off what you are granted next, after its notice: “%(what)s”"), ("person",), OWN, "receipt-refund", "warn"),
    Kind("rebates.own_answered", N_("Your own rebate dispute was answered"), "rebates.dispute.answer.in_person", N_("There is an answer to your dispute “%(what)s”"), ("person",), OWN, "message"),
]  # fmt: skip
