"""Reasons and verdicts in the reader's language."""

from hansa import N_, _
from plugins.matching.party import Reason, Verdict

VERDICTS: dict[Verdict, tuple[str, str, str]] = {
    "same": (N_("The same company"), "ok", "circle-check"),
    "possible": (N_("Possibly the same"), "warn", "help-circle"),
    "related": (N_("Related"), "info", "link"),
    "different": (N_("Different"), "idle", "circle-x"),
}
"""What a verdict is called, and the kind and icon it is shown with."""


def in_words(reason: Reason) -> str:
    return _(reason.message, **reason.params)
