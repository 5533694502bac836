"""Document numbers that tell a competitor nothing: random, base 32, with a check character."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, so that a number survives the telephone."""

LENGTH = 8


def random_number(prefix: str) -> str:
    """Return e.g. `D-7K2Q9XMAT`: prefix, eight random characters, one check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{prefix}-{body}{check_character(body)}"


def check_character(body: str) -> str:
    """Return the weighted sum modulo 31 as a character: tells people of a mistyped number, all but `0` read as `Z`."""
    total = sum((position + 1) * ALPHABET.index(character) for position, character in enumerate(body))
    return ALPHABET[total % 31]
