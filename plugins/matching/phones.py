"""A telephone number as far as it tells one company from another."""

import re

_EXTENSION = re.compile(r"(?:ext|x|durchwahl|分机|转|#).*$", re.IGNORECASE)
_SIGNIFICANT, _LEAST = 9, 7


def line(typed: str) -> str | None:
    """Return the last digits of a number, which do not change with the way abroad or trunk digits are written; None if too few."""
    digits = "".join(c for c in _EXTENSION.sub("", typed) if c.isdecimal()).translate(_PLAIN)
    return digits[-_SIGNIFICANT:].lstrip("0") if len(digits) >= _LEAST else None


_PLAIN = {ord(c): str(n) for zero in "٠۰०０" for n, c in enumerate(chr(ord(zero) + i) for i in range(10))}
