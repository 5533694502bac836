"""Passwords: argon2id, judged by how hard they are to guess and by nothing else."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from core.i18n import N_
from core.portal import portal
from schemas.lazy import lazy

argon2, zxcvbn = lazy("argon2"), lazy("zxcvbn")

MIN_LENGTH = 8
MAX_LENGTH = 200
ENOUGH = 3
"""zxcvbn's score: safely unguessable offline takes 3 of 4."""

SHORT, LONG = N_("Use at least 8 characters."), N_("Use at most 200 characters.")
EASY = N_("This password is easy to guess. Use a few more words that do not belong together.")
WARNINGS = frozenset(
    {
        N_("Straight rows of keys are easy to guess."),
        N_("Short keyboard patterns are easy to guess."),
        N_('Repeats like "aaa" are easy to guess.'),
        N_('Repeats like "abcabcabc" are only slightly harder to guess than "abc".'),
        N_('Sequences like "abc" or "6543" are easy to guess.'),
        N_("Recent years are easy to guess."),
        N_("Dates are often easy to guess."),
        N_("This is a top-10 common password."),
        N_("This is a top-100 common password."),
        N_("This is a very common password."),
        N_("This is similar to a commonly used password."),
        N_("A word by itself is easy to guess."),
        N_("Names and surnames by themselves are easy to guess."),
        N_("Common names and surnames are easy to guess."),
    }
)
"""What zxcvbn may say; anything else becomes `EASY`, so that every text has its translation."""


def hash_password(password: str) -> str:
    return str(_hasher(portal().config["argon2_memory"]).hash(_plain(password)))


def verify(password_hash: str | None, password: str) -> bool:
    """Tell whether the password fits. Without a hash the same time is spent, so that unknown accounts look like known ones."""
    hasher, decoy = _hasher(portal().config["argon2_memory"]), _decoy(portal().config["argon2_memory"])
    try:
        return bool(hasher.verify(password_hash or decoy, _plain(password))) and password_hash is not None
    except (argon2.exceptions.VerifyMismatchError, argon2.exceptions.InvalidHashError):
        return False


def needs_rehash(password_hash: str) -> bool:
    return bool(_hasher(portal().config["argon2_memory"]).check_needs_rehash(password_hash))


def weakness(password: str, words: Iterable[str] = ()) -> str | None:
    """Return what is wrong with a new password, a text for translation, or None.

    `words`: names and addresses an attacker would try first.
    """
    if len(password) < MIN_LENGTH:
        return SHORT
    if len(password) > MAX_LENGTH:
        return LONG
    found = zxcvbn.zxcvbn(_plain(password)[:72], user_inputs=_parts(words))
    if found["score"] >= ENOUGH:
        return None
    return next((text for text in WARNINGS if text == found["feedback"]["warning"]), EASY)


def _plain(password: str) -> str:
    """The same keys give the same password on every keyboard: NFKC, and never more than fits."""
    return unicodedata.normalize("NFKC", password[:MAX_LENGTH])


def _parts(words: Iterable[str]) -> list[str]:
    """Names as they stand and word by word."""
    whole = [word.casefold() for word in words if word]
    pieces = [piece for word in whole for piece in word.replace("@", " ").replace(".", " ").replace("-", " ").split()]
    return list(dict.fromkeys([*whole, *(piece for piece in pieces if len(piece) > 2)]))


@lru_cache(maxsize=4)
def _hasher(memory: int) -> Any:
    return argon2.PasswordHasher(memory_cost=memory)


@lru_cache(maxsize=4)
def _decoy(memory: int) -> str:
    return str(_hasher(memory).hash("no one has this password"))
