"""Find SQLAlchemy event listeners a hook left behind: they would act on everybody else's rows."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, orm
from sqlalchemy.event import registry as events
from sqlalchemy.exc import InvalidRequestError

Function = Callable[..., Any]
Key = tuple[int, str, Any]


class _Additions:
    """Counts the listeners ever added: makes the empty entry of each, in place of SQLAlchemy's own maker of entries."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.total = 0

    def __call__(self) -> dict[Any, Any]:
        with self._lock:
            self.total += 1
        return {}


PRESENT: Any = events._key_to_collection
ADDITIONS = PRESENT.default_factory = _Additions()


class ListenerWatch:
    """Knows which listeners were added since the plugins had been loaded."""

    def __init__(self) -> None:
        self._strangers: dict[Key, frozenset[str]] = {}
        self._clean: set[str] = set()
        """Roots that none of them lies below."""
        self._seen = ADDITIONS.total

    def settle(self) -> None:
        """Accept the listeners that exist now."""
        self.__init__()  # type: ignore[misc]

    def take_back(self, root: str, session: orm.Session | None) -> list[str]:
        """Remove the listeners that code below module `root` has added since; return the names of their events.

        This runs after every hook, and additions are frequent: each alias of a table with foreign keys comes with listeners of
        SQLAlchemy's own. Entries are kept in order, so those added last are the last ones. Whose the others are is found out once.
        """
        added, self._seen = ADDITIONS.total - self._seen, ADDITIONS.total
        if added:
            self._meet(_last(added))
        clean = self._clean  # of the strangers known now: where another thread meets more, it makes another set
        if root in clean:
            return []
        found = []
        for key in [key for key, modules in self._strangers.copy().items() if any(_lies_below(module, root) for module in modules)]:
            self._strangers.pop(key, None)
            if functions := _functions(key):
                _remove(key, functions, session)
                found.append(key[1])
        if not found:
            clean.add(root)
        return found

    def _meet(self, keys: list[Key]) -> None:
        """Remember the listeners that are not SQLAlchemy's, and forget those that are gone."""
        known = {key: modules for key, modules in self._strangers.copy().items() if key in PRESENT}
        for key in keys:
            modules = frozenset(str(getattr(f, "__module__", "")) for f in _functions(key))
            if not all(_lies_below(module, "sqlalchemy") for module in modules):
                known[key] = modules
        self._strangers = known
        self._clean = set()


def _last(count: int) -> list[Key]:
    """Return the keys added last. There are tens of thousands, so they are copied only when another thread adds meanwhile."""
    try:
        return list(islice(reversed(PRESENT), count))
    except RuntimeError:
        return list(islice(reversed(PRESENT.copy()), count))


def _functions(key: Key) -> list[Function]:
    return [f for ref in PRESENT.get(key, {}).copy().values() for f in _unwrapped(ref())]


def _lies_below(module: str, root: str) -> bool:
    return module == root or module.startswith(f"{root}.")


def _unwrapped(function: Any) -> Iterator[Function]:
    """SQLAlchemy wraps some listeners in a closure: yield the wrapper and what it wraps."""
    if callable(function):
        yield function
        for cell in getattr(function, "__closure__", None) or ():
            yield from _unwrapped(cell.cell_contents)


def _remove(key: Key, functions: list[Function], session: orm.Session | None) -> None:
    bind = session.get_bind() if session is not None else None
    targets = [session, *type(session).__mro__, bind, sa.Engine, sa.Pool, orm.Mapper]
    for target in targets:
        for function in functions:
            with contextlib.suppress(InvalidRequestError):
                if id(target) == key[0] and event.contains(target, key[1], function):
                    event.remove(target, key[1], function)
