"""The facts a registration policy may read."""

from collections.abc import Mapping

from hansa import N_, current_scope, entity_of, facts, open_names, rules
from plugins.policies.api import custom_vocabulary

STEPS = (
    ("submit", N_("Submission")),
    ("approve", N_("Approval")),
    ("extend", N_("Extension")),
    ("reinstate", N_("Extension after the end")),
    ("progress", N_("Progress")),
)
SETTINGS = {
    "setting.protection_days": N_("Days of protection (setting)"),
    "setting.extension_days": N_("Days of an extension (setting)"),
    "setting.max_extensions": N_("Extensions of one deal (setting)"),
    "setting.review_days": N_("Days in which we decide (setting)"),
}
COUNTED = {
    "order": N_("Place in the order of submission among those for the same; 1 is the first"),
    "extensions": N_("Extensions so far"),
    "days_left": N_("Days of protection left"),
    "key.live": N_("Open registrations of others for the same"),
    "key.protected": N_("Protections of others for the same"),
    "key.own": N_("Open registrations of the partner for the same"),
    "key.possible": N_("Open registrations of others that may be for the same"),
    "key.registrations": N_("Registrations ever made under the same key"),
    "key.won": N_("Those of them that were won"),
    "key.lost": N_("Those of them that were lost"),
    "key.rejected": N_("Those of them that were rejected"),
    "key.expired": N_("Those of them whose protection ended"),
    "own.protections": N_("Protections the partner has now"),
    "key.elsewhere": N_("Records of other kinds and others for the same customer, like leads"),
    "own.won": N_("Deals the partner has won"),
    "own.ended": N_("Registrations of the partner that came to an end, won ones included"),
    "own.same_won": N_("Deals the partner has won for the same"),
    "deal.units": N_("Units of all lines"),
    "evidence.files": N_("Files of the registration"),
    "evidence.used": N_("Files of it that were used elsewhere before"),
}
DAYS = {
    "today": N_("Today"),
    "submitted_on": N_("Day of submission"),
    "decided_on": N_("Day of the decision"),
    "protected_until": N_("Last day of protection"),
    "window_until": N_("Last day of the window without progress and silence"),
    "activity_on": N_("Day of the last reported progress"),
    "own.same_until": N_("Last day of the partner's protection for the same that ended before"),
}
OWN_SAME = frozenset({"own.same_won", "own.same_until"})
PARTNER_FACTS = (
    "deal.*", "partner.*", "setting.*", "has_distributor", "today", "submitted_on", "decided_on", "protected_until", "activity_on", "extensions", "days_left",
    "own.*", "evidence.files", "evidence.kinds", "step",
)  # fmt: skip
"""What a partner may see of the facts of its decisions: its own, and nothing that depends on others or is its distributor's."""


def common() -> rules.Facts:
    """Return the facts that every program has, beside those of the deal, the partner and the customer."""
    whole = {name: rules.Fact(rules.INTEGER, label) for name, label in {**COUNTED, **SETTINGS}.items()}
    days = {name: rules.Fact(rules.DATE, label) for name, label in DAYS.items()}
    return rules.Facts(
        {
            **whole, **days,
            "step": rules.Fact(rules.TEXT, N_("What is decided"), choices=STEPS),
            "has_distributor": rules.Fact(rules.BOOL, N_("The partner registers through a distributor")),
            "customer_choice": rules.Fact(rules.BOOL, N_("The customer chose this partner in writing")),
            "evidence.kinds": rules.Fact(rules.TEXTS, N_("Kinds of the files")),
            "deal.products": rules.Fact(rules.TEXTS, N_("Products")),
        }
    )  # fmt: skip


def vocabularies() -> Mapping[str, rules.Facts]:
    """Return the facts of the active program: custom fields of deals and partners, and what it declared about partners and customers."""
    own = facts.facts_of(entity_of("deals.deal"), "deal")
    declared = current_scope().program.cache.get(("deals-declared",), _declared)
    partner = rules.Facts({name: fact for name, fact in of_partner().items() if name not in declared})
    return {"": common() | own | partner | declared}


def _declared() -> rules.Facts:
    return custom_vocabulary("partner") | custom_vocabulary("partner", "distributor") | custom_vocabulary("customer")


def of_partner() -> rules.Facts:
    """Return what rules may ask of the partner's own record: the fields all its readers get, but under whom it stands."""
    entity = entity_of("core.partner")
    open_to_all = {f"partner.{name}" for name in (open_names(entity) | {"number"}) - {"parent_id"}}
    return rules.Facts({name: fact for name, fact in facts.facts_of(entity, "partner").items() if name in open_to_all})
