"""What other plugins may use of deals."""

from plugins.deals.duplicates.matching import Keys, Registration, Rival, host, overlaps, plain
from plugins.deals.duplicates.rivals import Standing
from plugins.deals.entities import DEAL
from plugins.deals.holding import freeze, hand_over, thaw
from plugins.deals.models import Deal
from plugins.deals.registration.deciding import standings as find_standings
from plugins.deals.states import IN_CHECK, LIVE, PROTECTED

__all__ = [
    "DEAL",
    "IN_CHECK",
    "LIVE",
    "PROTECTED",
    "Deal",
    "Keys",
    "Registration",
    "Rival",
    "Standing",
    "find_standings",
    "freeze",
    "hand_over",
    "host",
    "overlaps",
    "plain",
    "thaw",
]
