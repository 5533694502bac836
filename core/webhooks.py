"""Signed calls to servers of others, and how whoever receives one proves it: Standard Webhooks, asymmetric (`v1a`, Ed25519).

What is signed is `<webhook-id>.<webhook-timestamp>.<body>`, so that neither the body nor the moment can be changed. The id stays the
same however often a call is repeated: the receiver acts once for an id.
"""

import base64
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from core import clock, signing

PATIENCE = timedelta(minutes=5)
"""So far the moment of a call may lie from the receiver's clock; an older one is a call somebody kept and sends again."""


def signed(body: bytes, key: str) -> dict[str, str]:
    """Return the headers of a call with this body; `key` is its id, the same for every repetition."""
    stamp = str(int(clock.real().timestamp()))
    return {"webhook-id": key, "webhook-timestamp": stamp, "webhook-signature": f"v1a,{signing.sign(_content(key, stamp, body))}"}


def is_genuine(
    body: bytes, headers: Mapping[str, str], public_keys: Iterable[str], *, now: datetime | None = None, patience: timedelta = PATIENCE
) -> bool:
    """Tell whether a call comes from the installation these keys belong to, unchanged and of now. Needs no portal.

    `body` as it was received, byte for byte; `public_keys` in base64 as the installation publishes them. Several signatures may
    stand in the header, apart by blanks; one that is good is enough. Never raises.
    """
    known = {name.casefold(): value for name, value in headers.items()}
    key, stamp = known.get("webhook-id", ""), known.get("webhook-timestamp", "")
    if not key or not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        return False
    if abs((now or clock.real()).timestamp() - int(stamp)) > patience.total_seconds():
        return False
    offered = [text.partition(",")[2] for text in known.get("webhook-signature", "").split() if text.startswith("v1a,")]
    content, keys = _content(key, stamp, body), list(public_keys)
    return any(signing.genuine(content, signature, public) for signature in offered if _plain(signature) for public in keys)


def _content(key: str, stamp: str, body: bytes) -> bytes:
    return f"{key}.{stamp}.".encode() + body


def _plain(text: str) -> bool:
    """Tell whether a text is base64 and nothing else, so that a signature has one way to be written."""
    try:
        return base64.b64encode(base64.b64decode(text, validate=True)).decode() == text
    except ValueError:
        return False
