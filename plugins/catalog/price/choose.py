"""Which of several prices counts for a line: the list that wins, its quantity break, the best price agreed."""

from collections.abc import Mapping, Sequence

from plugins.catalog.price.amounts import exact
from plugins.catalog.price.facts import Line, Row, Special


def on_list(line: Line, ranks: Mapping[str, tuple[int, str]]) -> list[Row]:
    """Return the rows of the list that wins, the smallest quantity first: those of the unit asked for, else those of the others.

    A price of another unit is converted by the factors of the packs, without loss.
    """
    known = [row for row in line.rows if row.source in ranks]
    if not known:
        return []
    best = min(ranks[row.source] for row in known)
    own = [row for row in known if ranks[row.source] == best]
    same = [row for row in own if row.factor == line.factor]
    smallest = min(row.factor for row in own)
    return sorted(same or [row for row in own if row.factor == smallest], key=lambda row: (row.least, row.amount))


def with_breaks(rows: Sequence[Row], line: Line) -> Row | None:
    """Return the last row whose quantity is reached, the bound itself included; None when that is the first one."""
    reached = [row for row in rows[1:] if row.least <= line.units and row.least > rows[0].least]
    return max(reached, key=lambda row: row.least, default=None)


def cheapest(line: Line) -> tuple[Special | None, list[Special]]:
    """Return the lowest price agreed for a base unit whose quantity is reached, and those left out because too few are left."""
    reached = [one for one in line.specials if one.least <= line.units]
    short = [one for one in reached if one.left is not None and one.left < line.units]
    usable = [one for one in reached if one not in short]
    found = min(usable, key=lambda one: (exact(one.amount) / exact(one.factor), one.source), default=None)
    return found, sorted(short, key=lambda one: one.source)
