"""The kind of policy that routes leads, and the words its rules may use."""

from hansa import N_, current_scope, entity_of, facts, rules
from plugins.leads.offers.terms import KIND
from plugins.leads.routing import packing
from plugins.leads.routing.engine import ENGINE_VERSION, RESULTS, engine
from plugins.leads.routing.policy import DEFAULT, RoutingPolicy
from plugins.policies.api import PolicyKind, custom_vocabulary

FIT = rules.Facts(
    {
        "fit.offers": rules.Fact(rules.INTEGER, N_("Offers of this product so far")),
        "fit.accepts": rules.Fact(rules.INTEGER, N_("Accepted offers of this product")),
        "fit.declines": rules.Fact(rules.INTEGER, N_("Declined offers of this product")),
        "fit.wins": rules.Fact(rules.INTEGER, N_("Won leads of this product")),
    }
)


def vocabularies() -> dict[str, rules.Facts]:
    """Return what rules may ask: of the lead alone, and of lead and partner together; made once for what the program keeps as facts."""
    scope, own = current_scope(), custom_vocabulary("partner")
    kept = tuple(sorted((name, fact.type.name) for name, fact in own.items()))
    return scope.program.cache.get(("leads.vocabulary", scope.reach, kept), lambda: _vocabularies(own))


def _vocabularies(own: rules.Facts) -> dict[str, rules.Facts]:
    lead = facts.facts_of(entity_of("leads.lead"), "lead")
    partner = facts.facts_of(entity_of("core.partner"), "partner")
    more = rules.Facts({name: fact for name, fact in own.items() if name not in partner})
    return {"lead": lead, "offer": lead | partner | more | FIT}


ROUTING = PolicyKind(
    key=KIND,
    label=N_("Distribution of leads"),
    help=N_("Who gets a lead, what a partner sees before it accepts, how long it has."),
    anchor=N_("The moment a lead is routed."),
    schema=RoutingPolicy,
    engine=engine,
    engine_version=ENGINE_VERSION,
    facts=vocabularies,
    default=DEFAULT,
    results=RESULTS,
    dump=packing.dump,
    read=packing.read,
)
