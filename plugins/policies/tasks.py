"""Why this plugin may look behind the wall, in words."""

from hansa import SystemTask

READ = "policies.read"
DECIDE = "policies.decide"
WHY = "policies.why"
KEEP = "policies.keep"
TASKS = [
    SystemTask(READ, "Engines read policies, calendars and facts, which are the vendor's; what a partner is told is the engine's affair."),
    SystemTask(DECIDE, "What an engine decided on a partner's request is stored where only staff reads it."),
    SystemTask(WHY, "A partner reads of its own decisions what their kind declares open; the rest stays closed."),
    SystemTask(KEEP, "What measures count is compared with the records and added up, whoever made them."),
]
