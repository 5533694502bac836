"""Hooks of the deals plugin."""

from hansa import hookspec, hookspec_policy
from plugins.deals.duplicates.matching import Registration, Rival


@hookspec
@hookspec_policy("veto", Rival, many=True)
def find_rivals(registration: Registration) -> list[Rival]:
    """When a registration is submitted, shown to staff, or about to be approved: others that may be about the same thing.

    Runs with the partner criterion lifted, so it sees the whole program; the partner never learns what it returns. Must
    not write. An exception refuses the submission or approval, because a check that did not run must not pass for one
    that found nothing.
    """
