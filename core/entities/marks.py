"""The mark by which the wall knows statements that the core made or judged."""


class Judged:
    """Execution option `hansa_wall` of a judged statement: the scoped tables it may touch, or all when None."""

    def __init__(self, tables: frozenset[str] | None = None):
        self.tables = tables


MARK = Judged()
WALL = {"hansa_wall": MARK}
