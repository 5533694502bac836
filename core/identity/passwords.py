"""Passwords: argon2id, judged by how hard they are to guess and by nothing else."""

from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from zxcvbn import zxcvbn

from core.portal import portal

MIN_LENGTH = 8
MAX_LENGTH = 200
ENOUGH = 3
"""zxcvbn's score: safely unguessable offline takes 3 of 4."""


def hash_password(password: str) -> str:
    return _hasher(portal().config["argon2_memory"]).hash(password)


def verify(password_hash: str | None, password: str) -> bool:
    """Tell whether the password fits. Without a hash the same time is spent, so that unknown accounts look like known ones."""
    hasher = _hasher(portal().config["argon2_memory"])
    try:
        return hasher.verify(password_hash or _decoy(portal().config["argon2_memory"]), password[:MAX_LENGTH]) and password_hash is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


def needs_rehash(password_hash: str) -> bool:
    return _hasher(portal().config["argon2_memory"]).check_needs_rehash(password_hash)


def weakness(password: str, words: list[str]) -> str | None:
    """Return what is wrong with a new password, or None. `words`: names and addresses an attacker would try first."""
    if len(password) < MIN_LENGTH:
        return "Use at least 8 characters."
    if len(password) > MAX_LENGTH:
        return "Use at most 200 characters."
    found = zxcvbn(password[:72], user_inputs=words)
    if found["score"] >= ENOUGH:
        return None
    return str(found["feedback"]["warning"] or "This password is easy to guess.")


@lru_cache(maxsize=4)
def _hasher(memory: int) -> PasswordHasher:
    return PasswordHasher(memory_cost=memory)


@lru_cache(maxsize=4)
def _decoy(memory: int) -> str:
    return _hasher(memory).hash("no one has this password")
