"""The kind of policy that makes levels, and the words its rules may use."""

from hansa import N_, current_scope, entity_of, facts, rules
from plugins.policies.api import PolicyKind, custom_vocabulary, metric_facts
from plugins.tiering.engine.engine import ENGINE_VERSION, engine
from plugins.tiering.policy import checking, packing
from plugins.tiering.policy.document import LevelsPolicy
from plugins.tiering.policy.words import RESULTS, VALUES

KEY = "tiering.levels"
STANDINGS = rules.Facts(
    {
        "track": rules.Fact(rules.TEXT, N_("Track")), "level": rules.Fact(rules.TEXT, N_("Level")),
        "rank": rules.Fact(rules.INTEGER, N_("Rank")), "since": rules.Fact(rules.DATE, N_("Since")),
    }
)  # fmt: skip
PEOPLE = rules.Facts(
    {
        "person": rules.Fact(rules.TEXT, N_("Person")), "certificates": rules.Fact(rules.INTEGER, N_("Certificates")),
        "names": rules.Fact(rules.TEXTS, N_("Names of the certificates")),
    }
)  # fmt: skip
EVENT = rules.Facts(
    {
        "ref": rules.Fact(rules.TEXT, N_("Reference")), "kind": rules.Fact(rules.TEXT, N_("Kind of event")),
        "category": rules.Fact(rules.TEXT, N_("Category")), "attribute": rules.Fact(rules.TEXT, N_("Attribute")),
        "amount": rules.Fact(rules.NUMBER, N_("Amount")), "on": rules.Fact(rules.DATE, N_("Earned on")),
        "begun_on": rules.Fact(rules.DATE, N_("Begun on")), "until": rules.Fact(rules.DATE, N_("Counts until")),
    }
)  # fmt: skip
OWN = rules.Facts(
    {
        "day": rules.Fact(rules.DATE, N_("Day of the review"), fixed=True), "level": rules.Fact(rules.TEXT, N_("Present level")),
        "since": rules.Fact(rules.DATE, N_("Since")), 
        "enrolled": rules.Fact(rules.BOOL, N_("Has joined the program")), "invited": rules.Fact(rules.TEXTS, N_("Invited to")),
        "standings": rules.Fact(rules.rows(STANDINGS), N_("Levels in other tracks")), "people": rules.Fact(rules.rows(PEOPLE), N_("Certified people")),
        "events": rules.Fact(rules.rows(EVENT), N_("What was earned")),
    }
)  # fmt: skip


def vocabularies() -> dict[str, rules.Facts]:
    """Return what rules may ask: of a partner, and of one event; made once for what the program keeps as facts."""
    scope, own = current_scope(), custom_vocabulary("partner")
    kept = tuple(sorted((name, fact.type.name) for name, fact in own.items()))
    return scope.program.cache.get(("tiering.vocabulary", scope.reach, kept), lambda: _vocabularies(own))


def _vocabularies(own: rules.Facts) -> dict[str, rules.Facts]:
    partner = facts.facts_of(entity_of("core.partner"), "partner")
    more = rules.Facts({name: fact for name, fact in own.items() if name not in partner})
    return {"partner": partner | more | OWN | metric_facts(), "event": EVENT.under("event")}


LEVELS = PolicyKind(
    key=KEY, label=N_("Partner levels"), schema=LevelsPolicy, engine=engine, engine_version=ENGINE_VERSION, several=True,
    help=N_("A ladder of levels: what each asks to earn and to keep it, when it is reviewed, what it gives. One for each dimension or track."),
    anchor=N_("The day of the review."), facts=vocabularies, check=checking.check, results=RESULTS, values=VALUES, dump=packing.dump,
    read=packing.read, partner_results=("*",), partner_reasons=("*",),
    partner_values=("level", "before", "direction", "next", "counted", "points", "earned_points", "figures", "owed", "paused"), partner_facts=("day", "level", "since"),
)  # fmt: skip
