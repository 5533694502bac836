"""The door every text passes: composed form, no control characters, no lone surrogates, no blanks around it."""

import re
from unicodedata import combining, normalize

from schemas.errors import N_, refusal

# Besides C0 and C1 controls: lone surrogates, overrides of the writing direction (they disguise text), and
# two code points XML does not have, which would make a spreadsheet unreadable.
_REFUSED = r"\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202d\u202e\ufffe\uffff"
_IN_LINES = re.compile(f"[{_REFUSED}]")
_IN_LINE = re.compile(f"[{_REFUSED}\t\n\u2028\u2029]")
_MARKS = 30


def clean(text: str, *, multiline: bool = False, limit: int = 200) -> str:
    """Return the text as it is kept: NFC, stripped, line ends as `\\n`.

    `limit` is only a first guard (four times over is refused unread); the field checks the exact length.
    Raises ValidationError with the code `too-long`, `control-character` or `too-many-marks`.
    """
    if len(text) > 4 * limit + 100:
        raise refusal(N_("This is too long: at most %(max)s."), "too-long", max=limit)
    if multiline:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.strip(" \t\r\n")
    if (_IN_LINES if multiline else _IN_LINE).search(text):
        raise refusal(N_("This holds characters that cannot be kept. Type it again."), "control-character")
    return text if text.isascii() else normalize("NFC", _few_marks(text)).strip()


def _few_marks(text: str) -> str:
    """Refuse piles of combining marks: composing them takes quadratic time."""
    run = 0
    for character in text:
        run = run + 1 if combining(character) else 0
        if run > _MARKS:
            raise refusal(N_("Too many accents on one character."), "too-many-marks")
    return text
