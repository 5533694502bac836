"""The way of price lists and promotions to the shelf and off it."""

from collections.abc import Callable, Mapping
from typing import Any

from hansa import N_, State, Transition, Workflow, clock
from plugins.catalog.words import SHELF

Values = Mapping[str, Any]
Check = Callable[[Any, Values], None]


def _published(record: Any, values: Values) -> Values:
    """On the shelf from now, or from the later moment it is announced for; for every tier at once."""
    now, planned = clock.now(), getattr(record, "starts_at", None)
    return {"shelf_at": max(now, planned) if planned else now, "ended_at": None}


def _withdrawn(record: Any, values: Values) -> Values:
    return {"ended_at": clock.now()}


def shelf(check: Check, edits: tuple[str, ...]) -> Workflow:
    """Return the workflow of something that goes on the shelf; `edits` may still be changed there."""
    return Workflow(
        states=(
            State("draft", SHELF["draft"], discard=True),
            State("published", SHELF["published"], "waiting", staff_edits=edits),
            State("withdrawn", SHELF["withdrawn"], "done"),
        ),
        transitions=(
            Transition(
                "publish", N_("Publish"), ("draft",), "published", kind="primary", icon="send", check=check, effects=_published,
                confirm=N_("It counts for everybody it is for at once, or from the moment it says."),
            ),
            Transition(
                "withdraw", N_("Withdraw"), ("published",), "withdrawn", permission="publish", kind="bad", icon="circle-minus", effects=_withdrawn,
                confirm=N_("From now on it no longer counts. Prices of the past stay what they were."),
            ),
        ),
    )  # fmt: skip
