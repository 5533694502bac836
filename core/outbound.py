"""The one client for addresses people enter. What it connects to is the address it has judged (rule 26 of the security rules).

A name is resolved once; no address of our own network, of this machine or of a cloud's metadata service is spoken to, and no
redirect is followed. Servers the operator configures, such as mail and storage, are not reached through here.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.portal import portal

PATIENCE = 10
"""Seconds to connect, and for each piece of an answer."""
MOST = 1024 * 1024
"""Bytes of an answer that are read; a longer one is an error."""


class OutboundError(OSError):
    """The address may not be called, or gave no usable answer."""


@dataclass(frozen=True)
class Answer:
    """What the other server said; `status` as it came, also of redirects."""

    status: int
    body: bytes


def post(url: str, body: bytes, headers: Mapping[str, str], *, proxy: str | None = None) -> Answer:
    """Send a body to an https address and return the answer. A proxy is asked for a tunnel to the judged address; None = as configured.

    Raises OutboundError: another scheme, an address that is not public, no connection in time, an answer too long.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port or 443
    except ValueError as error:
        raise OutboundError("this is no address") from error
    if parts.scheme != "https" or not host or parts.username is not None:
        raise OutboundError("only https addresses without a password are called")
    connection = _Judged(host, port, _public(host, port), portal().config["egress_proxy"] if proxy is None else proxy)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        found = answer.read(MOST + 1)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise OutboundError(f"{host} gave no answer: {error}") from error
    finally:
        connection.close()
    if len(found) > MOST:
        raise OutboundError(f"{host} answered more than {MOST} bytes")
    return Answer(answer.status, found)


def is_public(address: str) -> bool:
    """Tell whether an address belongs to the public network; an IPv4 address within an IPv6 one is judged as itself."""
    found = ipaddress.ip_address(address)
    inner = (found.ipv4_mapped or found.sixtofour) if isinstance(found, ipaddress.IPv6Address) else None
    return found.is_global and not found.is_multicast and (inner is None or inner.is_global)


def _public(host: str, port: int) -> str:
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError) as error:
        raise OutboundError(f"{host} is not known") from error
    if not found or not all(map(is_public, found)):
        raise OutboundError(f"{host} is not an address outside")
    return min(found, key=lambda address: (":" in address, address))


class _Judged(http.client.HTTPSConnection):
    """Connects to the judged address; the certificate is still that of the name."""

    def __init__(self, host: str, port: int, address: str, proxy: str) -> None:
        self._tls = ssl.create_default_context()
        super().__init__(host, port, timeout=PATIENCE, context=self._tls)
        self._address, self._proxy = address, proxy

    def connect(self) -> None:
        raw = self._tunnelled() if self._proxy else socket.create_connection((self._address, self.port), PATIENCE)
        try:
            self.sock = self._tls.wrap_socket(raw, server_hostname=self.host)
        except BaseException:
            raw.close()
            raise

    def _tunnelled(self) -> socket.socket:
        host, _colon, port = self._proxy.rpartition(":")
        asked = http.client.HTTPConnection(host, int(port), timeout=PATIENCE)
        asked.set_tunnel(self._address, self.port)
        try:
            asked.connect()
        except BaseException:
            asked.close()
            raise
        taken, asked.sock = asked.sock, None
        return taken
