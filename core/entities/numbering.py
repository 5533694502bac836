"""Document numbers that tell a competitor nothing: random, base 32, with a check character."""

import secrets
from collections.abc import Collection

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that a number survives the telephone."""

LENGTH = 8
MEANT = str.maketrans("OIL", "011")


def random_number(prefix: str) -> str:
    """Return e.g. `D-7K2Q9XMAT`: prefix, eight random characters, one check character."""
    body = "".join(ALPHABET[byte % 32] for byte in secrets.token_bytes(LENGTH))
    return f"{prefix}-{body}{check_character(body)}"


def check_character(body: str) -> str:
    """Return the weighted sum modulo 31 as a character: tells people of a mistyped number, all but `0` read as `Z`."""
    total = sum((position + 1) * ALPHABET.index(character) for position, character in enumerate(body))
    return ALPHABET[total % 31]


def read_number(text: str, prefixes: Collection[str]) -> tuple[str, bool] | None:
    """Return a number as it is kept, and whether its check character fits; None for what is not written like one.

    Small letters, blanks, `O` for `0` and `I` or `L` for `1` are read as they are meant.
    """
    prefix, dash, body = text.upper().replace(" ", "").partition("-")
    body = body.translate(MEANT)
    if not dash or prefix not in prefixes or len(body) != LENGTH + 1 or set(body) - set(ALPHABET):
        return None
    return f"{prefix}-{body}", check_character(body[:-1]) == body[-1]


def mistyped(text: str, prefixes: Collection[str]) -> bool:
    """Tell whether a text is a number of one of these series with a typing mistake in it."""
    found = read_number(text, prefixes)
    return found is not None and not found[1]
