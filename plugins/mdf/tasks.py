"""Why market funds look behind the wall, in words."""

from hansa import N_, SystemTask

SPEND, ACCRUE, COMPARE, REPORT = "mdf.spend", "mdf.accrue", "mdf.compare", "mdf.report"

TASKS = [
    SystemTask(SPEND, N_("A partner's request takes money of its own fund: the layers are locked, and read whatever the region of who acts.")),
    SystemTask(ACCRUE, N_("Funds grow by the figures of all partners, and idle money goes back to the budget it came from.")),
    SystemTask(COMPARE, N_("Proof is compared with what all partners have shown; only the vendor's people learn of it.")),
    SystemTask(REPORT, N_("What the activities of a kind brought is told as one figure over many partners, from so many on that nobody is recognised.")),
]  # fmt: skip
