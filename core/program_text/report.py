"""A plan in lines people read: `+` added, `~` changed, `-` removed, and below it what is not safe."""

import json
from collections.abc import Iterator
from typing import Any

from core.audit import jsonable
from core.i18n import _
from core.program_text.document import Plan
from core.program_text.section import Change

SIGNS = {"add": "+", "change": "~", "remove": "-"}
SHOWN = 120
"""Characters of a value that are shown."""


def lines(plan: Plan) -> Iterator[str]:
    """Yield the lines of a plan; one line when there is nothing in it."""
    if plan.created:
        yield f"+ {_('program %(slug)s', slug=plan.slug)}"
    for change in plan.changes:
        yield f"{SIGNS[change.kind]} {change.path}: {values(change)}"
        if change.unsafe:
            yield f"    ! {change.unsafe}"
    if not plan.changes and not plan.created:
        yield _("Nothing to change.")


def values(change: Change) -> str:
    """Return the values of a change in short."""
    if change.kind == "change":
        return f"{brief(change.before)} → {brief(change.after)}"
    return brief(change.after if change.kind == "add" else change.before)


def brief(value: Any) -> str:
    """Return a value on one line, cut where it is long."""
    text = json.dumps(jsonable(value), ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
