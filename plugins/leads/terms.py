"""The terms an offer comes under: what the routing policy in force says of time, reasons, demands and the mask."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hansa import clock
from plugins.policies.api import Compiled, chosen, kind_of

KIND = "leads.routing"


def policy_at(moment: datetime) -> Compiled:
    """Return the routing policy in force, or the default one."""
    found: Compiled = chosen(kind_of(KIND), moment).compiled
    return found


def of(policy: Compiled) -> dict[str, Any]:
    """Return the terms as plain data, kept with every offer so that a new version changes none of them."""
    document = policy.document
    return {
        "version": policy.number, "calendar": policy.calendar, "limits": [_limit(row) for row in policy["limits"]],
        "reasons": list(policy["reasons"]), "asks": list(policy["asks"]), "claims": policy["claims"],
        "credit_percent": document["credit_percent"], "most_rounds": policy["most_rounds"], "then": policy["then"],
        "protects": policy["protects"],
    }  # fmt: skip


def now() -> dict[str, Any]:
    """Return `{"terms": …}` of the policy in force."""
    return {"terms": of(policy_at(clock.now()))}


def _limit(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "before": _numbers(row.get("before")), "after": _numbers(row.get("after")), "until": list(row["until"])}


def _numbers(text: str | None) -> list[int]:
    return [int(part) for part in (text or "").split(",") if part.strip()]
