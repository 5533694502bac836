"""Whether something is for a buyer, and if not, in which respect."""

from collections.abc import Mapping
from typing import Any, Protocol

from hansa import N_, current_scope, rules, typed_list
from plugins.catalog.price.vocabulary import buyer_vocabulary
from plugins.catalog.quoting.buyers import Buyer
from plugins.catalog.words import PARTNER_KINDS

KIND_NAMES = dict(PARTNER_KINDS)
MISSES: Mapping[str, str] = {
    "partner": N_("It is for another partner."),
    "kind": N_("It is for other kinds of partners."),
    "tier": N_("It needs the tier %(wanted)s."),
    "region": N_("It is for other regions."),
    "country": N_("It is for other countries."),
    "condition": N_("A condition of the program is not met."),
}


class For(Protocol):
    """What has an audience."""

    kinds: Any
    tiers: Any
    regions: Any
    countries: Any
    for_partner_id: Any
    condition: Any


def missed(row: For, buyer: Buyer) -> tuple[str, Mapping[str, str]] | None:
    """Return the first respect in which something is not for a buyer, with what it would take; None when it is for it."""
    if row.for_partner_id is not None and row.for_partner_id != buyer.id:
        return "partner", {}
    if row.kinds and buyer.kind not in row.kinds:
        return "kind", {}
    for name, wanted, own in (
        ("region", row.regions, buyer.region),
        ("country", row.countries, buyer.country),
        ("tier", row.tiers, buyer.tier),
    ):
        if wanted and own.casefold() not in [word.casefold() for word in typed_list(wanted)]:
            return name, {"wanted": ", ".join(typed_list(wanted))}
    if row.condition and holds(row.condition, buyer.facts) is not True:
        return "condition", {}
    return None


def holds(text: str, facts: Mapping[str, Any]) -> bool | None:
    """Ask a condition about a buyer; unknown, also when a fact it names is no longer declared, is not yes."""
    vocabulary = buyer_vocabulary()
    kept = tuple(sorted((name, fact.type.name) for name, fact in vocabulary.items()))
    rule = current_scope().program.cache.get(("catalog.condition", text, kept), lambda: _parsed(text, vocabulary))
    return None if rule is None else rule({name: facts.get(name) for name in rule.names})


def _parsed(text: str, vocabulary: rules.Facts) -> rules.Expression | None:
    try:
        return rules.parse(text, vocabulary)
    except rules.RuleError:
        return None
