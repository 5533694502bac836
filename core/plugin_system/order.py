"""The one order of plugins: those required first, then by name."""

from collections.abc import Collection, Mapping


def by_requirement(requires: Mapping[str, Collection[str]]) -> tuple[list[str], dict[str, str]]:
    """Return all names in order, and a sentence for each name that is part of, or waits for, a circle.

    Requirements that are not among the names do not count here.
    """
    waiting = {name: {need for need in needs if need in requires} for name, needs in requires.items()}
    order: list[str] = []
    while ready := sorted(name for name, needs in waiting.items() if needs <= set(order)):
        order.append(ready[0])
        del waiting[ready[0]]
    circle = sorted(waiting)
    return order + circle, {name: f"Plugins require each other in a circle: {', '.join(circle)}." for name in circle}


def dependants(name: str, requires: Mapping[str, Collection[str]]) -> list[str]:
    """Return the plugins that need `name`, directly or through others, in order."""
    found: set[str] = set()
    order, _ = by_requirement(requires)
    for other in order:
        if (found | {name}) & set(requires[other]):
            found.add(other)
    return [other for other in order if other in found]
