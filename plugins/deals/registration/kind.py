"""The kind of policy that decides about registrations."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from hansa import N_
from plugins.deals.registration.engine import VERSION, engine
from plugins.deals.registration.policy import DEFAULT, RESULTS, VALUES, RegistrationPolicy
from plugins.deals.registration.vocabulary import PARTNER_FACTS, vocabularies
from plugins.deals.settings import KEYS, settings
from plugins.policies.api import Compiled, Finding, InForce, PolicyKind, chosen

UNKNOWN_PART = N_("A deal has no field “%(name)s”.")
TELLS = N_(
    "Partners are to read “received, under review” whatever we know. But what is approved at once shows that nobody else has registered the "
    "customer, and what is not shows that somebody has: by registering, a partner finds out what others work on. Let a person decide, or accept that "
    "this is told (setting “What a partner learns when it registers”)."
)
ALWAYS = ("customer", "products")
UNSURE = ("possible", "related")
"""Who a person is asked about, unless the policy counts them as the same customer."""


def _check(policy: Compiled) -> Iterable[Finding]:
    """The key names fields that deals have; what is approved without a person does not tell who else registered."""
    facts = vocabularies()[""]
    for name in _named(policy):
        if name not in ALWAYS and f"deal.{name}" not in facts:
            yield Finding("error", "unknown-field", UNKNOWN_PART, "/key", params={"name": name})
    if policy["automatic"] is not None and settings()["disclosure"] == "review" and _holds_back(policy):
        yield Finding("warning", "approval-tells", TELLS, "/automatic")


def _holds_back(policy: Compiled) -> bool:
    """Tell whether a registration that would be approved without a person is not, because others are for the same."""
    counts_all = "customer" not in key_of(policy) or set(policy["counts"]) >= set(UNSURE)
    takes_all = policy["not_first"] == "accept" and counts_all
    return not takes_all or asks_for_others(policy["automatic"].rule.names)


def asks_for_others(names: Collection[str]) -> bool:
    """Tell whether any of the facts is one about other registrations for the same."""
    return any(name == "order" or name.startswith("key.") for name in names)


def _named(policy: Compiled) -> tuple[str, ...]:
    return tuple(part for part in (policy["key"] or "").split(", ") if part)


REGISTRATION = PolicyKind(
    key="deals.registration", label=N_("Deal registration"), schema=RegistrationPolicy, engine=engine, engine_version=VERSION,
    help=N_("Who may register what, what is unique, how long it is protected, and what it gives."),
    anchor=N_("The version in force when a registration is submitted decides about it to its end, unless that version says otherwise."),
    facts=vocabularies, check=_check, default=DEFAULT, results=RESULTS, values=VALUES, partner_facts=PARTNER_FACTS,
)  # fmt: skip


def version_of(deal: Any, now: datetime) -> tuple[InForce, datetime]:
    """Return the version a registration is under, and the moment that chose it: its submission, or, where that version says so, now."""
    anchor = deal.submitted_at or now
    found = chosen(REGISTRATION, anchor)
    return (chosen(REGISTRATION, now), now) if found.compiled["governs"] == "step" else (found, anchor)


def policy_of(deal: Any, now: datetime) -> Compiled:
    """Return the policy a registration is under."""
    return version_of(deal, now)[0].compiled


def key_of(policy: Compiled) -> tuple[str, ...]:
    """Return the names of what is unique."""
    return _named(policy) or KEYS[settings()["uniqueness"]]
