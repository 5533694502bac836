"""What a registration gives its holder, as both sides read it once it is decided."""

from typing import Any

from hansa import N_, _
from plugins.deals.registration.policy import BENEFIT_LABELS
from plugins.deals.states import PROTECTED

LABELS = {"band": N_("Band of size"), **BENEFIT_LABELS}
KNOWN = (*PROTECTED, "reinstating", "expired", "won")
"""Before the decision the order among others would show in it, which nobody may learn from its own deal."""


def told(deal: Any) -> list[tuple[str, str]]:
    """Return what a decided deal gives, as pairs of label and figure; nothing before the decision."""
    if deal.state not in KNOWN:
        return []
    return [(_(LABELS[name]), str(figure)) for name, figure in (deal.terms or {}).items() if name in LABELS]
