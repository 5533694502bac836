"""The deal, declared once."""

from hansa import N_, Entity, SavedView
from plugins.deals.models import Deal
from plugins.deals.schemas import DealSchema

DEAL = Entity(
    "deal", N_("Deal"), Deal, DealSchema, plural=N_("Deals"), audience="owner", tree=True, title="title", number="D",
    list_columns=("title", "number", "customer_name", "state", "close_date", "customer_country", "protected_until", "amount"),
    search=("title", "customer_name", "customer_domain", "customer_registration_no"),
    sort="-id", menu="", icon="briefcase", money_total="amount",
    views=(
        SavedView("open", N_("Open"), tuple(("f.state.in", s) for s in ("submitted", "in_review", "action_required", "approved"))),
        SavedView("protected", N_("Protected"), (("f.state.in", "approved"),), sort="protected_until"),
        SavedView("answer", N_("Answer needed"), (("f.state.in", "action_required"),)),
    ),
)
