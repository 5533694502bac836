"""The kind of policy that says who is in a segment."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, current_scope, entity_of, facts, fields, rules
from plugins.policies.document.compiled import Compiled
from plugins.policies.document.outcome import Outcome
from plugins.policies.document.parts import Rule
from plugins.policies.document.schema import PolicySchema
from plugins.policies.facts.knowing import declared
from plugins.policies.metrics.facts import metric_facts
from plugins.policies.segments.membership import KEY
from plugins.policies.versions.kinds import PolicyKind


class SegmentPolicy(PolicySchema):
    """The document of `policies.segment`: one condition over a partner."""

    members = Rule(facts="partner", missing="no", required=True, label=N_("Partners with"), order=1)
    column = fields.Boolean(load_default=True, label=N_("A column of the partner list"), order=2)


def engine(policy: Compiled, facts: Mapping[str, Any]) -> Outcome:
    """Say whether a partner is in the segment; one the condition cannot judge is not."""
    run = policy.run(facts)
    return run.outcome("inside" if run.test("members") else "outside")


def vocabularies() -> dict[str, rules.Facts]:
    """Return what a segment may ask of a partner: not for other segments, so that none depends on itself."""
    own = declared("partner")
    kept = tuple(sorted((name, fact.type.name) for name, fact in own.items()))
    return {"partner": current_scope().program.cache.get(("policies.segment", kept), lambda: _vocabulary(own))}


def _vocabulary(own: rules.Facts) -> rules.Facts:
    partner = facts.facts_of(entity_of("core.partner"), "partner")
    return partner | rules.Facts({name: fact for name, fact in own.items() if name not in partner}) | metric_facts()


SEGMENT = PolicyKind(
    key=KEY, label=N_("Segments of partners"), schema=SegmentPolicy, engine=engine, several=True, facts=vocabularies,
    help=N_("A condition with a name. Lists, prices, promotions and policies ask for it: \"key-accounts\" in partner.segments."),
    anchor=N_("The day the partner is asked about."), results=(("inside", N_("In the segment")), ("outside", N_("Not in the segment"))),
)  # fmt: skip
