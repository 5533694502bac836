"""A plugin that decides by a policy: terms for registrations, with every kind of field a policy may have."""

from collections.abc import Mapping
from typing import Any

from hansa import PluginInfo, hookimpl, rules
from plugins.policies.api import (
    Bands,
    Clauses,
    Compiled,
    DateRule,
    Formula,
    Outcome,
    PolicyKind,
    PolicySchema,
    Reason,
    Rule,
    Table,
    Undefined,
)

PLUGIN = PluginInfo("terms", "Terms", version="1.0", requires=("policies",))

FACTS = rules.Facts(
    {
        "deal.amount": rules.Fact(rules.money("EUR"), "Amount"),
        "deal.units": rules.Fact(rules.INTEGER, "Units"),
        "deal.kind": rules.Fact(rules.TEXT, "Kind", choices=(("new", "New"), ("renewal", "Renewal"), ("tender", "Tender"))),
        "deal.region": rules.Fact(rules.TEXT, "Region"),
        "deal.closes": rules.Fact(rules.DATE, "Closes"),
        "deal.submitted": rules.Fact(rules.DATE, "Submitted"),
        "deal.urgent": rules.Fact(rules.BOOL, "Urgent"),
        "deal.discount": rules.Fact(rules.PERCENT, "Discount"),
        "partner.tier": rules.Fact(rules.TEXT, "Tier", choices=(("gold", "Gold"), ("silver", "Silver"), ("bronze", "Bronze"))),
        "partner.people": rules.Fact(rules.INTEGER, "People"),
        "partner.skills": rules.Fact(rules.TEXTS, "Skills"),
        "partner.since": rules.Fact(rules.DATE, "Since"),
        "partner.invited": rules.Fact(rules.BOOL, "Invited", required=True),
    }
)
RESULTS = (("approve", "Approved"), ("refuse", "Refused"), ("review", "For review"))


class TermsSchema(PolicySchema):
    minimum = Rule(label="Minimum", order=1)
    eligible = Rule(label="Eligible partners", missing="no", order=2)
    protection = DateRule(start="deal.submitted", length="90", label="Protection", order=3)
    sizes = Bands(values={"percent": rules.PERCENT}, label="Sizes", order=4)
    checks = Clauses(results=RESULTS, values={"percent": rules.PERCENT}, label="Checks", order=5)
    verdict = Clauses(results=RESULTS, complete=True, choose="first", label="Verdict", order=6)
    rates = Table(keys={"tier": rules.TEXT}, values={"percent": rules.PERCENT}, label="Rates", order=7)
    bonus = Formula(expect=(rules.NUMBER, rules.PERCENT, rules.INTEGER), label="Bonus", order=8)


def engine(policy: Compiled, facts: Mapping[str, Any]) -> Outcome:
    """Refuse below the minimum, then by what stands against it, else approve with values."""
    run = policy.run(facts)
    reasons: list[Reason] = []
    minimum = run.test("minimum")
    if minimum is not True:
        reasons.append(Reason("below_minimum" if minimum is False else "ask", "block", "Below the minimum of this program.", rule="/minimum"))
    reasons += [match.reason for match in run.clauses("checks")]
    verdicts = run.clauses("verdict")
    reasons += [match.reason for match in verdicts]
    band, until = run.band("sizes"), run.until("protection")
    values: dict[str, Any] = {"bonus": run.figure("bonus"), "until": until.last_day if until else None}
    values["percent"] = band if isinstance(band, Undefined) else None if band is None else band["percent"]
    refused = any(reason.kind == "block" for reason in reasons)
    result = "refuse" if refused else verdicts[0].result if verdicts else "approve"
    return run.outcome(result, reasons, **values)


DEFAULT = {"minimum": "deal.amount >= 1000"}
TERMS = PolicyKind(
    key="terms.registration", label="Registration terms", schema=TermsSchema, engine=engine, anchor="The day it was submitted.",
    facts=lambda: {"deal": FACTS}, default=DEFAULT, results=RESULTS, partner_results=("approve",), partner_reasons=("ok",),
    partner_values=("until",), partner_facts=("deal.*",),
)  # fmt: skip
CAMPAIGN = PolicyKind(
    key="terms.campaign", label="Campaign", schema=TermsSchema, engine=engine, facts=lambda: {"deal": FACTS}, several=True, results=RESULTS,
)  # fmt: skip


@hookimpl
def register_policies() -> list[PolicyKind]:
    return [TERMS, CAMPAIGN]
