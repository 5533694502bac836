"""What can be wrong with a rule: where, what was expected, what was perhaps meant."""

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

from core.i18n import _, say
from schemas.errors import Message

_WORDED = frozenset({"found", "wanted", "left", "right", "kind", "why"})
"""Parameters of messages that are words of the language and not of the user."""


class RuleError(ValueError):
    """A rule that is refused. `start` and `end` count characters of its text; `suggestions` are names it may have meant.

    `message` is a key with parameters: `words()` says it in the reader's language.
    """

    def __init__(self, message: Message, start: int = 0, end: int = 0, suggestions: Sequence[str] = ()):
        super().__init__(str(message))
        self.message = message
        self.start = start
        self.end = max(end, start)
        self.suggestions = tuple(suggestions)

    @property
    def code(self) -> str:
        return self.message.code

    def words(self) -> str:
        """Return the message in the current locale, the types it names too."""
        params = {name: _(value) if name in _WORDED else value for name, value in self.message.params.items()}
        return say(Message(self.message.key, self.message.code, **params))


class RuleLimit(RuleError):
    """A rule that would take more work, or make longer figures, than one evaluation may."""


def refuse(key: str, code: str, start: int = 0, end: int = 0, suggestions: Sequence[str] = (), **params: Any) -> RuleError:
    """Return the error to raise."""
    return RuleError(Message(key, code, **params), start, end, suggestions)


def close_to(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return up to three known names that look like this one, the likeliest first."""
    return tuple(difflib.get_close_matches(name, list(known), n=3, cutoff=0.6))
