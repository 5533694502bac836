"""The terms an offer comes under: what the routing policy in force says of time, reasons, demands and what becomes of a deal."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hansa import clock, current_scope
from plugins.leads.routing import editions
from plugins.policies.api import Compiled, chosen, kind_of

KIND = "leads.routing"
Terms = Mapping[str, Any]


def policy_at(moment: datetime) -> Compiled:
    """Return the routing policy in force, or the default one."""
    found: Compiled = chosen(kind_of(KIND), moment).compiled
    return found


def of(policy: Compiled, lead: Mapping[str, Any]) -> dict[str, Any]:
    """Return the terms for a lead with these facts as plain data."""
    limits = [_limit(row) for row, test in policy["limits"] if test is None or test(lead) is True]
    return {
        "version": policy.number, "calendar": policy.calendar, "limits": limits, "reasons": list(policy["reasons"]),
        "asks": list(policy["asks"]), "claims": policy["claims"], "credit_percent": policy.document["credit_percent"],
        "most_rounds": policy["most_rounds"], "then": policy["then"], "protects": policy["protects"],
    }  # fmt: skip


def kept(terms: Terms) -> str:
    """Keep terms with the offers that came under them, so that a new version changes none of them; return their digest."""
    digest = editions.digest_of(terms)
    editions.kept(digest, lambda: terms)
    return digest


def read(digest: str) -> Terms:
    """Return the terms of an offer; of one without, none."""
    if not digest:
        return {}
    found: Terms = current_scope().program.cache.get(("leads.terms", digest), lambda: editions.edition(digest))
    return found


def now() -> Compiled:
    return policy_at(clock.now())


def _limit(row: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in row.items() if name != "when"}
    return {**plain, "before": _numbers(row.get("before")), "after": _numbers(row.get("after")), "until": list(row["until"])}


def _numbers(text: str | None) -> list[int]:
    return [int(part) for part in (text or "").split(",") if part.strip()]
