"""A right lent for one act: a deputy makes the transition of the person they stand in for, an owner discards a draft."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from core.entities import scope as scopes


@contextmanager
def lent(permission: str) -> Iterator[None]:
    """Let the actor hold one more right inside the block. Which rows they reach stays the same, and plugins may still say no."""
    scope = scopes.current()
    actor = replace(scope.actor, permissions=scope.actor.permissions | {permission})
    token = scopes.swap(replace(scope, actor=actor))
    try:
        yield
    finally:
        scopes.restore(token)
