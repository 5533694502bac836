"""What follows when a fraud signal is decided: the payouts that waited go on, or stay on hold for good."""

from collections.abc import Mapping
from typing import Any

from hansa import behind, entity_of, records
from plugins.rebates.paying import signals
from plugins.rebates.tasks import KEEP

Values = Mapping[str, Any]


def released(signal: Any, values: Values) -> Values:
    """Let the payouts of the partner go on, unless another signal about it is open."""
    with behind(KEEP):
        others = [one for one in signals.open_about(signal.about_id) if one != signal.id]
        for payout in [] if others else signals.waiting(signal.about_id):
            records.apply(entity_of("rebates.payout"), payout, {"state": "new", "reason": None}, act="release")
    return {"reason": values["reason"]}


def confirmed(signal: Any, values: Values) -> Values:
    """The payouts stay on hold: people decline them, one by one."""
    return {"reason": values["reason"]}
