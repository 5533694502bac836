"""From which scores on companies are the same, as the program says."""

from hansa import settings_for
from plugins.matching.party import Thresholds


def thresholds() -> Thresholds:
    """Return the scores of the active program."""
    found = settings_for("matching")
    return Thresholds(found["same"] / 100, found["possible"] / 100)
