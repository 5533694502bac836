"""Payouts of another system: sent signed, under an idempotency key, to an address outside; no redirect is followed."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from hansa import outbound, webhooks

log = logging.getLogger("hansa.rebates")
TAKEN = (200, 201, 202)


def send(address: str, told: Mapping[str, str]) -> Mapping[str, Any] | None:
    """Send a payout and return the answer, None without one. It is asked for again later, under the same key.

    The answer is a JSON object with `state` (`paid` when it is) and `receipt`, the number it was paid under.
    """
    body = json.dumps(dict(told), sort_keys=True).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": told["key"], **webhooks.signed(body, told["key"])}
    try:
        answer = outbound.post(address, body, headers)
        found = json.loads(answer.body) if answer.status in TAKEN else None
    except (OSError, ValueError) as error:
        log.warning("payout %s was not taken: %s", told["number"], error)
        return None
    return found if isinstance(found, dict) else None
