"""A workflow as data: states, who may move a record between them, who must agree first, what happens when time is up."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from core.errors import NotFound
from core.web.values.cells import StateLook
from schemas.base import EntitySchema

Record = Any
Values = Mapping[str, Any]
Edits = Collection[str] | Callable[[Record], Collection[str]] | None
"""Fields that may be changed: names, a function that names them, or None for every field."""

Side = Literal["partner", "staff", "anyone", "system"]


def _nothing(*given: Any) -> None:
    return None


def _no_change(record: Record, values: Values) -> Values:
    return {}


def _always(record: Record) -> bool:
    return True


def _nothing_more(record: Record) -> Collection[str]:
    return ()


def _never(record: Record) -> Sequence[datetime]:
    return ()


@dataclass(frozen=True)
class State:
    """Where a record can be. `open`: its owner works on it; `waiting`: it waits for somebody; `done`: it never changes again.

    `partner_edits` and `staff_edits` say what each side may change here. `note` says what the reader has to know first.
    `discard`: who may edit a record that never left this state may also delete it for good.
    """

    key: str
    look: StateLook
    kind: Literal["open", "waiting", "done"] = "open"
    partner_edits: Edits = ()
    staff_edits: Edits = None
    note: Callable[[Record], str | None] = _nothing
    discard: bool = False

    def edits(self, staff: bool) -> Edits:
        return () if self.kind == "done" else self.staff_edits if staff else self.partner_edits


@dataclass(frozen=True)
class Transition:
    """A move from one of `sources` to `target`, a button for those who may.

    `by`: the side that acts; `system` is for timers only. `permission`: the action word of the right it needs, by default
    its name. `input`: what the actor is asked; a field `reason` is kept in the history and read by the partner, a `File`
    becomes a file of the record (`kind` in its metadata says what it is). `demands`: the names of its fields that must be
    filled in for this record, beside those its schema requires.
    `guard`: cheap, of the record alone; returns why it is not possible now. `check`: in the unit, may ask the database,
    raises a Problem. `effects`: returns the values the move sets. `with_form`: also a button of the record's form.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    target: str
    by: Side = "staff"
    permission: str = ""
    input: type[EntitySchema] | None = None
    demands: Callable[[Record], Collection[str]] = _nothing_more
    guard: Callable[[Record], str | None] = _nothing
    check: Callable[[Record, Values], None] = _nothing
    effects: Callable[[Record, Values], Values] = _no_change
    confirm: str = ""
    help: str = ""
    kind: Literal["primary", "quiet", "bad"] = "quiet"
    icon: str = ""
    with_form: bool = False

    @property
    def right(self) -> str:
        return self.permission or self.name


@dataclass(frozen=True)
class Approval:
    """Before a transition happens, people of `roles` agree: any of them, one of each, or one of each in order.

    Without roles, whoever has the right of the transition agrees by making it. `chosen` may name other roles and another
    mode for a record; None keeps the declared ones.
    `deputies`: for a role, the roles that may stand in. `fields`: what is agreed to; a vote lapses when one changes, and
    who changed one last does not vote (nor does who created the record).
    """

    transition: str
    roles: tuple[str, ...] = ()
    mode: Literal["any", "all", "in_order"] = "any"
    when: Callable[[Record], bool] = _always
    deputies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: tuple[str, ...] = ()
    chosen: Callable[[Record], tuple[tuple[str, ...], str] | None] = _nothing

    def of(self, record: Record) -> "Approval":
        """Return the rule as it holds for a record."""
        found = self.chosen(record)
        return self if found is None else replace(self, roles=found[0], mode=found[1], chosen=_nothing)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Timer:
    """While a record is in one of `states`: at `due` it makes the transition `on_expiry`; at `reminders` it tells.

    A reminder is the event `<plugin>.<entity>.<reminder>`. A `due` of None sets no timer.
    """

    key: str
    states: tuple[str, ...]
    due: Callable[[Record], datetime | None]
    on_expiry: str
    reminders: Callable[[Record], Sequence[datetime]] = _never
    reminder: str = "reminder"


@dataclass(frozen=True)
class Workflow:
    """The states and moves of an entity. A new record is in the first state; `field` holds the state."""

    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    approvals: tuple[Approval, ...] = ()
    timers: tuple[Timer, ...] = ()
    field: str = "state"

    @property
    def initial(self) -> str:
        return self.states[0].key

    @cached_property
    def by_key(self) -> Mapping[str, State]:
        return {state.key: state for state in self.states}

    @cached_property
    def rights(self) -> tuple[str, ...]:
        """The action words people need for the transitions."""
        return tuple(dict.fromkeys(move.right for move in self.transitions if move.by != "system"))

    def state_of(self, record: Record) -> State:
        return self.by_key[getattr(record, self.field)]

    def transition(self, name: str) -> Transition:
        """Return the transition of this name; NotFound when there is none."""
        found = next((move for move in self.transitions if move.name == name), None)
        if found is None:
            raise NotFound()
        return found

    def leaving(self, state: str) -> list[Transition]:
        return [move for move in self.transitions if state in move.sources]

    def timers_of(self, state: str) -> list[Timer]:
        return [timer for timer in self.timers if state in timer.states]

    def approval_of(self, transition: str) -> Approval | None:
        return next((rule for rule in self.approvals if rule.transition == transition), None)
