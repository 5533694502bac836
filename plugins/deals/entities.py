"""The deal, declared once."""

from hansa import N_, Entity, SavedView
from plugins.deals.models import Deal, EvidenceUse, Receipt
from plugins.deals.schemas import DealSchema, NoFields
from plugins.deals.states import IN_CHECK, LIVE, PROTECTED, TO_DECIDE
from plugins.deals.workflow import WORKFLOW


def _in(states: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(("f.state.in", state) for state in states)


DEAL = Entity(
    "deal", N_("Deal"), Deal, DealSchema, plural=N_("Deals"), audience="owner", tree=True, withheld={"tree": ("distributor_name",)}, title="title", number="D",
    list_columns=("title", "partner_id", "customer_name", "state", "due_on", "close_date", "amount"),
    search=("title", "customer_name", "customer_domain", "customer_registration_no"),
    create_label=N_("Register a deal"), sort="-id", menu="", icon="briefcase", money_total="amount", workflow=WORKFLOW,
    views=(
        SavedView("open", N_("Open"), _in(LIVE)),
        SavedView("review", N_("To review"), _in(TO_DECIDE), sort="id", staff=True),
        SavedView("protected", N_("Protected"), _in(PROTECTED), sort="protected_until"),
        SavedView("ending", N_("Ending in 14 days"), (*_in(PROTECTED), ("f.protected_until.le", "today+14")), sort="protected_until"),
        SavedView("answer", N_("Answer needed"), _in(("action_required",))),
        SavedView("rejected", N_("Rejected"), _in(("rejected",))),
        SavedView("waiting", N_("In review"), _in(IN_CHECK), staff=False),
    ),
)  # fmt: skip

RECEIPT = Entity(
    "receipt", N_("Receipt"), Receipt, NoFields, plural=N_("Receipts"), audience="owner", tree=True, pages=False, api=False, audited=False, searchable=False, noted=True,
)
EVIDENCE = Entity(
    "evidence_use", N_("Document shown"), EvidenceUse, NoFields, audience="owner", pages=False, api=False, audited=False, searchable=False
)
ENTITIES = [DEAL, RECEIPT, EVIDENCE]
