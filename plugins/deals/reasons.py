"""Why a registration ended, as codes that can be counted."""

from hansa import N_

REJECTIONS = (
    ("duplicate-same-partner", N_("You have registered this already")),
    ("direct-engaged", N_("We are in direct contact with this customer")),
    ("not-authorised-product", N_("You are not authorised for this product")),
    ("out-of-territory", N_("Outside of your territory")),
    ("evidence-missing", N_("Evidence is missing")),
    ("incumbent-rule", N_("Another partner serves this customer")),
    ("policy-quota", N_("More protections than the partner may have")),
    ("customer-not-identified", N_("The customer could not be identified")),
    ("other", N_("Another reason")),
)
LOSSES = (
    ("price", N_("Price")),
    ("competitor", N_("Competitor")),
    ("no-budget", N_("No budget")),
    ("postponed", N_("Postponed by the customer")),
    ("other", N_("Another reason")),
)
INCOMPLETE, DISSOLVED, TWICE = "incomplete", "dissolved", "duplicate-same-partner"
NOT_FIRST = "duplicate-other-partner"
"""Of those that are put behind: they are not rejected, and come up again."""
BY_ITSELF = (
    (NOT_FIRST, N_("Registered by another partner before")),
    (INCOMPLETE, N_("Our question was not answered in time")),
    (DISSOLVED, N_("The protection was ended by the program")),
)
REASONS = tuple(dict((*REJECTIONS, *LOSSES, *BY_ITSELF)).items())
