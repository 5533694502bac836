"""Who hears of which events: the plugins with `on_event`, less those that say by `events_heard` that an event is not for them.

A delivery costs a job: claimed, run and written down. Most events concern few plugins.
"""

from collections.abc import Callable
from fnmatch import fnmatchcase

from core.portal import portal
from core.programs.state import ProgramState


def hearers(program: ProgramState) -> Callable[[str], list[str]]:
    """Ask the plugins of the program of the scope, and return a function from the type of an event to those it is for, in order."""
    plugins = portal().plugins
    named = dict(plugins.call("events_heard", program.plugins))
    hearing = plugins.implementers("on_event", program.plugins)
    return lambda type: [name for name in hearing if any(fnmatchcase(type, pattern) for pattern in named.get(name, ("*",)))]
