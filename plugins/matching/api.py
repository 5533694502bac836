"""What other plugins may use of matching."""

from plugins.matching.compare import compare
from plugins.matching.normalise import normalise
from plugins.matching.party import Match, Normal, Party, Reason, Thresholds
from plugins.matching.search import Found, search
from plugins.matching.source import PartySource
from plugins.matching.wording import in_words

__all__ = ["Found", "Match", "Normal", "Party", "PartySource", "Reason", "Thresholds", "compare", "in_words", "normalise", "search"]
