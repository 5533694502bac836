"""What is kept on a partner's copy whenever it is saved."""

from collections.abc import Mapping
from typing import Any

from plugins.leads.intake import brought
from plugins.leads.offers import deadlines


def before_save(copy: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Keep the limit that is over next; the timers of the state are set from it. A copy without a lead is one the partner found."""
    if is_new and copy.lead_id is None:
        brought.begin(copy)
    deadlines.keep(copy)
