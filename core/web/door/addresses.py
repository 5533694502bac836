"""The rule of a route, made fast: hundreds are registered at every start, and most never write an address."""

from collections.abc import Callable
from functools import cache

from werkzeug.routing import Rule


class LazyRule(Rule):
    """Compiles the function that writes its address when an address is first written."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        made = cache(super()._compile_builder)
        return lambda rule, /, **values: made(append_unknown)(rule, **values)
