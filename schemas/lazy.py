"""Modules that are imported when they are first used: what a start does not need, it does not wait for.

For libraries that few requests meet, and for parts of a plugin no request meets (demo data, commands). Everything else is
imported at the top of a module, where everybody sees it. The rules of what may be imported hold for these names, too.
"""

from importlib import import_module
from typing import Any


class Lazy:
    """Stands for a module; asked for one of its names, it imports the module and passes the question on."""

    __slots__ = ("_module",)

    def __init__(self, module: str):
        self._module = module

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what looks a module over (hooks, doctests, pickling) does not load it
            raise AttributeError(name)
        return getattr(import_module(self._module), name)


def lazy(module: str) -> Any:
    """Return a stand-in for the module of this dotted name, imported on first use; ImportError then, if there is none."""
    return Lazy(module)
