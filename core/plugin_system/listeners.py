"""Find SQLAlchemy event listeners a hook left behind: they would act on everybody else's rows."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, orm
from sqlalchemy.event import registry as events
from sqlalchemy.exc import InvalidRequestError

Function = Callable[..., Any]


class ListenerWatch:
    """Knows the listeners there were when the plugins had been loaded."""

    def __init__(self) -> None:
        self._known = set(events._key_to_collection)
        self._count = len(self._known)

    def settle(self) -> None:
        """Accept the listeners that exist now."""
        self.__init__()  # type: ignore[misc]

    def take_back(self, root: str, session: orm.Session | None) -> list[str]:
        """Remove the listeners that code below module `root` has added since; return the names of their events.

        The count is compared first, because this runs after every hook.
        """
        if len(events._key_to_collection) == self._count:
            return []
        found = []
        for key, collections in events._key_to_collection.copy().items():
            functions = [f for ref in collections.copy().values() for f in _unwrapped(ref())]
            if key not in self._known and any(_belongs(f, root) for f in functions):
                _remove(key, functions, session)
                found.append(str(key[1]))
        self._count = len(events._key_to_collection)
        return found


def _belongs(function: Function, root: str) -> bool:
    module = str(getattr(function, "__module__", ""))
    return module == root or module.startswith(f"{root}.")


def _unwrapped(function: Any) -> Iterator[Function]:
    """SQLAlchemy wraps some listeners in a closure: yield the wrapper and what it wraps."""
    if callable(function):
        yield function
        for cell in getattr(function, "__closure__", None) or ():
            yield from _unwrapped(cell.cell_contents)


def _remove(key: tuple[int, str, Any], functions: list[Function], session: orm.Session | None) -> None:
    bind = session.get_bind() if session is not None else None
    targets = [session, *type(session).__mro__, bind, sa.Engine, sa.Pool, orm.Mapper]
    for target in targets:
        for function in functions:
            with contextlib.suppress(InvalidRequestError):
                if id(target) == key[0] and event.contains(target, key[1], function):
                    event.remove(target, key[1], function)
