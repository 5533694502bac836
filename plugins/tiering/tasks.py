"""Why this plugin looks behind the wall, in words."""

from hansa import SystemTask

READ, REVIEW, BENEFIT, SCORE = "tiering.read", "tiering.review", "tiering.benefit", "tiering.score"

TASKS = [
    SystemTask(READ, "A partner's page shows what its own figures give by a policy that is the vendor's; it reads of nobody else."),
    SystemTask(REVIEW, "A review writes what it found of each partner, and opens the changes that follow."),
    SystemTask(BENEFIT, "Prices, distribution and registration ask for the level of the partner they are about, whoever acts."),
    SystemTask(SCORE, "Partners read how many promises of the vendor are kept over all partners: one share, of nobody in particular."),
]
