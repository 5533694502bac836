"""What the ledger does by itself."""

from typing import Any

from hansa import Job
from plugins.ledger.book.holds import expire_due


def let_go(program: Any) -> None:
    """Let go of holds whose time is over, a batch at a time."""
    expire_due()


JOBS = [Job("ledger.expire_holds", let_go, every="*/5 * * * *")]
