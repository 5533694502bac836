"""The scope: in which program, as whom. Every query of the session is judged by it."""

from contextvars import ContextVar, Token
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import ScopeError
from core.identity.actor import Actor

if TYPE_CHECKING:
    from core.programs.state import ProgramState


@dataclass(frozen=True, slots=True)
class Scope:
    """A program and an actor; `system` names the reason when the partner criterion is lifted.

    `steady`: no value of its statements changes which index serves them best, so PostgreSQL may keep their plans.
    `named`: row-level security knows which user acts; not while somebody is looked up who is nobody yet.
    """

    program: "ProgramState"
    actor: Actor
    system: str | None = None
    steady: bool = False
    named: bool = True

    @property
    def reach(self) -> str:
        return "all" if self.system else self.actor.reach


_scope: ContextVar[Scope | None] = ContextVar("hansa_scope", default=None)


def current() -> Scope:
    """Return the active scope; raises ScopeError without one."""
    scope = _scope.get()
    if scope is None:
        raise ScopeError("no active program: enter a scope first")
    return scope


def peek() -> Scope | None:
    return _scope.get()


def swap(scope: Scope | None) -> Token[Scope | None]:
    """Replace the scope and return what `restore` needs."""
    return _scope.set(scope)


def restore(token: Token[Scope | None]) -> None:
    _scope.reset(token)
