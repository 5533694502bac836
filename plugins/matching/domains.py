"""A web domain as far as one company owns it; none where many share it."""

import re

from plugins.matching.text import DATA, unmasked

_HOST = re.compile(r"^(?:(?:[a-z][a-z0-9+.-]*:)?//|mailto:)?(?:[^/@\s]*@)?([^/:?#\s]+)")
_SECOND = frozenset(
    {"co", "com", "net", "org", "gov", "edu", "ac", "or", "ne", "go", "ltd", "plc", "me", "gob", "gouv", "nom", "gr", "ed", "mil"}
    | {"xn--55qx5d", "xn--io0a7i"}
)


def _listed(kind: str) -> frozenset[str]:
    lines = (DATA / "hosts.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if line.startswith(f"{kind} ") for word in line.split()[1:])


SHARED, LETS = _listed("shared"), _listed("lets")
"""Hosts of everybody's mail or page; hosts under which each name below belongs to somebody else."""


def owned(typed: str) -> str | None:
    """Return the domain a company holds, from an address, a mail address or a host; None for a shared or no host.

    International names come back in their ASCII form.
    """
    found = _HOST.match(typed.strip().lower())
    host = found.group(1).strip(".") if found else ""
    if not host.isascii() or "xn--" in host:
        host = _ascii(host)
    labels = host.split(".")
    if len(labels) < 2 or not all(labels) or labels[-1].isdigit():
        return None
    kept = 2 + (len(labels) > 2 and labels[-2] in _SECOND and len(labels[-1]) == 2)
    for length in range(2, len(labels)):
        if ".".join(labels[-length:]) in LETS:
            kept = length + 1
    domain = ".".join(labels[-kept:])
    return None if domain in SHARED or domain in LETS or domain in _SECOND else domain


def label(domain: str) -> str:
    """Return the part of a domain its owner chose."""
    return domain.split(".", 1)[0]


def _ascii(host: str) -> str:
    """Return a host as servers know it; letters of another alphabet in a Latin name are taken for what they look like."""
    try:
        plain = host.encode().decode("idna") if host.isascii() else host.replace("。", ".")
        return unmasked(plain).encode("idna").decode()
    except UnicodeError:
        return ""
