"""Why the ledger looks behind the wall, also in a partner's request."""

from hansa import N_, SystemTask

POST = "ledger.post"
READ = "ledger.read"
TASKS = [
    SystemTask(POST, N_("All legs of a posting are written together, the vendor's among them; the partner meets its own account only.")),
    SystemTask(READ, N_("Read the lines of an account the actor was shown, and the limit that holds for it, without the other legs.")),
]
