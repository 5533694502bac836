"""What can be wrong with the declaration of a workflow; asked at boot."""

from collections.abc import Iterator
from typing import Any

from core.workflow.machine import Workflow


def faults(flow: Workflow, columns: Any) -> Iterator[str]:
    """Yield every fault of a declaration for a table with these columns."""
    if flow.field not in columns:
        yield f"the model has no column {flow.field!r}"
    yield from _twice("state", [state.key for state in flow.states])
    yield from _twice("transition", [move.name for move in flow.transitions])
    yield from _unknown(flow)
    if not list(_unknown(flow)):
        yield from _dead_ends(flow)


def _twice(what: str, names: list[str]) -> Iterator[str]:
    yield from (f"the {what} {name!r} is declared twice" for name in sorted({n for n in names if names.count(n) > 1}))


def _unknown(flow: Workflow) -> Iterator[str]:
    states, moves = set(flow.by_key), {move.name for move in flow.transitions}
    for move in flow.transitions:
        yield from (f"transition {move.name!r} names the unknown state {s!r}" for s in (*move.sources, move.target) if s not in states)
    for rule in flow.approvals:
        if rule.transition not in moves:
            yield f"an approval names the unknown transition {rule.transition!r}"
        if not rule.roles and rule.mode != "any":
            yield f"the approval of {rule.transition!r} waits for several and names no role"
    for timer in flow.timers:
        yield from (f"timer {timer.key!r} names the unknown state {s!r}" for s in timer.states if s not in states)
        if timer.on_expiry not in moves:
            yield f"timer {timer.key!r} names the unknown transition {timer.on_expiry!r}"


def _dead_ends(flow: Workflow) -> Iterator[str]:
    for state in flow.states:
        ways = flow.leaving(state.key)
        if state.kind == "done" and ways:
            yield f"state {state.key!r} is done and has a way out: {ways[0].name!r}"
        if state.kind != "done" and not ways:
            yield f"there is no way out of the state {state.key!r}"
    yield from (f"state {key!r} cannot be reached" for key in flow.by_key if key not in _reached(flow))
    for timer in flow.timers:
        sources = flow.transition(timer.on_expiry).sources
        yield from (f"timer {timer.key!r}: {timer.on_expiry!r} does not leave the state {s!r}" for s in timer.states if s not in sources)


def _reached(flow: Workflow) -> set[str]:
    found, left = set(), [flow.initial]
    while left:
        state = left.pop()
        if state not in found:
            found.add(state)
            left += [move.target for move in flow.leaving(state)]
    return found
