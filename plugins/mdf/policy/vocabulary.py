"""The facts a fund policy may read."""

from collections.abc import Mapping

from hansa import N_, current_scope, entity_of, facts, open_names, rules
from plugins.policies.api import custom_vocabulary, metric_facts

STEPS = (
    ("request", N_("A request")), ("claim", N_("A claim")), ("accrue", N_("Accrual of a period")), ("year_end", N_("End of a year")),
    ("agreement_end", N_("End of the agreement")),
)  # fmt: skip
AMOUNTS = {
    "asked": N_("Amount asked, in all"), "available": N_("What the fund has available"), "approved": N_("Approved for the activity, not yet claimed"),
    "cost": N_("Cost, in all"), "reserved": N_("Kept for approved activities"),
}  # fmt: skip
DAYS = {
    "today": N_("Today"), "submitted_on": N_("Day of submission"), "claimed_on": N_("Day of the claim"), "activity_start": N_("First day of the activity"),
    "activity_end": N_("Last day of the activity"), "held_on": N_("Day it was held"), "complete_on": N_("Day all proof was there"),
    "period_start": N_("First day of the period"), "period_end": N_("Last day of the period"), "claim_by": N_("Last day to claim, as agreed"),
    "last_day": N_("Last day of the money, as agreed"),
}  # fmt: skip
COST = rules.Facts({"kind": rules.Fact(rules.TEXT, N_("Kind of cost")), "amount": rules.Fact(rules.NUMBER, N_("Cost"))})
PLAN = rules.Facts(
    {
        "kind": rules.Fact(rules.TEXT, N_("Kind of activity")), "asked": rules.Fact(rules.NUMBER, N_("Amount asked")),
        "cost": rules.Fact(rules.NUMBER, N_("Total cost")), "eligible": rules.Fact(rules.NUMBER, N_("Of which counts")),
        "starts_on": rules.Fact(rules.DATE, N_("First day")), "ends_on": rules.Fact(rules.DATE, N_("Last day")),
    }
)  # fmt: skip
OPEN_TO_PARTNERS = (*AMOUNTS, *DAYS, "step", "kind", "claims", "evidence", "costs", "activities", "partner.*", "metric.*", "late_allowed")


def vocabularies() -> Mapping[str, rules.Facts]:
    """Return the facts of the active program: what it declared about partners, its measures, and what a request or claim says."""
    declared = custom_vocabulary("partner")
    partner = rules.Facts({name: fact for name, fact in _of_partner().items() if name not in declared})
    return {"": _common() | partner | declared | metric_facts()}


def _common() -> rules.Facts:
    return current_scope().program.cache.get(("mdf.facts",), _made)


def _made() -> rules.Facts:
    amounts = {name: rules.Fact(rules.NUMBER, label) for name, label in AMOUNTS.items()}
    days = {name: rules.Fact(rules.DATE, label) for name, label in DAYS.items()}
    return rules.Facts(
        {
            **amounts, **days,
            "step": rules.Fact(rules.TEXT, N_("What is decided"), choices=STEPS),
            "kind": rules.Fact(rules.TEXT, N_("Kind of activity")),
            "claims": rules.Fact(rules.INTEGER, N_("Claims for the activity so far")),
            "evidence": rules.Fact(rules.TEXTS, N_("Proof that is there")),
            "late_allowed": rules.Fact(rules.BOOL, N_("Somebody let the late claim count")),
            "costs": rules.Fact(rules.rows(COST), N_("Costs by kind")),
            "activities": rules.Fact(rules.rows(PLAN), N_("Activities")),
        }
    )  # fmt: skip


def _of_partner() -> rules.Facts:
    """Return what rules may ask of the partner's own record: the fields all its readers get, but under whom it stands."""
    entity = entity_of("core.partner")
    open_to_all = {f"partner.{name}" for name in (open_names(entity) | {"number"}) - {"parent_id"}}
    return rules.Facts({name: fact for name, fact in facts.facts_of(entity, "partner").items() if name in open_to_all})
