"""A receipt as proof: what it says, its hash, its chain. Pure; whoever has the public key can do the same."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from hansa import N_, signing

START = "0" * 64
FORMAT = "hansa-receipt-1"
NO_RECEIPT = N_("This is no receipt.")
NOT_SIGNED = N_("The signature does not belong to this receipt and this key.")
WRONG_HASH = N_("The hash is not that of the receipt.")
WRONG_FIELDS = N_("The fields are not those that were submitted.")
OTHER_KEY = N_("It was signed with another key.")


class Verified(NamedTuple):
    """What came of checking a receipt; no problems = it is genuine and whole."""

    problems: tuple[str, ...]
    says: Mapping[str, Any]


def canonical(data: Any) -> str:
    """Return JSON that is the same text for the same data."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def verify(receipt: Any, public_keys: Sequence[str]) -> Verified:
    """Check a downloaded receipt: signature, hash, and that its fields are those that were hashed."""
    if not isinstance(receipt, Mapping):
        return Verified((NO_RECEIPT,), {})
    body, signature = receipt.get("body"), receipt.get("signature")
    if receipt.get("format") != FORMAT or not isinstance(body, str) or not isinstance(signature, str):
        return Verified((NO_RECEIPT,), {})
    try:
        says = dict(json.loads(body))
    except (ValueError, TypeError):
        return Verified((NO_RECEIPT,), {})
    keys = [key for key in public_keys if signing.id_of(key) == says.get("key")]
    problems = [OTHER_KEY] if not keys else []
    if keys and not signing.genuine(body.encode(), signature, keys[0]):
        problems.append(NOT_SIGNED)
    if receipt.get("hash") != digest(body):
        problems.append(WRONG_HASH)
    if digest(canonical(receipt.get("fields"))) != says.get("fields"):
        problems.append(WRONG_FIELDS)
    return Verified(tuple(problems), says)


def follows(salt: str, previous: str) -> str:
    """Return what a receipt says of the one before. The salt stays here: two receipts do not tell whether another one lies between."""
    return digest(salt + previous)


class Link(NamedTuple):
    """A stored receipt, and what the deal and the audit trail hold of it."""

    seq: int
    body: str
    hash: str
    salt: str
    signature: str
    shown: Mapping[str, Any]
    number: str | None
    kept: str | None


def faults(links: Iterable[Link], public_keys: Sequence[str]) -> list[str]:
    """Return what is wrong with the chain of a program, in plain words; nothing = nobody rewrote who came first."""
    found, previous, expected = [], START, 1
    for link in links:
        receipt = {"format": FORMAT, "body": link.body, "hash": link.hash, "signature": link.signature, "fields": link.shown}
        told = verify(receipt, public_keys)
        found += [f"Receipt {link.seq}: {problem}" for problem in told.problems]
        if link.seq != expected:
            found.append(f"Receipt {expected} is missing.")
        if told.says.get("previous") != follows(link.salt, previous):
            found.append(f"Receipt {link.seq} does not follow from the one before.")
        if link.kept is not None and link.kept != link.hash:
            found.append(f"Receipt {link.seq} is not the one the audit trail has for {link.number}.")
        previous, expected = link.hash, link.seq + 1
    return found
