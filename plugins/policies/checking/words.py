"""How the checker names inputs: values, ranges, and what must hold for a finding."""

from collections.abc import Mapping
from typing import Any

from hansa import N_, _
from plugins.policies.checking.cells import UNKNOWN, Space, Variable
from plugins.policies.document.outcome import plain


def said(space: Space, mask: int, keys: set[str]) -> str:
    """Return one input of a set in words, as far as it depends on these variables."""
    found: Mapping[str, Any] = space.witness(mask)
    parts = [told(variable, found[variable.key]) for variable in space.variables if variable.key in keys]
    return ", ".join(part for part in parts if part)


def told(variable: Variable, cell: Any) -> str:
    """Return a cell in words, like “deal.amount = 6000”; nothing for a cell that is no restriction."""
    name = variable.shown
    if cell == UNKNOWN:
        return _(N_("%(name)s is not known"), name=name)
    low, high = (None if end is None else str(plain(end)) for end in cell)
    if low is not None and low == high:
        return f"{name} = {low}"
    if not variable.ordered:
        return _(N_("%(name)s is something else"), name=name) if variable.points else ""
    return f"{low} < {name} < {high}" if low and high else f"{name} > {low}" if low else f"{name} < {high}" if high else ""


def exactly(space: Space, mask: int, keys: set[str]) -> str:
    """Return the same input as `said`, in no language."""
    found: Mapping[str, Any] = space.witness(mask)
    return ";".join(f"{key}:{plain(found[key])}" for key in sorted(keys))
