"""For plugins: tell every process that the set-up of the active program has changed."""

from core.entities.scope import current
from core.programs.revisions import bump


def program_changed() -> None:
    """Call in the unit of any change to what is kept in the program's cache; it is built anew once the unit is done."""
    bump(current().program.id)
