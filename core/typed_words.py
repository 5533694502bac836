"""What somebody typed to find a row, where no search index is kept: every word has to stand in one of the columns."""

from typing import Any

import sqlalchemy as sa

LONGEST, MOST = 100, 5


def meeting(typed: str, *columns: Any) -> list[sa.ColumnElement[bool]]:
    """Return a condition for each word, whatever its case; the first 100 characters and five words count."""
    return [sa.or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in typed[:LONGEST].split()[:MOST]]
