"""Limits of requests a minute: of one caller (a session or a token) and of one address, less for what costs more.

Each process counts by itself. A caller who comes near the limit is counted in the database too, so that processes and
machines agree about those who matter, and an ordinary request costs no statement.
"""

import hashlib
import ipaddress
from collections.abc import Iterator

from flask import Request

from core import clock
from core.entities.unit import unit
from core.errors import TooMany
from core.i18n import N_
from core.identity import throttle
from core.portal import portal
from core.web.door.policy import Policy

API = "/api/"
API_SHARE, COSTLY_SHARE = 2, 10
"""Through the API half as many are served, of exports, imports, searches and registrations a tenth."""

OFFICE = 5
"""An address may be a whole office: so many people at their limit."""


def admit(request: Request, chosen: Policy | None, credential: str) -> None:
    """Count a request before anything else is done for it; raises TooMany. Not inside a unit."""
    found = portal()
    most, share = found.config["rate_limit"], _shared if found.config.on_postgres else None
    if not most:
        return
    moment = clock.real().timestamp()
    waits = [found.counters.wait(name, limit, moment, share) for name, limit in _names(request, chosen, credential, most)]
    if any(waits):
        raise TooMany(N_("You are sending requests too quickly. Wait a little and try again."), code="rate-limited", retry_after=max(waits))


def _names(request: Request, chosen: Policy | None, credential: str, most: int) -> Iterator[tuple[str, int]]:
    if not _is_local(request.remote_addr or ""):
        yield f"address:{request.remote_addr}", most * OFFICE
    if credential:
        caller = hashlib.blake2b(credential.encode(), digest_size=16).hexdigest()
        if chosen is not None and chosen.costly:
            yield f"costly:{caller}", max(1, most // COSTLY_SHARE)
        elif request.path.startswith(API):
            yield f"api:{caller}", max(1, most // API_SHARE)
        else:
            yield f"page:{caller}", most


def _is_local(address: str) -> bool:
    """This machine, or a proxy on it that nobody told us about: its address says nothing of the caller."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return True


def _shared(name: str, hits: int) -> int:
    return unit(lambda: throttle.add(name, hits))
