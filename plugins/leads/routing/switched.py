"""Since when each rule is on: it sees what was created or changed after it was switched on, unless it is for older leads on purpose."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from hansa import current_scope
from plugins.leads.offers.terms import KIND
from plugins.policies.api import Compiled, begun, kind_of


def on_since(policy: Compiled, moment: datetime) -> Mapping[str, datetime]:
    """Return when each rule of the version in force was switched on: with the first of the versions in a row that have it.

    Rules that are not named were there from the start.
    """
    key = ("leads.switched", policy.slug, policy.number)
    known: Mapping[str, datetime] = current_scope().program.cache.get(key, lambda: _read(policy.slug, moment))
    return known


def _read(slug: str, moment: datetime) -> dict[str, datetime]:
    on: dict[str, datetime | None] = dict.fromkeys(_names(kind_of(KIND).default))
    for version in begun(KIND, slug, moment):
        on = {name: on.get(name, version.effective_from) for name in _names(version.document)}
    return {name: since for name, since in on.items() if since is not None}


def _names(document: Mapping[str, Any]) -> Iterable[str]:
    return [row["name"] for row in document["rules"]]


def late(policy: Compiled, on: Mapping[str, datetime], lead: Any) -> tuple[str, ...]:
    """Return the rules that came after a lead was created or last changed. One that was offered already is not left behind."""
    touched = lead.touched_at
    if lead.rounds or all(touched >= since for since in on.values()):
        return ()
    return tuple(
        rule.name
        for rule in policy["rules"]
        if rule.since is None and not rule.backfill and rule.name in on and touched < on[rule.name]
    )
