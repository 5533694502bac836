"""What the demo shows of rebates."""

from hansa.demo import people
from plugins.rebates.demo import programs, settled


def load() -> None:
    """Fill rebates of the active program."""
    crowd = people()
    programs.load(next(scope for scope in crowd[None] if "manager" in scope.actor.roles))
    settled.load(crowd)
