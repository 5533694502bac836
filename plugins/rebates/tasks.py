"""Why this plugin looks behind the wall, in words."""

from hansa import SystemTask

KEEP, READ = "rebates.keep", "rebates.read"

TASKS = [
    SystemTask(KEEP, "Statements, payouts and lines of claims follow from periods and claims, and are written by nobody by hand."),
    SystemTask(READ, "A partner's page and its claims are measured by periods, price changes and settings that are the vendor's; a person reads its own rewards."),
]
