"""Background work on behalf of a person, with the rights the person has at that moment."""

import contextlib
import uuid
from collections.abc import Iterator

from core.entities import acting
from core.entities.scope import Scope, current
from core.errors import NotFound, ScopeError
from core.i18n import use
from core.identity import resolve
from core.jobs.scopes import program


@contextlib.contextmanager
def on_behalf_of(user_id: uuid.UUID, membership_id: uuid.UUID | None) -> Iterator[Scope]:
    """Act as a member of the active program, in the member's language; only background work may.

    The rights are read anew each time. Raises NotFound when the person has no place in the program any more.
    """
    scope = current()
    if scope.actor.kind != "system":
        raise ScopeError("only background work acts on behalf of others")
    state = program(scope.program.id)
    actor = resolve.by_membership(state, user_id, membership_id) if state else None
    if state is None or actor is None:
        raise NotFound()
    with use(actor.locale or state.locale), acting.entered(Scope(state, actor)) as entered:
        yield entered
