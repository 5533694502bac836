"""What somebody typed in one line: words to find a row by, where no search index is kept, and lists."""

from typing import Any

import sqlalchemy as sa

LONGEST, MOST = 100, 5
WIDE = {",": "，", ";": "；"}
"""How Chinese keyboards write the marks between the parts of a list."""


def meeting(typed: str, *columns: Any) -> list[sa.ColumnElement[bool]]:
    """Return a condition for each word, whatever its case; the first 100 characters and five words count."""
    return [sa.or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in typed[:LONGEST].split()[:MOST]]


def typed_list(text: str | None, mark: str = ",") -> tuple[str, ...]:
    """Return the parts of a text that are separated by a comma or a semicolon (`mark`), Chinese ones too; each once."""
    parts = (text or "").replace(WIDE[mark], mark).split(mark)
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
