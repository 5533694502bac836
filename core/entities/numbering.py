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
    """Return the ISO 7064 style mod-31 check: finds every single wrong character and every swap of neighbours."""
    total = sum((position + 1) * ALPHABET.index(character) for position, character in enumerate(body))
    return ALPHABET[total % 31]


def is_number(text: str) -> bool:
    """Tell whether a text is a well-formed number; letters O, I, L are read as digits."""
    body = text.upper().rpartition("-")[2].translate(str.maketrans("OIL", "011"))
    known = len(body) == LENGTH + 1 and all(c in ALPHABET for c in body)
    return known and check_character(body[:-1]) == body[-1]
