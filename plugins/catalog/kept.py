"""What hardly changes, the families and the authorisation rules: read once for a revision of the program, and kept in memory."""

import weakref
from collections.abc import Callable
from typing import Any, TypeVar

from hansa import after_commit, current_scope, db, program_changed

_CHANGED = "catalog.changed"
Found = TypeVar("Found")


def kept(name: str, read: Callable[[], Found]) -> Found:
    """Return what was read under a name. What a unit reads of its own changes is not kept: it may still be undone."""
    if _changing():
        return read()
    known = _known()
    if name not in known:
        known[name] = read()
    found: Found = known[name]
    return found


def forget() -> None:
    """Have every process read anew once the running unit is done; the unit itself from now on."""
    program_changed()
    db.session().info[_CHANGED] = weakref.ref(db.session().get_transaction())
    after_commit(_known().clear)


def _changing() -> bool:
    """Tell whether the running transaction changed what is kept."""
    changed = db.session().info.get(_CHANGED)
    return changed is not None and changed() is not None and changed() is db.session().get_transaction()


def _known() -> dict[str, Any]:
    return current_scope().program.cache.get(("catalog", "kept"), dict)
