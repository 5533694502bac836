"""The kind of policy a rebate program is, and the words its rules may use."""

from typing import Any

from hansa import N_, current_scope, entity_of, facts, rules
from plugins.orders.api import LINE
from plugins.policies.api import PolicyKind, custom_vocabulary, metric_facts
from plugins.rebates.engine.engine import ENGINE_VERSION, engine
from plugins.rebates.engine.firsts import FACTS
from plugins.rebates.program import checking, packing
from plugins.rebates.program.document import RebatePolicy
from plugins.rebates.program.words import RESULTS

KEY = "rebates.program"
PERIOD = rules.Facts(
    {
        "period.starts_on": rules.Fact(rules.DATE, N_("First day of the period"), fixed=True),
        "period.ends_on": rules.Fact(rules.DATE, N_("Last day of the period"), fixed=True),
        "period.number": rules.Fact(rules.INTEGER, N_("Number of the period in its year"), fixed=True),
        "enrolled": rules.Fact(rules.BOOL, N_("Takes part")), "enrolment.joined_on": rules.Fact(rules.DATE, N_("Takes part from")),
        "enrolment.left_on": rules.Fact(rules.DATE, N_("Takes part until")), "enrolment.accepted_on": rules.Fact(rules.DATE, N_("Terms accepted on")),
        "given": rules.Fact(rules.NUMBER, N_("Target that was set")), "given.accepted_on": rules.Fact(rules.DATE, N_("Day the target was accepted")),
        "baseline.correction": rules.Fact(rules.NUMBER, N_("Correction of the baseline that was agreed")),
        "presence": rules.Fact(rules.NUMBER, N_("Part of the period the partner was there")),
    }
)  # fmt: skip
EVENTS = rules.Facts(
    {
        "period.starts_on": PERIOD["period.starts_on"], "period.ends_on": PERIOD["period.ends_on"],
        "stated_on": rules.Fact(rules.DATE, N_("Day the statement was issued")),
        "signed_on": rules.Fact(rules.DATE, N_("Day it was signed, or a part that is not disputed goes out")),
        "approved_on": rules.Fact(rules.DATE, N_("Day the payout was approved")),
    }
)  # fmt: skip
OF_LINES = rules.Facts({"line.days_to_pay": rules.Fact(rules.INTEGER, N_("Days from the invoice to its payment"))}) | FACTS
"""What lines know beside their fields."""


def vocabularies() -> dict[str, rules.Facts]:
    """Return what rules may ask: of a partner on any day (`kept`) and for a period, of a line, and of a program as a whole; made once
    for what the program keeps as facts."""
    scope, own, people = current_scope(), custom_vocabulary("partner"), custom_vocabulary("person")
    kept = tuple(sorted((name, fact.type.name) for name, fact in (own | people).items()))
    return scope.program.cache.get(("rebates.vocabulary", scope.reach, kept), lambda: _vocabularies(own, people))


def _vocabularies(own: rules.Facts, people: rules.Facts) -> dict[str, rules.Facts]:
    fields = facts.facts_of(entity_of("core.partner"), "partner")
    kept = fields | rules.Facts({name: fact for name, fact in own.items() if name not in fields})
    known = kept | metric_facts() | PERIOD
    return {"kept": kept, "partner": known, "program": known, "person": people, "line": facts.facts_of(LINE, "line") | OF_LINES, "days": EVENTS}


def _more() -> dict[str, Any]:
    return {"dump": packing.dump, "read": packing.read, "check": checking.check, "read_by_database": frozenset({"line"})}


PROGRAM = PolicyKind(
    key=KEY, label=N_("Rebate program"), schema=RebatePolicy, engine=engine, engine_version=ENGINE_VERSION, several=True,
    help=N_("Money back for what partners buy or sell: who takes part, what is counted over which periods, what is paid on it."),
    anchor=N_("The last day of the period; its first day where the version in force then says so."),
    facts=vocabularies, results=RESULTS, partner_results=("*",), partner_reasons=("*",), partner_values=("*",),
    **_more(),
)  # fmt: skip
