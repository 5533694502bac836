"""What a partner knows of a lead: before acceptance what the mask allows, while it works on it everything, afterwards the mask again.

The copy is written here and nowhere else, straight onto the columns: the trail and the events say that it happened, never what
it holds, so that a consent that ends leaves nothing behind.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from hansa import _, behind, db, select
from plugins.leads.models import Lead
from plugins.leads.schemas import COPIED
from plugins.leads.tasks import READ


def told(lead: Any) -> dict[str, Any]:
    """Return what a lead says of itself."""
    return {name: getattr(lead, name) for name in COPIED}


def values_of(lead_id: Any) -> Mapping[str, Any]:
    """Return the same for a lead by its id; one statement behind the wall."""
    columns = [getattr(Lead, name) for name in COPIED]
    with behind(READ):
        return dict(db.session.execute(select(*columns).where(Lead.id == lead_id)).one()._mapping)


def preview(values: Mapping[str, Any], shown: Collection[str]) -> dict[str, Any]:
    """Return a copy that holds the fields that are shown; a topic that is not is called by the product."""
    found = {name: values[name] if name in shown else None for name in COPIED}
    return {**found, "title": found["title"] or found["product"] or _("A lead")}


def write(assignment: Any, values: Mapping[str, Any]) -> None:
    """Put values on a copy."""
    for name in COPIED:
        if getattr(assignment, name) != values[name]:
            setattr(assignment, name, values[name])


def reveal(assignment: Any, values: Mapping[str, Any]) -> None:
    """Give a partner everything: it has accepted."""
    write(assignment, values)


def conceal(assignment: Any, shown: Sequence[str] | None = None) -> None:
    """Leave a partner what it saw before it accepted, or less."""
    kept = assignment.preview if shown is None else shown
    write(assignment, preview({name: getattr(assignment, name) for name in COPIED}, kept))
