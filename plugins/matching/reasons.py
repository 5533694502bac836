"""The words in which the engine explains itself."""

from typing import Any, Literal, NamedTuple

from hansa import N_
from plugins.matching.party import Reason

SAME_NUMBER, OTHER_NUMBER = N_("Same registration number"), N_("Different registration numbers")
SAME_DOMAIN, OTHER_DOMAIN = N_("Same web domain"), N_("Different web domains")
SAME_PHONE = N_("Same telephone number")
SAME_NAME, OTHER_NAME = N_("Same name"), N_("Different names")
COMMON_NAME = N_("The name consists of everyday words")
SPELLING = N_("The names differ in spelling only: %(one)s, %(other)s")
CONTAINED = N_("One name is part of the other; only there: %(words)s")
OTHER_BUSINESS = N_("Same brand, but: %(one)s, %(other)s")
OTHER_PLACE = N_("Another place: %(one)s, %(other)s")
ONE_PLACE = N_("Only one names a place: %(words)s")
OTHER_COUNTRY = N_("Another country: %(one)s, %(other)s")
GROUP_WORDS = N_("Words for members of a group differ: %(words)s")
BRANCH = N_("A branch: %(words)s")
OTHER_FORM = N_("Legal forms of different countries: %(one)s, %(other)s")
INITIALS = N_("One name may be the initials of the other")
SOUNDS = N_("The names sound alike: %(one)s, %(other)s")
READS = N_("The Chinese name reads like the other: %(words)s")
ALIAS = N_("A name from the alias list: %(words)s")
GROUP = N_("The alias list has both in one group")
NOTHING = N_("Nothing to compare")


class Likeness(NamedTuple):
    """How alike two names are (0 to 1), and whether they are of relatives rather than of one company."""

    score: float
    related: bool
    reasons: tuple[Reason, ...]


def why(message: str, effect: Literal["+", "-", "="] = "+", **params: Any) -> Reason:
    """Return a reason with its parameters."""
    return Reason(message, params, effect)


IDENTICAL = Likeness(1.0, False, (why(SAME_NAME),))
STRANGERS = Likeness(0.0, False, (why(OTHER_NAME, "-"),))
